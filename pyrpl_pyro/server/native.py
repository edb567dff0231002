"""Serve the connections of our own clients in the Qt thread, without a thread between.

A request that comes in through a worker thread has to hop into the Qt thread and back,
which costs more than all the rest of a small call. So after Pyro's handshake the socket
is handed to the Qt loop, which reads requests and writes replies as the socket is ready,
and never waits for it. docs/decisions/ has the figures.
"""

from __future__ import annotations

import logging
import socket
import threading
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
    ):
        self.closed = threading.Event()
        self._socket = peer
        self._session = session
        self._executor = executor
        self._requests = requests
        self._forget = forget
        self._incoming = messages.Incoming(messages.REQUEST)
        self._unsent = bytearray()
        self._job: Job | None = None
        self._number = 0
        self._asked = False
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
        try:
            count = self._incoming.read(self._socket)
        except BlockingIOError:
            return
        except OSError:
            count = 0
        if not count:
            self.close()
            return
        try:
            while not self.closed.is_set() and (request := self._incoming.next()) is not None:
                self._handle(*request)
        except ValueError as error:
            logger.warning("closing a connection that sent no valid message: %s", error)
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
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close()
            return
        del self._unsent[:sent]
        self._writable.setEnabled(bool(self._unsent))


class NativeConnections:
    """All connections of our clients; :meth:`serve` is called by Pyro's worker threads."""

    def __init__(self, executor: QtExecutor, requests: Requests):
        self._executor = executor
        self._requests = requests
        self._open: set[NativeConnection] = set()

    def serve(self, peer: socket.socket, session: str) -> None:
        """Hand a socket to the Qt thread; return when its connection has ended."""
        connection = self._executor.submit(self._adopt, peer, session).result()
        connection.closed.wait()

    def close(self) -> None:
        """End all connections. Qt thread only."""
        for connection in list(self._open):
            connection.close()

    def _adopt(self, peer: socket.socket, session: str) -> NativeConnection:
        connection = NativeConnection(
            peer, session, self._executor, self._requests, self._open.discard
        )
        self._open.add(connection)
        return connection
