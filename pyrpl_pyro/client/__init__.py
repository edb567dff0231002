"""The client: boards and their modules as if they were local."""

from .board import Board
from .connecting import connect
from .discovery import discover
from .launching import launch
from .plots import plot
from .progress_bar import progress
from .reconnecting import Reconnection
from .uris import schema_of, uri_of

__all__ = [
    "Board",
    "Reconnection",
    "connect",
    "discover",
    "launch",
    "plot",
    "progress",
    "schema_of",
    "uri_of",
]
