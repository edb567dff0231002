"""Serve the connections of our own clients in the Qt thread, without a thread between.

A request that comes in through a worker thread has to hop into the Qt thread and back,
which costs more than all the rest of a small call. So after Pyro's handshake the socket
is handed to the Qt loop, which reads requests and writes replies as the socket is ready,
and never waits for it. docs/decisions/ has the figures.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable

from qtpy import QtCore

from ..errors import AcquisitionCancelled
from ..wire import messages
from ..wire.codec import pack
from ..wire.protocol import HOLD_SECONDS, Operation
from .executor import Job, QtExecutor
from .requests import Requests

logger = logging.getLogger(__name__)

_COLLECT = pack([Operation.COLLECT.value])
_STEP = 1 << 20
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_PART = 1 << 16


class NativeConnection:
    """One connection of one of our clients. Qt thread only, except :attr:`closed`.

    A client sends one request at a time. One that is not done within ``HOLD_SECONDS`` is
    answered ``PENDING``, and the client asks again with ``COLLECT``; so every message is
    answered soon, however long an acquisition takes, and a client that has gone is noticed
    at once.

    Attributes
    ----------
    closed : threading.Event
        Set when the connection has ended.
    """

    def __init__(
        self,
        peer: socket.socket,
        session: str,
        executor: QtExecutor,
        requests: Requests,
        forget: Callable[[NativeConnection], None],
        longest: int,
    ):
        self.closed = threading.Event()
        self._socket = peer
        self._session = session
        self._executor = executor
        self._requests = requests
        self._forget = forget
        self._incoming = messages.Incoming(messages.REQUEST, longest)
        self._unsent = bytearray()
        self._reading = _Patience()
        self._writing = _Patience()
        self._job: Job | None = None
        self._number = 0
        self._asked = False
        # What TLS sends in several parts must not wait for the other side's word between.
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.setblocking(False)
        kind = QtCore.QSocketNotifier
        self._readable = kind(peer.fileno(), kind.Read)
        self._readable.activated.connect(self._on_readable)
        self._writable = kind(peer.fileno(), kind.Write)
        self._writable.setEnabled(False)
        self._writable.activated.connect(self._on_writable)
        self._hold = QtCore.QTimer()
        self._hold.setSingleShot(True)
        self._hold.setInterval(int(HOLD_SECONDS * 1000))
        self._hold.timeout.connect(self._on_hold)
        self._read_decrypted()

    def close(self) -> None:
        """End the connection, and the call that its client waits for."""
        if self.closed.is_set():
            return
        for notifier in (self._readable, self._writable):
            notifier.setEnabled(False)
            notifier.deleteLater()
        self._hold.stop()
        # From here on the worker thread may close the socket, which Qt must not watch then.
        self.closed.set()
        self._forget(self)
        if self._job is not None:
            self._job.cancel(AcquisitionCancelled("the client that waited has gone"))
            self._job = None

    def _on_readable(self) -> None:
        if self.closed.is_set():
            return
        try:
            count = self._incoming.read(self._socket)
        except _NOT_NOW:
            return
        except OSError:
            count = 0
        if not count:
            self.close()
            return
        self._reading.moved(count)
        self._on_request()
        self._read_decrypted()

    def _read_decrypted(self) -> None:
        """Read on where TLS has decrypted more: that makes no socket readable."""
        if self.closed.is_set() or self._unsent or not isinstance(self._socket, ssl.SSLSocket):
            return
        if self._socket.pending():
            QtCore.QTimer.singleShot(0, self._on_readable)

    def _on_request(self) -> None:
        """Take one request; those that a client sent ahead wait until others had their turn."""
        if self.closed.is_set() or self._unsent:
            return
        try:
            request = self._incoming.next()
            if request is not None:
                self._handle(*request)
                if self._incoming.holds_more:
                    QtCore.QTimer.singleShot(0, self._on_request)
        except ValueError as error:
            logger.warning("closing a connection that sent no valid message: %s", error)
            self.close()
        self._reading.watch(self._incoming.missing > 0)

    def end_if_overdue(self, seconds: float) -> None:
        """End the connection when a message stays incomplete, or its reply is not taken."""
        for patience, what in (
            (self._reading, "a message that did not come to its end"),
            (self._writing, "a reply that nobody took"),
        ):
            if not self.closed.is_set() and patience.is_over(seconds):
                logger.warning("closing a connection after %g s: %s", seconds, what)
                self.close()

    def _handle(self, number: int, request: bytes) -> None:
        self._number = number
        self._asked = True
        if request == _COLLECT:
            self._collect()
            return
        if self._job is not None:
            self._job.cancel(AcquisitionCancelled("the client did not wait for the result"))
        self._job = None
        job = self._executor.run(self._on_done, self._requests.perform, request, self._session)
        if not job.done and not self.closed.is_set():
            self._job = job
            self._hold.start()

    def _collect(self) -> None:
        if self._job is None:
            raise ValueError("there is no call to collect")
        if self._job.done:
            self._reply_with(self._job)
        else:
            self._hold.start()

    def _on_done(self, job: Job) -> None:
        if self._asked and (self._job is None or self._job is job):
            self._reply_with(job)

    def _reply_with(self, job: Job) -> None:
        self._job = None
        self._reply(job.result if job.error is None else self._requests.failed(job.error))

    def _on_hold(self) -> None:
        if self._asked and self._job is not None and not self._job.done:
            self._reply(self._requests.pending(self._job))

    def _reply(self, payload: bytes) -> None:
        if self.closed.is_set():
            return
        self._asked = False
        self._hold.stop()
        self._unsent += messages.message(messages.REPLY, self._number, payload)
        self._on_writable()

    def _on_writable(self) -> None:
        try:
            sent = self._send()
        except _NOT_NOW:
            sent = 0
        except OSError:
            self.close()
            return
        del self._unsent[:sent]
        self._writing.moved(sent)
        if self._writable.isEnabled() != bool(self._unsent):
            # Who does not take its replies is not read from, so that they do not heap up.
            self._writable.setEnabled(bool(self._unsent))
            self._readable.setEnabled(not self._unsent)
            self._writing.watch(bool(self._unsent))
            if not self._unsent and self._incoming.holds_more:
                QtCore.QTimer.singleShot(0, self._on_request)
            self._read_decrypted()

    def _send(self) -> int:
        if not isinstance(self._socket, ssl.SSLSocket):
            return self._socket.send(self._unsent)
        # TLS would take all or tell of nothing, however much it has sent of it.
        sent = 0
        try:
            while sent < len(self._unsent):
                sent += self._socket.send(self._unsent[sent : sent + _PART])
        except _NOT_NOW:
            pass
        return sent


class _Patience:
    """Since when something is under way that has to get on by a MiB in a given time."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._moved = 0

    def watch(self, under_way: bool) -> None:
        if not under_way:
            self._since = None
        elif self._since is None:
            self._since = time.monotonic()
            self._moved = 0

    def moved(self, count: int) -> None:
        if self._since is None:
            return
        self._moved += count
        if self._moved >= _STEP:
            self._since = time.monotonic()
            self._moved = 0

    def is_over(self, seconds: float) -> bool:
        return self._since is not None and time.monotonic() - self._since > seconds


