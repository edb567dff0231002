"""One run of PyRPL's monitor server on the board.

What it does with messages that PyRPL does not send was read in monitor_server.c, which PyRPL
installs: it serves one client and ends with it. It waits without limit for the rest of a
message, skips a header without words (also that of a close command), and ends at an unknown
command, at a connection that closes and at an access that is a bus error on the real board.
"""

import contextlib
import logging
import socket
import struct
import sys
import threading
from collections.abc import Callable

import numpy as np

from ..board import VirtualBoard
from ..faults import Reply
from .protocol import (
    CLOSE,
    HEADER_BYTES,
    READ,
    WORD_BYTES,
    WRITE,
    Header,
    fits_window,
    parse_header,
)

logger = logging.getLogger(__name__)

#: Connections that wait behind the one that is served, as `listen` of the real server says.
BACKLOG = 5
#: Longest wait for the thread that serves the client, in seconds.
ENDING = 1.0
#: Header of an answer that is out of step.
_WRONG_HEADER = b"?" * HEADER_BYTES
#: Closing a socket with this option resets the connection.
RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class MonitorServer:
    """Serves the first connection that it is offered until the client or `kill` ends it.

    It answers as `board.faults` says.

    Parameters
    ----------
    board:
        Where it reads and writes.
    latency:
        Seconds that a message and its answer are on their way.
    ended:
        Called once in some thread, with what the real program prints at its end.
    """

    def __init__(self, board: VirtualBoard, latency: float, ended: Callable[[str], None]) -> None:
        self._board = board
        self._latency = latency
        self._ended = ended
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._client: socket.socket | None = None
        self._waiting: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, name="monitor server", daemon=True)

    @property
    def client(self) -> tuple[str, int] | None:
        """Address of the client, None if there is none."""
        with self._lock, contextlib.suppress(OSError):
            return None if self._client is None else self._client.getpeername()[:2]
        return None

    def offer(self, connection: socket.socket) -> None:
        """Take a new connection; it is served, waits unanswered, or is reset."""
        with self._lock:
            if self._over.is_set() or self._board.faults.refuses:
                reset(connection)
            elif self._client is None:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._client = connection
                self._thread.start()
            elif len(self._waiting) < BACKLOG:
                self._waiting.append(connection)
            else:
                reset(connection)

    def kill(self) -> None:
        """End as at a signal: its connections close.

        Raises
        ------
        RuntimeError
            The thread does not end within 1 s.
        """
        self._end("Terminated")
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(ENDING)
            if self._thread.is_alive():
                raise RuntimeError(f"the monitor server did not end within {ENDING:g} s")

    def _end(self, last_words: str) -> None:
        with self._lock:
            if self._over.is_set():
                return
            self._over.set()
            if self._client is not None:
                # Closing alone would not wake the thread that waits for the client.
                with contextlib.suppress(OSError):
                    self._client.shutdown(socket.SHUT_RDWR)
                self._client.close()
            for connection in self._waiting:
                reset(connection)
        self._ended(last_words)

    def _serve(self) -> None:
        client = self._client
        assert client is not None
        try:
            while (error := self._answer(client)) is None:
                pass
        except (OSError, EOFError) as broken:
            error = f"ERROR reading from socket: {broken}"
        logger.debug("monitor server ends: %s", error or "closed by the client")
        self._end(f"Incoming client connection accepted!{error}")

    def _answer(self, client: socket.socket) -> str | None:
        """Answer one message; None to go on, else what the program says when it ends."""
        raw = _receive(client, HEADER_BYTES)
        header = parse_header(raw)
        if header.words == 0:
            return None
        if header.command == CLOSE:
            return ""
        if header.command not in (READ, WRITE):
            return "ERROR unknown control character - server and client out of sync"
        body = _receive(client, header.words * WORD_BYTES) if header.command == WRITE else b""
        reply = self._board.faults.reply
        if reply is Reply.CLOSE:
            return "Terminated"
        if reply is Reply.NONE:
            return None
        if not fits_window(header):
            return "Segmentation fault"
        self._wait(self._latency / 2)
        try:
            data = self._access(header, body)
        except ValueError as error:
            logger.warning("monitor server: %s", error)
            return "Bus error"
        self._reply(client, _WRONG_HEADER if reply is Reply.WRONG_HEADER else raw, data, reply)
        return None

    def _access(self, header: Header, body: bytes) -> bytes:
        if header.command == READ:
            return self._board.read(header.address, header.words).astype("<u4").tobytes()
        self._board.write(header.address, np.frombuffer(body, "<u4"))
        return b""

    def _reply(self, client: socket.socket, header: bytes, data: bytes, reply: Reply) -> None:
        """Send an answer; every answer to a client goes through here, each in one piece."""
        self._wait(self._latency / 2 + self._board.faults.delay)
        answer = header + data
        client.sendall(answer[: len(answer) // 2] if reply is Reply.HALF else answer)

    def _wait(self, seconds: float) -> None:
        """Wait while a message is on its way to or from the board, or until `kill`."""
        if seconds:
            self._over.wait(seconds)


def reset(connection: socket.socket) -> None:
    """Close a connection so that the other side gets an error instead of an end."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    connection.close()


def _receive(client: socket.socket, n: int) -> bytes:
    """`n` bytes, in however many pieces they arrive.

    Raises
    ------
    EOFError
        The connection was closed before.
    OSError
        The connection is broken.
    """
    data = client.recv(n)
    if len(data) == n:
        return data
    pieces = bytearray(data)
    while data and len(pieces) < n:
        data = client.recv(n - len(pieces))
        pieces += data
    if len(pieces) < n:
        raise EOFError(f"the client closed the connection after {len(pieces)} of {n} bytes")
    return bytes(pieces)
