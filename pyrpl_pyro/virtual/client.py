"""PyRPL's hardware seam: a client that reads and writes a virtual board in this process."""

from collections.abc import Sequence

import numpy as np

from .board import VirtualBoard


class VirtualClient:
    """Takes the place of `pyrpl.redpitaya_client.MonitorClient`.

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

    def reads(self, addr: int, length: int) -> np.ndarray:
        """Read `length` words from `addr` on: uint32 (length,)."""
        self._read_counter += 1
        return self._board.read(addr, length)

    def writes(self, addr: int, values: Sequence[int] | np.ndarray) -> bool:
        """Write `values` to `addr` and the following words; True, as the real client returns."""
        self._write_counter += 1
        self._board.write(addr, values)
        return True

    def restart(self) -> None:
        """Nothing to restart: there is no connection."""

    def close(self) -> None:
        """Nothing to close: the board belongs to who created it."""
