"""A TCP port of the board, on which its monitor server listens while it runs."""

import contextlib
import errno
import socket
import threading

from .monitor import ENDING, MonitorServer, reset


class BoardPort:
    """Accepts connections for the monitor server that is attached.

    The port stays taken while no server runs, so that the board finds it again; connections
    are reset then. (A real board refuses them; PyRPL treats both alike.)

    Parameters
    ----------
    host, port:
        Address to listen at; port 0 takes a free one.

    Raises
    ------
    OSError
        It cannot listen there; the text names address and reason.
    """

    def __init__(self, host: str, port: int) -> None:
        self._listener = listen(host, port)
        self.number: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._server: MonitorServer | None = None
        self._thread = threading.Thread(target=self._accept, name="monitor port", daemon=True)
        self._thread.start()

    @property
    def server(self) -> MonitorServer | None:
        """The monitor server that is attached."""
        return self._server

    def attach(self, server: MonitorServer) -> None:
        """Give the connections that come from now on to `server`.

        Raises
        ------
        OSError
            EADDRINUSE: another monitor server listens.
        """
        with self._lock:
            if self._server is not None:
                raise OSError(errno.EADDRINUSE, "Address already in use")
            self._server = server

    def detach(self, server: MonitorServer) -> None:
        """Give no more connections to `server`."""
        with self._lock:
            if self._server is server:
                self._server = None

    def close(self) -> None:
        """Give the port back.

        Raises
        ------
        RuntimeError
            The thread does not end within 1 s.
        """
        # Closing alone would not wake the thread on Linux; others say that it is not connected.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(ENDING)
        if self._thread.is_alive():
            raise RuntimeError(f"the thread of port {self.number} did not end within {ENDING:g} s")

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except ConnectionError:
                continue
            except OSError:
                return
            with self._lock:
                server = self._server
            if server is None:
                reset(connection)
            else:
                server.offer(connection)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket at `host` and `port` (0: a free one).

    Raises
    ------
    OSError
        It cannot listen there; the text names address and reason.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OSError(f"cannot listen at {host} port {port}: {reason}") from error
