"""One request of a user: its time limits, and whether it may be sent twice."""

from __future__ import annotations

import time
from typing import Any

from ..wire.codec import Convert, pack
from ..wire.describing import describe
from ..wire.protocol import HOLD_SECONDS, Operation, Status

COLLECT = pack([Operation.COLLECT.value])

_READS = (
    *(Operation.GET, Operation.DESCRIBE, Operation.TREE, Operation.INFO),
    *(Operation.JOURNAL, Operation.SNAPSHOT),
    # To end a lease that has ended already does nothing.
    *(Operation.LEASES, Operation.RELEASE),
    # To open a stream again, to ask again for a frame, or to end it again, likewise.
    *(Operation.OPEN_STREAM, Operation.NEXT_FRAME, Operation.CLOSE_STREAM),
)
_LONGEST_SILENCE = 10.0
"""A server that has said that a call goes on says so each second; when it is silent for so
long (s), it hangs or cannot be reached."""
_PENDING = bytes([Status.PENDING])
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 0.5
_SHORTEST_TRY = 0.2


def is_pending(answer: bytes) -> bool:
    """Whether the server says that it is at it: the second byte is the first of the list."""
    return answer[1:2] == _PENDING


class Call:
    """A request and its time limits.

    Parameters
    ----------
    request : list
    convert : callable
        See :func:`~pyrpl_pyro.wire.codec.pack`.
    timeout : float
        Limit for connecting, and for silence (s).
    total : float or None
        Limit for all of it (s).
    away : float or None
        Limit for waiting for a server that is away (s), if it is shorter than `timeout`.

    Attributes
    ----------
    message : bytes
    pending : bool
        Whether the server has said that it is at it.
    only_reads : bool
        Whether it changes nothing on the board.
    silence : float
        The limit for the last answer that was waited for (s).
    """

    def __init__(
        self,
        request: list[Any],
        convert: Convert,
        timeout: float,
        total: float | None = None,
        away: float | None = None,
    ):
        self._request = request
        self.message = pack(request, convert)
        self._began = time.monotonic()
        self._timeout = timeout
        self._away = away
        self.total = total
        self.pending = False
        self.silence = timeout
        self._pause = _FIRST_PAUSE
        self._repeats = 1

    def __str__(self) -> str:
        return describe(self._request)

    @property
    def only_reads(self) -> bool:
        operation = self._request[0]
        if operation == Operation.BATCH:
            return all(step[0] == Operation.GET for step in self._request[1])
        return operation in _READS

    def may_be_repeated(self) -> bool:
        """Whether to send again, once, what may have been done."""
        self._repeats -= 1
        self.pending = False
        return self.only_reads and self._repeats >= 0 and self.connecting_left() > 0

    def first_answer_limit(self) -> float:
        """How long the server may be silent now (s)."""
        self.silence = self._timeout
        return self._within_total(self._timeout + HOLD_SECONDS)

    def next_answer_limit(self) -> float:
        """How long the server may be silent after it said that it is at it (s)."""
        self.silence = min(self._timeout, _LONGEST_SILENCE)
        return self._within_total(self.silence + HOLD_SECONDS)

    def connecting_left(self) -> float:
        """Time for connecting that is left (s); negative when it is over."""
        limits = [limit for limit in (self.total, self._away) if limit is not None]
        return min([self._timeout, *limits]) - self.waited()

    def connecting_limit(self) -> float:
        """As a limit for one step of connecting (s)."""
        return max(self.connecting_left(), _SHORTEST_TRY)

    def is_over(self) -> bool:
        """Whether the limit for all of it has passed."""
        return self.total is not None and self.waited() >= self.total

    def waited(self) -> float:
        """Time since the call began (s)."""
        return time.monotonic() - self._began

    def pause(self) -> bool:
        """Wait before the next try to connect; False when there is no time for one."""
        left = self.connecting_left() - _SHORTEST_TRY
        if left <= 0:
            return False
        time.sleep(min(self._pause, left))
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        return True

    def _within_total(self, limit: float) -> float:
        if self.total is None:
            return limit
        return max(0.001, min(limit, self.total - self.waited()))
