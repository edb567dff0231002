"""A Pyro5 daemon that strangers cannot hold up: who has a place, and what is read from whom.

Pyro5 gives each connection a thread, waits in it for as long as the other side likes, and
decodes what comes with whatever the message asks for. Here a connection that does not say
hello in time loses its place, no message is read before its header is checked, and one that
has begun must be complete in time.
"""

from __future__ import annotations

import dataclasses
import logging
import socket
import threading
import time
from typing import Any

import msgpack
import serpent
from Pyro5 import config, core, protocol, serializers
from Pyro5.callcontext import current_context
from Pyro5.errors import ConnectionClosedError, SecurityError

from .header import HEADER_BYTES, Header, read_header
from .printable import printable

logger = logging.getLogger(__name__)

_HELLO_BYTES = 1 << 16
_HELLO_ELEMENTS = 1000
_PENDING = 128
"""Connections that may be about to say hello; the one that has waited longest goes first."""

_SERPENT = serializers.SerpentSerializer.serializer_id
_MSGPACK = serializers.MsgpackSerializer.serializer_id
_ACCEPTED = (_SERPENT, _MSGPACK)
_LATEST_REFUSAL = 0.5
_FLAGS = protocol.FLAGS_ONEWAY | protocol.FLAGS_BATCH | protocol.FLAGS_CORR_ID


@dataclasses.dataclass(frozen=True)
class PeerLimits:
    """What a daemon grants to those who connect.

    Attributes
    ----------
    connections : int
        At once.
    hello_seconds : float
        For TLS and Pyro's handshake together (s).
    message_seconds : float
        From the first byte of a message to its last, and for taking a reply (s).
    message_bytes : int
        Of one message of a plain Pyro5 client.
    """

    connections: int = 400
    hello_seconds: float = 5.0
    message_seconds: float = 30.0
    message_bytes: int = 1 << 20


class Refused(Exception):
    """The message that a client gets which may not connect."""


class _Reader:
    """What Pyro reads of a connection, checked before it is handed on.

    Pyro asks for a message in three parts: 6 bytes, the rest of the header, the payload.
    """

    def __init__(self, peer: socket.socket, limits: PeerLimits):
        self._peer = peer
        self._limits = limits
        self._head = b""
        self._part = 0
        self._deadline = 0.0

    def recv(self, size: int) -> bytes:
        """The next part of a message."""
        if self._part == 0:
            self._head = self._next_head()
        elif self._part == 2:
            self._part = 0
            return self.exactly(size)
        self._part += 1
        given, self._head = self._head[:size], self._head[size:]
        return given

    def exactly(self, size: int, deadline: float | None = None) -> bytes:
        """So many bytes by the deadline; the memory grows with what comes."""
        if deadline is not None:
            self._deadline = deadline
        found = bytearray()
        while len(found) < size:
            remaining = self._deadline - time.monotonic()
            if remaining <= 0:
                raise ConnectionClosedError("a message that did not come to its end in time")
            self._peer.settimeout(remaining)
            try:
                part = self._peer.recv(min(size - len(found), 1 << 16))
            except TimeoutError:
                continue
            except OSError as error:
                raise ConnectionClosedError(f"connection lost: {error}") from error
            if not part:
                raise ConnectionClosedError("the connection was closed")
            found += part
        self._peer.settimeout(self._limits.message_seconds)
        return bytes(found)

    def _next_head(self) -> bytes:
        self._peer.settimeout(None)
        try:
            first = self._peer.recv(1)
        except OSError as error:
            raise ConnectionClosedError(f"connection lost: {error}") from error
        if not first:
            raise ConnectionClosedError("the connection was closed")
        head = first + self.exactly(
            HEADER_BYTES - 1, time.monotonic() + self._limits.message_seconds
        )
        try:
            check_request(read_header(head), self._limits.message_bytes)
        except ValueError as error:
            logger.warning("closing a connection that sent no valid message: %s", error)
            raise ConnectionClosedError(str(error)) from error
        return head


