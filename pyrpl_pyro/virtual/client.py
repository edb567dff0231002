"""PyRPL's hardware seam: a client that reads and writes a virtual board in this process."""

import errno
import logging
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from .board import VirtualBoard
from .faults import Reply

logger = logging.getLogger(__name__)

#: What PyRPL's own client does: it tries so often, and waits so long for an answer (s).
TRIES = 5
ANSWER_SECONDS = 1.0
#: Pause before each try to connect (s). On a real board PyRPL restarts the server meanwhile.
CONNECT_SECONDS = 0.2

Result = TypeVar("Result")


class VirtualClient:
    """Takes the place of `pyrpl.redpitaya_client.MonitorClient`.

    While the board has a fault (`board.faults`) it does what that client does on a real board:
    it waits for an answer for 1 s, connects again, and after five tries gives up and returns
    None. One thing is not imitated: the endless loop of PyRPL's client when the board closes
    the connection in order; here a connection that is closed is an error at once.

    Parameters
    ----------
    board:
        A free-running board. The client does not close it.

    Raises
    ------
    TypeError, ValueError
        From `reads` and `writes`: see `VirtualBoard.read` and `VirtualBoard.write`.
    """

    def __init__(self, board: VirtualBoard) -> None:
        self._board = board
        self._read_counter = 0
        self._write_counter = 0
        #: `board.faults.breaks` when it connected; None without a connection.
        self._connection: int | None = None
        self.restart()

    def reads(self, addr: int, length: int) -> np.ndarray | None:
        """Read `length` words from `addr` on: uint32 (length,); None if five tries failed."""
        self._read_counter += 1
        faults = self._board.faults
        if faults.active is None and faults.breaks == self._connection:
            return self._board.read(addr, length)
        return self._try(lambda: self._board.read(addr, length))

    def writes(self, addr: int, values: Sequence[int] | np.ndarray) -> bool | None:
        """Write `values` to `addr` and the following words.

        True, as the real client returns; None if five tries failed.
        """
        self._write_counter += 1
        faults = self._board.faults
        if faults.active is None and faults.breaks == self._connection:
            self._board.write(addr, values)
            return True
        return self._try(lambda: self._write(addr, values))

    def restart(self) -> None:
        """Connect again; without a connection if the board refuses it five times."""
        self._connection = None
        for attempt in range(TRIES):
            if attempt:
                time.sleep(CONNECT_SECONDS)
            if not self._board.faults.refuses:
                self._connection = self._board.faults.breaks
                return
            logger.warning("Socket error during connection attempt %s.", attempt)

    def close(self) -> None:
        """Nothing to close: the board belongs to who created it."""

    def _write(self, addr: int, values: Sequence[int] | np.ndarray) -> bool:
        self._board.write(addr, values)
        return True

    def _try(self, access: Callable[[], Result]) -> Result | None:
        """The result of `access`; None, as PyRPL expects it, if five tries failed."""
        for attempt in range(TRIES):
            try:
                return self._exchange(access)
            except OSError as error:
                logger.error("Error in attempt %d: %s. Reconnecting.", attempt, error)
                self.restart()
        return None

    def _exchange(self, access: Callable[[], Result]) -> Result:
        """One request to the board, and what becomes of the answer.

        Raises
        ------
        ConnectionResetError, TimeoutError
            As a socket does.
        """
        faults = self._board.faults
        reply, delay = faults.reply, faults.delay
        if self._connection != faults.breaks or reply is Reply.CLOSE:
            raise ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
        if reply is Reply.NONE:
            time.sleep(ANSWER_SECONDS)
            raise TimeoutError("timed out")
        result = access()
        if reply is Reply.WHOLE and delay < ANSWER_SECONDS:
            time.sleep(delay)
            return result
        # After a wrong header PyRPL's client waits for what else may come.
        time.sleep(ANSWER_SECONDS)
        raise TimeoutError("timed out")
