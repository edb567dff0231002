"""Pyro5's own name server: find it, ask it for boards, run it."""

from .connection import Entry, NameServerConnection, locate
from .lookup import RegisteredBoard, boards
from .running import RunningNameServer, run, start_embedded

__all__ = [
    "Entry",
    "NameServerConnection",
    "RegisteredBoard",
    "RunningNameServer",
    "boards",
    "locate",
    "run",
    "start_embedded",
]
