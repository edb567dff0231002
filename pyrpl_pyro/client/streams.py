"""Frames of a module as they come: ``for frame in rp.scope.stream(): ...``"""

from __future__ import annotations

import logging
import threading
import time
import uuid
import weakref
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from ..errors import AcquisitionCancelled, CallTimeout, PyrplError, ServerClosed
from ..schema import ModuleSchema
from ..wire.protocol import Operation
from .cancelling import Cancelled
from .frames import CurveFrame, Frame, SampleFrame

if TYPE_CHECKING:
    from .board import Board
    from .module import ModuleProxy

logger = logging.getLogger(__name__)

_ASK_SECONDS = 0.9
"""The server answers within this time (s); so the wait for a trigger is no long call."""

_CLOSE_SECONDS = 3.0
_PAUSE_SECONDS = 0.1
_CURVES_KEPT = 16
_SAMPLES_KEPT = 200

F = TypeVar("F", bound=Frame)


class Stream(Generic[F]):
    """An iterator over frames, as ``rp.scope.stream()`` makes it.

    It ends on the server with :meth:`close`, at the end of a ``with`` block, when nobody
    refers to it any longer, as after ``break`` or an error in ``for frame in
    rp.scope.stream():``, and when this program ends or is cut off.

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
        with self._lock:
            frame = self._next()
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


class StreamKind(Enum):
    """What the frames of a module hold."""

    CURVES = "curves"
    SAMPLES = "samples"


def stream_kind(schema: ModuleSchema) -> StreamKind | None:
    """What a module streams; None for one that cannot, or has a ``stream`` of its own."""
    if "stream" in {*schema.attributes, *schema.methods, *schema.submodules}:
        return None
    if "in1" in schema.attributes and "stats" in schema.methods:
        return StreamKind.SAMPLES
    # The network analyzer measures point after point, and shows no whole curves.
    if {"single", "continuous"} <= set(schema.methods) and "start_freq" not in schema.attributes:
        return StreamKind.CURVES
    return None


def stream_curves(
    self: ModuleProxy, *, buffer: int = _CURVES_KEPT, timeout: float | None = None
) -> Stream[CurveFrame]:
    """Follow the curves as they come: ``for frame in rp.scope.stream(): ...``

    All who follow share the run that goes on, and get the same curves. When none goes on,
    ``continuous()`` is called, and ``stop()`` when the last one has ended, unless somebody
    has called ``continuous()`` meanwhile. A ``single()`` of somebody in between is delivered
    too, then the continuous run goes on.

    Parameters
    ----------
    buffer : int
        Curves that the server keeps for this reader while it is busy, 1 to 1000. When there
        are more, the oldest are dropped; 1 always gives the newest.
    timeout : float, optional
        Limit for each frame (s); default: wait as long as it takes.

    Returns
    -------
    Stream of CurveFrame

    Raises
    ------
    ModuleLeased
        Nothing runs, and somebody else has the module.
    """
    return _opened(Stream(self._board, self._path, {"buffer": buffer}, CurveFrame, timeout))


def stream_samples(
    self: ModuleProxy,
    *signals: ModuleProxy | str,
    rate: float = 100.0,
    buffer: int = _SAMPLES_KEPT,
    timeout: float | None = None,
) -> Stream[SampleFrame]:
    """Sample signals at a rate: ``for frame in rp.sampler.stream("in1", rate=100): ...``

    The server takes them, one after the other within a sample; all who ask for the same
    signals at the same rate share the samples. A frame has those of 50 ms, at least one.

    Parameters
    ----------
    *signals : str or module proxy
        "in1", "out2", ``rp.pid0`` ...; up to 16.
    rate : float
        Samples a second, 0.001 to 500. More than the way to the board allows are left out,
        and counted in ``skipped``: each signal takes a reading of the board, and half of the
        time stays for other clients.
    buffer : int
        Frames that the server keeps for this reader while it is busy, 1 to 1000. When there
        are more, the oldest are dropped.
    timeout : float, optional
        Limit for each frame (s); default: wait as long as it takes.

    Returns
    -------
    Stream of SampleFrame

    Raises
    ------
    ValueError
        There is no such signal, or the rate is out of range.
    """
    names = tuple(str(getattr(signal, "_path", signal)) for signal in signals)

    def make(
        number: int,
        clock: float,
        dropped: int,
        interrupted: bool,
        times: np.ndarray,
        values: np.ndarray,
        skipped: int,
    ) -> SampleFrame:
        return SampleFrame(number, clock, dropped, interrupted, names, times, values, skipped)

    terms = {"signals": list(names), "rate": rate, "buffer": buffer}
    return _opened(Stream(self._board, self._path, terms, make, timeout))


for _function in (stream_curves, stream_samples):
    _function.__name__ = "stream"

METHODS: dict[StreamKind, Callable[..., Any]] = {
    StreamKind.CURVES: stream_curves,
    StreamKind.SAMPLES: stream_samples,
}
"""What a module proxy gets as its ``stream``."""


def _opened(stream: Stream[F]) -> Stream[F]:
    stream.open()
    return stream


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
