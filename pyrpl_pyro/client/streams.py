"""Frames of a module as they come: ``for frame in rp.scope.stream(): ...``"""

from __future__ import annotations

import logging
import threading
import time
import uuid
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..errors import AcquisitionCancelled, CallTimeout, PyrplError, ServerClosed
from ..wire.protocol import Operation
from .cancelling import Cancelled
from .frames import Frame

if TYPE_CHECKING:
    from .board import Board

logger = logging.getLogger(__name__)

_ASK_SECONDS = 0.9
"""The server answers within this time (s); so the wait for a trigger is no long call."""

_CLOSE_SECONDS = 3.0
_PAUSE_SECONDS = 0.1

F = TypeVar("F", bound=Frame)


class Stream(Generic[F]):
    """An iterator over frames, as ``rp.scope.stream()`` makes it.

    It ends on the server with :meth:`close`, at the end of a ``with`` block, when nobody
    refers to it any longer, as after ``break`` or an error in ``for frame in
    rp.scope.stream():``, with Ctrl-C while it waits for a frame, and when this program ends or
    is cut off.

    When the server was started again, or the connection was lost, it goes on by itself with
    a frame that is marked as ``interrupted``. A server that does not come back within the
    time limit of :func:`~pyrpl_pyro.connect` raises ConnectionLost; ``next()`` tries again.

    Raises
    ------
    AcquisitionCancelled
        Somebody called ``stop()``, after the last frame before that.
    TimeoutError
        No frame within `timeout`; the stream goes on.
    BoardUnreachable
        The server has lost the Red Pitaya; the stream goes on when it is back.
    ConnectionLost
        The server does not come back.
    """

    def __init__(
        self,
        board: Board,
        path: str,
        terms: dict[str, Any],
        make: Callable[..., F],
        timeout: float | None,
    ):
        self._board = board
        self._path = path
        self._terms = dict(terms)
        self._make = make
        self._timeout = _checked_limit(timeout)
        self._identifier = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._opened = False
        self._closed = False
        self._interrupted = False
        self._before = 0
        self._number = 0
        self._finalizer = weakref.finalize(self, _close_later, board, self._identifier)
        # At the end of the program the server sees that it has gone.
        self._finalizer.atexit = False

    def open(self) -> None:
        """Begin on the server, where that was not done yet."""
        if self._opened or self._closed:
            return
        opened = self._board._request(
            Operation.OPEN_STREAM, self._identifier, self._path, self._terms
        )
        if "begun" in opened:
            self._terms["begun"] = opened["begun"]
        self._opened = True

    def close(self) -> None:
        """End it; one that has ended stays so. The iterator stops."""
        self._closed = True
        if self._finalizer.detach() is not None and self._opened:
            _close(self._board, self._identifier)

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return self._closed

    def __enter__(self) -> Stream[F]:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __iter__(self) -> Stream[F]:
        return self

    def __next__(self) -> F:
        try:
            with self._lock:
                frame = self._next()
        except KeyboardInterrupt:
            # IPython keeps the traceback, and with it this stream.
            self.close()
            raise
        if frame is None:
            raise StopIteration
        return frame

    def __repr__(self) -> str:
        state = "ended" if self._closed else f"{self._number} frames"
        return f"<stream of {self._path} of board {self._board._name}: {state}>"

    def _next(self) -> F | None:
        began = time.monotonic()
        while not self._closed:
            wait = _ASK_SECONDS
            if self._timeout is not None:
                wait = min(wait, max(0.0, began + self._timeout - time.monotonic()))
            answer = self._ask(wait)
            if answer:
                return self._frame(*answer)
            if answer is None:
                self._interrupt()
            elif self._timeout is not None and time.monotonic() - began >= self._timeout:
                raise TimeoutError(
                    f"no frame of {self._path} within {self._timeout:g} s; is there a trigger?"
                )
        return None

    def _ask(self, wait: float) -> list[Any] | None:
        """A frame, [] when there is none yet, None when the server does not know the stream."""
        link = self._board._link
        closed_at: float | None = None
        while True:
            try:
                self.open()
                after = self._number - self._before
                return self._board._request(Operation.NEXT_FRAME, self._identifier, after, wait)
            except ServerClosed:
                # It ends in order, and may be started again.
                closed_at = closed_at or time.monotonic()
                waited = time.monotonic() - closed_at
                if link.closed or not link._may_come_back() or waited > link.timeout:
                    raise
                self._interrupt()
                time.sleep(_PAUSE_SECONDS)
            except AcquisitionCancelled as error:
                if not isinstance(error, Cancelled):
                    self.close()
                raise

    def _interrupt(self) -> None:
        self._interrupted = self._opened or self._interrupted
        self._opened = False
        self._before = self._number

    def _frame(self, number: int, clock: float, *content: Any) -> F:
        number += self._before
        dropped = number - self._number - 1
        interrupted, self._interrupted = self._interrupted, False
        self._number = number
        return self._make(number, clock, dropped, interrupted, *content)


def _checked_limit(timeout: float | None) -> float | None:
    is_number = isinstance(timeout, (int, float)) and not isinstance(timeout, bool)
    if timeout is not None and not (is_number and timeout > 0):
        raise ValueError(f"expected a time limit in seconds above 0, got {timeout!r}.")
    return timeout


def _close(board: Board, identifier: str) -> None:
    if board._link.closed:
        return
    try:
        with board._link.limited(_CLOSE_SECONDS):
            board._request(Operation.CLOSE_STREAM, identifier)
    except (ConnectionError, CallTimeout, PyrplError) as error:
        # The server ends it when nobody asks for it.
        logger.debug("a stream of %s was not closed: %s", board._name, error)


def _close_later(board: Board, identifier: str) -> None:
    """In a thread of its own: an object may be collected in the middle of another request."""
    try:
        threading.Thread(
            target=_close, args=(board, identifier), name="end of a stream", daemon=True
        ).start()
    except RuntimeError:
        logger.debug("a stream of %s was not closed: the program ends", board._name)