class NativeConnections:
    """All connections of our clients; :meth:`serve` is called by Pyro's worker threads.

    Parameters
    ----------
    executor : QtExecutor
    requests : Requests
    longest : int
        Bytes of the longest message that a client may send.
    patience : float
        Time within which each MiB of a message must come or be taken (s).
    """

    def __init__(self, executor: QtExecutor, requests: Requests, longest: int, patience: float):
        self._longest = longest
        self._patience = patience
        self._executor = executor
        self._requests = requests
        self._open: set[NativeConnection] = set()

    def serve(self, peer: socket.socket, session: str) -> None:
        """Hand a socket to the Qt thread; return when its connection has ended."""
        connection = self._executor.submit(self._adopt, peer, session).result()
        connection.closed.wait()

    def end_overdue(self) -> None:
        """End the connections whose message or reply does not get on. Qt thread only."""
        for connection in list(self._open):
            connection.end_if_overdue(self._patience)

    def close(self) -> None:
        """End all connections. Qt thread only."""
        for connection in list(self._open):
            connection.close()

    def _adopt(self, peer: socket.socket, session: str) -> NativeConnection:
        connection = NativeConnection(
            peer, session, self._executor, self._requests, self._open.discard, self._longest
        )
        self._open.add(connection)
        return connection