def check_request(header: Header, longest: int) -> None:
    """Raise ValueError for a message that Pyro must not see."""
    if header.kind not in (protocol.MSG_INVOKE, protocol.MSG_PING):
        raise ValueError(f"a message of type {header.kind}; expected a call or a ping")
    if header.serializer not in _ACCEPTED and header.kind != protocol.MSG_PING:
        raise ValueError(f"serializer {header.serializer}; only serpent and msgpack are accepted")
    # Of the flags that are not accepted one makes Pyro decode marshal, and another expand
    # compressed data of any size.
    if header.flags & ~_FLAGS:
        raise ValueError(f"flags {header.flags:#x}; compressed or relayed data is not accepted")
    if header.payload + header.annotations > longest:
        raise ValueError(
            f"a message of {header.payload + header.annotations} bytes is longer than {longest}"
        )


class GuardedDaemon:
    """Mixed into a Pyro5 daemon, before it; `limits` has to be set before Pyro's own init."""

    limits: PeerLimits

    def guard(self, limits: PeerLimits) -> None:
        """Prepare; to be called before the daemon listens."""
        self.limits = limits
        self._guard_lock = threading.Lock()
        self._pending: dict[int, Any] = {}
        self._accepted: dict[int, Any] = {}
        # Places are counted here, so that Pyro's own limit, which nobody is told of, is
        # never reached: its accepting thread would wait for who is refused.
        places = limits.connections + 2 * _PENDING
        config.THREADPOOL_SIZE = max(config.THREADPOOL_SIZE, places)
        config.SERVERTYPE = "thread"
        config.COMMTIMEOUT = 0.0
        config.ITER_STREAMING = False

    def connections_now(self) -> int:
        """Connections that have said hello."""
        return len(self._accepted)

    def refused_for_room(self, what: str, count: int) -> str:
        """What a client is told when all places are taken."""
        raise NotImplementedError

    def secure(self, conn: Any, deadline: float) -> bool:
        """Have the client prove who it is, before anything is read; False to let it go."""
        return True

    def _handshake(self, conn: Any, denied_reason: str | None = None) -> bool:
        deadline = time.monotonic() + self.limits.hello_seconds
        if denied_reason is not None:
            deadline = time.monotonic() + _LATEST_REFUSAL
        self._note_pending(conn)
        try:
            return self._hello(conn, denied_reason, deadline)
        except (ConnectionClosedError, OSError, ValueError) as error:
            logger.debug("a connection from %s did not say hello: %s", address_of_peer(conn), error)
            return False
        finally:
            with self._guard_lock:
                self._pending.pop(id(conn), None)

    def _hello(self, conn: Any, denied: str | None, deadline: float) -> bool:
        if denied is None and not self.secure(conn, deadline):
            return False
        reader = _Reader(conn.sock, self.limits)
        header = read_header(reader.exactly(HEADER_BYTES, deadline))
        if header.kind != protocol.MSG_CONNECT:
            raise ValueError(f"a message of type {header.kind} instead of a hello")
        serializer = header.serializer if header.serializer in _ACCEPTED else _SERPENT
        current_context.correlation_id = None
        taken = False
        try:
            _check_hello(header)
            # What is not accepted is refused without reading it.
            content = _decode(
                serializer,
                reader.exactly(header.payload + header.annotations)[header.annotations :],
            )
            if denied is not None:
                raise Refused(denied)
            taken = self._take_place(conn)
            if not taken:
                raise Refused(self.refused_for_room("connections", self.limits.connections))
            said = self.validateHandshake(conn, content["handshake"])  # type: ignore[attr-defined]
            objects = self.objectsById  # type: ignore[attr-defined]
            metadata = objects[core.DAEMON_NAME].get_metadata(content["object"])
            answer, kind = {"handshake": said, "meta": metadata}, protocol.MSG_CONNECTOK
        except (ConnectionClosedError, OSError):
            self._leave_place(conn)
            raise
        except Exception as error:
            self._leave_place(conn)
            logger.info("refused %s: %s", address_of_peer(conn), error)
            answer, kind = str(error), protocol.MSG_CONNECTFAIL  # type: ignore[assignment]
        data = serializers.serializers_by_id[serializer].dumps(answer)
        message = protocol.SendingMessage(kind, 0, header.number, serializer, data)
        conn.sock.settimeout(max(0.05, deadline - time.monotonic()))
        try:
            conn.send(message.data)
        except BaseException:
            self._leave_place(conn)
            raise
        conn.sock.settimeout(None)
        if kind == protocol.MSG_CONNECTFAIL:
            _linger(conn, deadline)
            return False
        conn.recv = _Reader(conn.sock, self.limits).recv
        return True

    def handleRequest(self, conn: Any) -> None:
        try:
            super().handleRequest(conn)  # type: ignore[misc]
        except (OSError, ConnectionClosedError, SecurityError):
            raise
        except Exception as error:
            # Pyro would log all the way that broken annotations took.
            kind = type(error).__name__
            logger.warning("closing a connection that sent no valid message: %s: %s", kind, error)
            raise ConnectionClosedError(str(error)) from error

    def _clientDisconnect(self, conn: Any) -> None:
        self._leave_place(conn)
        super()._clientDisconnect(conn)  # type: ignore[misc]

    def _note_pending(self, conn: Any) -> None:
        oldest = None
        with self._guard_lock:
            self._pending[id(conn)] = conn
            if len(self._pending) > _PENDING:
                oldest = self._pending.pop(next(iter(self._pending)))
        if oldest is not None:
            _shut(oldest)

    def _take_place(self, conn: Any) -> bool:
        with self._guard_lock:
            if len(self._accepted) >= self.limits.connections:
                return False
            self._accepted[id(conn)] = conn
            return True

    def _leave_place(self, conn: Any) -> None:
        with self._guard_lock:
            self._accepted.pop(id(conn), None)


