"""The programmable logic of the board: PyRPL's image, or another one."""

import threading
from collections.abc import Sequence

import numpy as np

from ..board import VirtualBoard


class Logic:
    """Access to the registers of a board, which are PyRPL's only while its image is loaded.

    With another image every register reads 0 and a write has no effect. On a real board the
    values depend on that image; with 0 PyRPL fails as users know it, with a ZeroDivisionError
    from the registers that tell how the filters are built.

    Parameters
    ----------
    board:
        Belongs to the caller.
    loaded:
        Whether the board has PyRPL's image at first.
    """

    def __init__(self, board: VirtualBoard, loaded: bool) -> None:
        self._board = board
        self._loaded = loaded
        self._lock = threading.Lock()

    @property
    def loaded(self) -> bool:
        """Whether the image of the logic is PyRPL's."""
        return self._loaded

    def load(self) -> None:
        """Load PyRPL's image: all registers are as after a reset."""
        with self._lock:
            self._board.reset()
            self._loaded = True

    def unload(self) -> None:
        """Load another image."""
        with self._lock:
            self._loaded = False

    def read(self, address: int, n: int) -> np.ndarray:
        """`n` words from `address` on: uint32 (n,).

        Raises
        ------
        ValueError
            See `VirtualBoard.read`.
        """
        words = self._board.read(address, n)
        return words if self._loaded else np.zeros_like(words)

    def write(self, address: int, words: Sequence[int] | np.ndarray) -> None:
        """Write `words` to `address` and the following ones.

        Raises
        ------
        ValueError
            See `VirtualBoard.write`.
        """
        if self._loaded:
            self._board.write(address, words)
