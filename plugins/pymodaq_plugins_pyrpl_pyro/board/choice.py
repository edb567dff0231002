"""Which board: one that a name server knows, one at an address, or a virtual one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyrpl_pyro
from pyrpl_pyro import Board

from .private_server import private_server

VIRTUAL = "virtual board"


def board_names(nameserver: str = "", timeout: float = 3.0) -> list[str]:
    """Names of the boards that answer, and the virtual one.

    Parameters
    ----------
    nameserver : str
        "host" or "host:port", "" for the default.
    timeout : float
        Limit (s).

    Raises
    ------
    NameServerNotFound
        No name server answers; the virtual board can be used all the same.
    """
    found = pyrpl_pyro.discover(nameserver=nameserver or None, timeout=timeout)
    return [*(info.board for info in found), VIRTUAL]


@dataclass(frozen=True)
class BoardChoice:
    """What the user chose.

    Parameters
    ----------
    name : str
        Name of a board, or :data:`VIRTUAL`.
    address : str
        Name or Pyro URI that comes before `name`, "" for none.
    nameserver : str
        "host" or "host:port", "" for the default.
    timeout : float
        Limit for each answer (s).
    """

    name: str
    address: str = ""
    nameserver: str = ""
    timeout: float = 10.0

    @property
    def is_private(self) -> bool:
        """Whether it is the virtual board, whose server nobody else starts again."""
        return self._wanted == VIRTUAL

    @property
    def _wanted(self) -> str:
        return self.address.strip() or self.name

    def open(self) -> tuple[Board, Callable[[], None]]:
        """Connect; return the board and what to call when done with it.

        Raises
        ------
        NameServerNotFound, BoardNotFound, BoardNotAnswering, StartError
            With a message that says what to do, and which boards there are.
        """
        if self.is_private:
            board, leave = private_server.connect(self.timeout)
        else:
            board = pyrpl_pyro.connect(
                self._wanted, nameserver=self.nameserver or None, timeout=self.timeout
            )
            leave = _nothing

        def close() -> None:
            board.close()
            leave()

        return board, close


def _nothing() -> None:
    """A server that others started goes on."""
