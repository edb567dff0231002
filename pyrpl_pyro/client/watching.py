"""Follow the journal of a board, as it grows."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import BoardNotFound, CallTimeout, ProtocolMismatch, PyrplError
from ..wire.protocol import Operation
from .journal import Change, missed_entry

if TYPE_CHECKING:
    from .board import Board

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.9
"""The server answers within this time (s), so that stop() need not wait longer."""

_MOST = 500
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0
_ANSWER_SECONDS = 4.0
_STOP_SECONDS = 6.0
_PASSING = (ConnectionError, CallTimeout, BoardNotFound)
"""While the server is away, or not known to a name server that was restarted."""


class Watch:
    """Entries of the journal as they come; ``with`` and :meth:`stop` end it.

    Made by ``rp.watch()``. It goes on when the server was away: it gets all
    that it missed then, or one entry of the kind "missed" that says how many are gone.

    Attributes
    ----------
    revision : int
        Number of the last entry that was received.
    """

    def __init__(
        self, board: Board, callback: Callable[[Change], Any] | None, since: int | None
    ) -> None:
        self._board = board
        self._callback = callback
        self._stopped = threading.Event()
        self._lost = False
        self._pause = _FIRST_PAUSE
        self._epoch = ""
        self._waiting: deque[Change] = deque()
        self.revision = -1 if since is None else since
        if since is None:
            _entries, _missed, self.revision, self._epoch = self._ask(None, 0, 0.0)
        self._thread: threading.Thread | None = None
        if callback is not None:
            name = f"watch of {board._name}"
            self._thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._thread.start()

    @property
    def running(self) -> bool:
        """Whether entries still come."""
        return not self._stopped.is_set()

    def stop(self) -> None:
        """End it; no entry is given to the callback after this returns.

        When the callback itself calls it, the entry at hand is the last one.
        """
        self._stopped.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(_STOP_SECONDS)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def __iter__(self) -> Watch:
        return self

    def __next__(self) -> Change:
        if self._callback is not None:
            raise TypeError("this watch has a callback; make one without to iterate over it.")
        while not self._waiting:
            if self._stopped.is_set():
                raise StopIteration
            self._waiting.extend(self._more())
        change = self._waiting.popleft()
        if change.kind != "missed":
            self.revision = change.revision
        return change

    def _run(self) -> None:
        assert self._callback is not None
        while not self._stopped.is_set():
            try:
                changes = self._more()
            except PyrplError as error:
                logger.error("the watch of %s has ended: %s", self._board._name, error)
                return
            for change in changes:
                if self._stopped.is_set():
                    return
                try:
                    self._callback(change)
                except Exception:
                    logger.exception("the callback of a watch of %s failed", self._board._name)

    def _more(self) -> list[Change]:
        """Wait a while for further entries; the server may be away."""
        try:
            entries, missed, revision, epoch = self._ask(self.revision, _MOST, _POLL_SECONDS)
        except PyrplError as error:
            if self._board._link.closed:
                self._stopped.set()
                return []
            if not isinstance(error, _PASSING) or isinstance(error, ProtocolMismatch):
                self._stopped.set()
                raise
            self._wait_for_server(error)
            return []
        if self._lost:
            logger.warning("the server of %s is back", self._board._name)
            self._lost = False
            self._pause = _FIRST_PAUSE
        self._epoch = epoch
        changes = [Change.from_wire(entry) for entry in entries]
        if missed != 0:
            first = changes[0].revision if changes else revision + 1
            changes.insert(0, missed_entry(missed, first))
        if self._callback is not None or not changes:
            self.revision = revision
        return changes

    def _ask(self, since: int | None, limit: int, timeout: float) -> Any:
        arguments = (since, limit, timeout, self._epoch)
        if since is None:
            return self._board._request(Operation.JOURNAL, *arguments)
        # While the server is away, stop() must not wait for the client's own patience.
        with self._board.timeout(_ANSWER_SECONDS):
            return self._board._request(Operation.JOURNAL, *arguments)

    def _wait_for_server(self, error: Exception) -> None:
        if not self._lost:
            logger.warning("watch of %s: %s", self._board._name, error)
            self._lost = True
        deadline = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        while not self._stopped.is_set() and time.monotonic() < deadline:
            self._stopped.wait(0.05)
