"""Pyro5's own name server: find it and ask it for boards; ``running`` runs one."""

from .connection import Entry, NameServerConnection, locate
from .lookup import RegisteredBoard, boards

__all__ = [
    "Entry",
    "NameServerConnection",
    "RegisteredBoard",
    "boards",
    "locate",
]
