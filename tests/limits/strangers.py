"""What somebody sends who does not use our client: raw Pyro5 messages, whole and broken."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator

import msgpack
import serpent

CONNECT, CONNECT_OK, CONNECT_FAIL, INVOKE, RESULT, PING = 1, 2, 3, 4, 5, 6
SERPENT, MARSHAL, JSON, MSGPACK = 1, 2, 3, 4
_HEADER = struct.Struct("!4sHBBHHII16sHH")


def header(
    kind: int = INVOKE,
    payload: int = 0,
    *,
    tag: bytes = b"PYRO",
    version: int = 502,
    serializer: int = MSGPACK,
    flags: int = 0,
    number: int = 1,
    annotations: int = 0,
    magic: int = 0x4DC5,
) -> bytes:
    """A header with any field wrong."""
    return _HEADER.pack(
        tag, version, kind, serializer, flags, number, payload, annotations, bytes(16), 0, magic
    )


def message(kind: int, payload: bytes, **fields: object) -> bytes:
    """A message whose header may be wrong."""
    return header(kind, len(payload), **fields) + payload  # type: ignore[arg-type]


def hello(session: str | None = None, target: str = "pyrpl_pyro.service") -> bytes:
    """What our own client says first, with a session; what a plain one says, without."""
    said: object = "hello"
    if session is not None:
        said = {"pyrpl_pyro": 1, "client": {"user": "stranger"}, "session": session}
    content = {"handshake": said, "object": target}
    return message(CONNECT, msgpack.packb(content))


def plain_call(target: str, method: str, *args: object, **fields: object) -> bytes:
    """A call as a plain Pyro5 client makes it."""
    return message(INVOKE, serpent.dumps((target, method, args, {})), serializer=SERPENT, **fields)


def address_of(text: str) -> tuple[str, int]:
    """Host and port of "host:port" or of a URI that ends so."""
    host, _, port = text.rpartition("@")[2].rpartition(":")
    return host, int(port)


@contextlib.contextmanager
def connection(address: tuple[str, int], *first: bytes) -> Iterator[socket.socket]:
    """A connection that has sent something."""
    with socket.create_connection(address, 10.0) as peer:
        for data in first:
            peer.sendall(data)
        yield peer


def answer(peer: socket.socket, timeout: float = 10.0) -> tuple[int, bytes] | None:
    """Type and payload of the next message; None when the other side has closed."""
    peer.settimeout(timeout)
    try:
        head = _exactly(peer, _HEADER.size)
        if head is None:
            return None
        fields = _HEADER.unpack(head)
        body = _exactly(peer, fields[6] + fields[7])
    except ConnectionError:
        return None
    return None if body is None else (fields[2], body[fields[7] :])


def is_closed(peer: socket.socket, timeout: float = 10.0) -> bool:
    """Whether the other side closes the connection; what it still sends is read."""
    peer.settimeout(timeout)
    try:
        while peer.recv(1 << 16):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def _exactly(peer: socket.socket, count: int) -> bytes | None:
    found = b""
    while len(found) < count:
        part = peer.recv(count - len(found))
        if not part:
            return None
        found += part
    return found
