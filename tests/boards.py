"""Virtual boards at an address, as a real one is reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer


@contextmanager
def board_at_address() -> Iterator[tuple[VirtualBoard, BoardServer]]:
    """A board without a plant, which can be reached until the end of the block."""
    board = VirtualBoard(plant="none")
    try:
        with BoardServer(board, port=0, sshport=0) as address:
            yield board, address
    finally:
        board.close()
