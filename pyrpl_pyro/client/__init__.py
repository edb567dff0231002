"""The client: boards and their modules as if they were local."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from .asynchronous import AsyncBoard, connect_async

LATE = ("AsyncBoard", "connect_async")
"""Names that are imported when they are used."""


def __getattr__(name: str) -> Any:
    if name not in LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    # asyncio is a fifth of the time of the import, and most programs do without it.
    from . import asynchronous

    return getattr(asynchronous, name)


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
