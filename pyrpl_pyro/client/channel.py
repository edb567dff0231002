"""One connection to a server, after Pyro's handshake."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
import time

from Pyro5.client import Proxy

from ..network import keep_alive
from ..wire import messages

_SLICE_SECONDS = 0.5
"""How long the system waits for the socket at once: where Ctrl-C does not end such a wait, as
on Windows, it is seen after this time."""
_IDLE_SECONDS = 0.02
"""A connection that was used more recently is taken for alive."""


class Channel:
    """Sends requests and waits for the replies.

    Attributes
    ----------
    generation : int
        Which connecting of the link it is of, see :class:`~pyrpl_pyro.client.link.Link`.
    sent : bool
        Whether all of the last request was given to the network: else the server cannot have
        done it.
    closed : bool
    """

    def __init__(self, proxy: Proxy, generation: int):
        # The proxy would close the connection when it is collected.
        self._proxy = proxy
        self._connection = proxy._pyroConnection
        self._socket: socket.socket = self._connection.sock
        # A way that is dead is noticed after some 9 s, whether somebody sends or waits.
        keep_alive(self._socket, idle=3, interval=2, probes=3, unanswered=9)
        self._incoming = messages.Incoming(messages.REPLY)
        self._number = 0
        self._slice = 0.0
        self._used = time.monotonic()
        self.generation = generation
        self.sent = False
        self.closed = False

    def exchange(self, request: bytes, limit: float) -> bytes:
        """Send a request and return the reply.

        Parameters
        ----------
        limit : float
            Time of silence that is accepted (s).

        Raises
        ------
        TimeoutError
            Nothing came within `limit`.
        OSError, ValueError
            The connection broke, or what came is no reply to the request.

        The connection is closed then, so that no later call gets the reply to this one.
        """
        self._number = (self._number + 1) & 0xFFFF
        self.sent = False
        try:
            self._wait_at_most(limit)
            self._send(messages.message(messages.REQUEST, self._number, request), limit)
            self.sent = True
            heard = time.monotonic()
            while (reply := self._incoming.next()) is None:
                try:
                    count = self._incoming.read(self._socket)
                except TimeoutError as error:
                    _refuse_dead_way(error)
                    if time.monotonic() - heard >= limit:
                        raise
                    continue
                if not count:
                    raise ConnectionResetError("the server closed it")
                heard = time.monotonic()
            if reply[0] != self._number:
                raise ValueError(f"reply {reply[0]} came for request {self._number}")
        except BaseException:
            self.close()
            raise
        self._used = heard
        return reply[1]

    def has_ended(self) -> bool:
        """Whether the other side ended the connection while nothing was asked."""
        if self.closed:
            return True
        if time.monotonic() - self._used < _IDLE_SECONDS or not _readable(self._socket):
            return False
        try:
            self._socket.settimeout(0)
            self._socket.recv(1)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            # With TLS, something may come that is no data.
            return False
        except OSError:
            return True
        finally:
            self._slice = 0.0
        # The end of the stream, or an answer to nothing.
        return True

    def close(self) -> None:
        self.closed = True
        self._connection.close()

    def interrupt(self) -> None:
        """End the wait of another thread in :meth:`exchange`, and with it the connection."""
        # The plain socket's own: that of TLS changes what the other thread uses.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def abandon(self) -> None:
        """Let go of the connection without ending it: a parent process still uses it."""
        self.closed = True
        if self._socket.fileno() >= 0:
            os.close(self._socket.detach())

    def _wait_at_most(self, limit: float) -> None:
        slice_seconds = min(_SLICE_SECONDS, max(limit, 0.001))
        if slice_seconds != self._slice:
            self._socket.settimeout(slice_seconds)
            self._slice = slice_seconds

    def _send(self, message: bytes, limit: float) -> None:
        rest = memoryview(message)
        moved = time.monotonic()
        while rest:
            try:
                rest = rest[self._socket.send(rest) :]
                moved = time.monotonic()
            except TimeoutError as error:
                _refuse_dead_way(error)
                if time.monotonic() - moved >= limit:
                    raise


def _refuse_dead_way(error: TimeoutError) -> None:
    """The system's own word that nobody answers any longer is no limit of ours."""
    if error.errno is not None:
        raise ConnectionAbortedError("the network does not carry anything any longer") from error


def _readable(peer: socket.socket) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(peer, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([peer], [], [], 0)[0])
