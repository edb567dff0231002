"""One private server with a virtual board for all plugins of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pyrpl_pyro
from pyrpl_pyro import Board, PyrplError


class PrivateServer:
    """Started by the first who connects, ended when the last one closes.

    Who leaves does not wait, neither for the end of the server nor for others who connect:
    PyMoDAQ kills a thread that takes more than 5 s to close.
    """

    def __init__(self) -> None:
        self._connecting = threading.Lock()
        # Held for no longer than it takes to change what follows.
        self._lock = threading.RLock()
        self._server: Board | None = None
        self._users = 0
        self._ending: threading.Thread | None = None

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
        with self._connecting:
            server = self._join()
            if server is not None and not _answers(server):
                self._end(server)
                server = None
            if server is None:
                server = self._start()
            try:
                board = pyrpl_pyro.connect(pyrpl_pyro.uri_of(server), timeout=timeout)
            except BaseException:
                self._leave(server)
                raise
        return board, lambda: self._leave(server)

    def _join(self) -> Board | None:
        """The server, with one user more; None when there is none."""
        with self._lock:
            if self._server is not None:
                self._users += 1
            return self._server

    def _start(self) -> Board:
        if self._ending is not None:
            # The next one begins with the settings that the last one saves.
            self._ending.join()
        server = pyrpl_pyro.launch(virtual=True, board="virtual")
        with self._lock:
            self._server, self._users = server, 1
        return server

    def _leave(self, server: Board) -> None:
        with self._lock:
            if server is self._server:
                self._users -= 1
                if self._users == 0:
                    self._end(server)

    def _end(self, server: Board) -> None:
        with self._lock:
            if server is self._server:
                self._server, self._users = None, 0
                self._ending = threading.Thread(
                    target=server.close, name="end of the virtual board"
                )
                self._ending.start()


def _answers(server: Board) -> bool:
    try:
        server.info()
    except PyrplError:
        return False
    return True


private_server = PrivateServer()
