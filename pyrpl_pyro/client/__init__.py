"""The client: boards and their modules as if they were local."""

from .board import Board
from .connecting import connect
from .discovery import discover
from .journal import Change
from .launching import launch
from .lease_keeper import Lease
from .plots import plot
from .progress_bar import progress
from .reconnecting import Reconnection
from .snapshots import load_snapshot, save_snapshot
from .uris import schema_of, uri_of

__all__ = [
    "Board",
    "Change",
    "Lease",
    "Reconnection",
    "connect",
    "discover",
    "launch",
    "load_snapshot",
    "plot",
    "progress",
    "save_snapshot",
    "schema_of",
    "uri_of",
]