def _check_hello(header: Header) -> None:
    if header.serializer not in _ACCEPTED:
        raise Refused(
            f"serializer {header.serializer} is not accepted here; use serpent (Pyro5's default) "
            "or msgpack"
        )
    if header.flags & ~protocol.FLAGS_CORR_ID:
        raise Refused("compressed messages are not accepted: set Pyro5.config.COMPRESSION = False")
    if header.payload + header.annotations > _HELLO_BYTES:
        raise Refused(
            f"a hello of {header.payload + header.annotations} bytes; at most {_HELLO_BYTES}"
        )


def _decode(serializer: int, data: bytes) -> dict[str, Any]:
    """The content of a hello, of plain values: nothing is made of what names a class."""
    try:
        if serializer == _MSGPACK:
            content = msgpack.unpackb(data, raw=False, max_array_len=_HELLO_ELEMENTS)
        else:
            content = serpent.loads(data)
    except Exception as error:
        # The parsers have errors of many kinds for what is broken.
        raise Refused(f"a hello that cannot be read ({type(error).__name__})") from error
    if not isinstance(content, dict) or not isinstance(content.get("object"), str):
        raise Refused("a hello that names no object")
    if "handshake" not in content or len(content["object"]) > 300:
        raise Refused("no valid hello")
    return content


def _linger(conn: Any, deadline: float) -> None:
    """Wait until the refused side has read why; what it still sends would reset the line."""
    try:
        conn.sock.shutdown(socket.SHUT_WR)
        conn.sock.settimeout(min(_LATEST_REFUSAL, max(0.01, deadline - time.monotonic())))
        while conn.sock.recv(1 << 16):
            if time.monotonic() > deadline:
                return
    except OSError:
        return


def _shut(conn: Any) -> None:
    try:
        conn.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def address_of_peer(conn: Any) -> str:
    """``host:port`` of the other end of a connection, for messages."""
    try:
        return printable("{}:{}".format(*conn.sock.getpeername()[:2]))
    except (OSError, IndexError):
        return "an unknown address"
