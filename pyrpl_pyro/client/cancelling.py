"""End the wait of a thread from another one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import AcquisitionCancelled
from .channel import Channel


class Cancelled(AcquisitionCancelled):
    """The thread that waited was told to end, by another one of this program."""


class Cancellation:
    """What a thread does with a board, until another thread has enough of it.

    The connection that the thread uses is ended; so the server ends what it waits for, as
    for a client that has gone.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._channel: Channel | None = None

    def cancel(self) -> None:
        """End it; no further request is sent."""
        with self._lock:
            self._cancelled = True
            if self._channel is not None:
                self._channel.interrupt()

    def check(self) -> None:
        """Raise Cancelled when it was cancelled."""
        if self._cancelled:
            raise Cancelled("who waited for it was cancelled")

    @contextmanager
    def of(self, channel: Channel) -> Iterator[None]:
        """A request on a channel, which may be cancelled."""
        with self._lock:
            self.check()
            self._channel = channel
        try:
            yield
        finally:
            with self._lock:
                self._channel = None
