"""The client: boards and their modules as if they were local."""

from .asynchronous import AsyncBoard, connect_async
from .board import Board
from .connecting import connect
from .discovery import discover
from .frames import CurveFrame, SampleFrame
from .journal import Change
from .launching import launch
from .lease_keeper import Lease
from .plots import plot
from .progress_bar import progress
from .reconnecting import Reconnection
from .snapshots import load_snapshot, save_snapshot
from .streams import Stream
from .uris import schema_of, uri_of

__all__ = [
    "AsyncBoard",
    "Board",
    "Change",
    "CurveFrame",
    "Lease",
    "Reconnection",
    "SampleFrame",
    "Stream",
    "connect",
    "connect_async",
    "discover",
    "launch",
    "load_snapshot",
    "plot",
    "progress",
    "save_snapshot",
    "schema_of",
    "uri_of",
]
