"""What happens when a connection that was lost is there again."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reconnection:
    """A connection to a board that is there again.

    Attributes
    ----------
    board : str
        Name of the board.
    address : str
        "host:port" of the server now.
    server_restarted : bool
        Whether it is another start of the server: runs that went on in the old one have
        ended with it. Else the connection alone had broken.
    epoch, previous_epoch : str
        What tells the starts of a server apart.
    lost_at : datetime
        When this client noticed that the connection was lost, with time zone.
    away : float
        How long ago that was (s).
    """

    board: str
    address: str
    server_restarted: bool
    epoch: str
    previous_epoch: str
    lost_at: datetime
    away: float

    def __str__(self) -> str:
        what = "a server that was started again" if self.server_restarted else "the same server"
        return (
            f"board {self.board}: connected again to {what} at {self.address}, "
            f"{self.away:.1f} s after the connection was lost"
        )


Callback = Callable[[Reconnection], object]


class ReconnectCallback:
    """A function that is called after each reconnecting, until :meth:`remove`.

    It can be called as the function itself, so that it may take its place as a decorator.
    """

    def __init__(self, callback: Callback, registry: list[ReconnectCallback]):
        self._callback = callback
        self._registry = registry
        functools.update_wrapper(self, callback, updated=())

    def __call__(self, connection: Reconnection) -> object:
        return self._callback(connection)

    def remove(self) -> None:
        """It is not called any more; to remove it again does nothing."""
        if self in self._registry:
            self._registry.remove(self)

    def __repr__(self) -> str:
        return f"<on reconnect: {self._callback!r}; remove() ends it>"


class ReconnectCallbacks:
    """Those of one board."""

    def __init__(self) -> None:
        self._callbacks: list[ReconnectCallback] = []
        self._local = threading.local()

    def add(self, callback: Callback) -> ReconnectCallback:
        """Call ``callback(reconnection)`` from now on."""
        if not callable(callback):
            raise TypeError(f"expected a function of one argument, got {callback!r}.")
        added = ReconnectCallback(callback, self._callbacks)
        self._callbacks.append(added)
        return added

    def call(self, connection: Reconnection) -> None:
        """Call all; what goes wrong in one of them is logged."""
        waiting: list[Reconnection] | None = getattr(self._local, "waiting", None)
        if waiting is not None:
            # A callback that uses the board lost the connection again: one after the other.
            waiting.append(connection)
            return
        waiting = self._local.waiting = [connection]
        try:
            while waiting:
                event = waiting.pop(0)
                for callback in list(self._callbacks):
                    try:
                        callback(event)
                    except Exception:
                        logger.exception("%r failed, after %s", callback, event)
        finally:
            self._local.waiting = None
