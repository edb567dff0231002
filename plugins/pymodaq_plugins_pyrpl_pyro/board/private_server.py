"""One private server with a virtual board for all plugins of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pyrpl_pyro
from pyrpl_pyro import Board, PyrplError


class PrivateServer:
    """Started by the first who connects, ended when the last one closes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: Board | None = None
        self._users = 0

    @property
    def is_running(self) -> bool:
        """Whether one was started, and not ended yet."""
        return self._server is not None

    def connect(self, timeout: float) -> tuple[Board, Callable[[], None]]:
        """A connection of one's own, and what to call when done with it.

        Parameters
        ----------
        timeout : float
            Limit for each answer of the server (s).

        Raises
        ------
        StartError
            The server did not start.
        """
        with self._lock:
            if self._server is not None and not _answers(self._server):
                self._end()
            if self._server is None:
                self._server = pyrpl_pyro.launch(virtual=True, board="virtual")
            server = self._server
            board = pyrpl_pyro.connect(pyrpl_pyro.uri_of(server), timeout=timeout)
            self._users += 1
        return board, lambda: self._leave(server)

    def _leave(self, server: Board) -> None:
        with self._lock:
            if server is not self._server:
                return
            self._users -= 1
            if self._users == 0:
                self._end()

    def _end(self) -> None:
        server, self._server, self._users = self._server, None, 0
        if server is not None:
            server.close()


def _answers(server: Board) -> bool:
    try:
        server.info()
    except PyrplError:
        return False
    return True


private_server = PrivateServer()
