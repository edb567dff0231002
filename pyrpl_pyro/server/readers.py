"""One client that follows a stream: the frames that it has not got yet. Qt thread only."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any


class Reader:
    """Keeps the newest frames until their reader asks for them.

    All readers of a source keep the same arrays; each has numbers of its own. Who is slow
    loses the oldest frames, and sees by the numbers how many.

    Parameters
    ----------
    session : str
        Client that reads.
    buffer : int
        Frames that are kept.
    """

    def __init__(self, session: str, buffer: int):
        self.session = session
        self.asked_at = time.monotonic()
        self._frames: deque[tuple[int, list[Any]]] = deque(maxlen=buffer)
        self._number = 0
        self._error: BaseException | None = None
        self._closed = False
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def ended(self) -> bool:
        """Whether the last frame was read, and no further one will come."""
        return self._error is not None and not self._frames

    @property
    def is_waited_for(self) -> bool:
        """Whether its reader waits for a frame now."""
        return bool(self._waiting)

    def push(self, frame: list[Any]) -> None:
        """A further frame: ``[time, ...]``."""
        self._number += 1
        self._frames.append((self._number, frame))
        self._wake()

    def fail(self, error: BaseException) -> None:
        """No further frame will come; the reader is told why after the last one."""
        self._error = error
        self._wake()

    def close(self) -> None:
        """Nobody reads any longer."""
        self._closed = True
        self._wake()

    def next(
        self, after: int, timeout: float, loop: Any, wait: Callable[..., Any]
    ) -> list[Any] | None:
        """The oldest frame that is kept, with a number above `after`.

        Parameters
        ----------
        after : int
            Number of the last frame that the client has; it may ask twice for the same.
        timeout : float
            Limit (s).

        Returns
        -------
        list or None
            ``[number, time, ...]``, [] when there is none within `timeout`, None when the
            reader was closed.
        """
        self.asked_at = time.monotonic()
        found = self._first(after)
        if not found and not self._closed and self._error is None:
            future: asyncio.Future[None] = loop.create_future()
            self._waiting.add(future)
            try:
                wait(future, timeout)
            except TimeoutError:
                return []
            finally:
                self._waiting.discard(future)
                self.asked_at = time.monotonic()
            found = self._first(after)
        if self._closed:
            return None
        if not found and self._error is not None:
            raise self._error
        return found

    def _first(self, after: int) -> list[Any]:
        while self._frames and self._frames[0][0] <= after:
            self._frames.popleft()
        if not self._frames:
            return []
        number, frame = self._frames[0]
        return [number, *frame]

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)
