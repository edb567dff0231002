"""Pyro5 messages between our own client and server, once Pyro's handshake is over.

The header is Pyro5's own. What follows it is a packed request or reply as it is: the
object, method and arguments that Pyro would wrap around it are the same for each.
"""

from __future__ import annotations

import socket
import struct

from Pyro5 import protocol
from Pyro5.serializers import MsgpackSerializer

from .header import read_header

REQUEST = protocol.MSG_INVOKE
REPLY = protocol.MSG_RESULT
LONGEST = 1 << 28
"""Bytes of the longest message that is accepted."""

_HEADER = struct.Struct(protocol._header_format)
_NO_CORRELATION = bytes(16)
_SERIALIZER = MsgpackSerializer.serializer_id
_USUAL = 1 << 16
_KEPT = 1 << 20
_GROWTH = 4


def message(kind: int, number: int, payload: bytes) -> bytes:
    """A request or reply as bytes; ``number`` (16 bit) of a reply is that of its request."""
    head = _HEADER.pack(
        b"PYRO",
        protocol.PROTOCOL_VERSION,
        kind,
        _SERIALIZER,
        0,
        number,
        len(payload),
        0,
        _NO_CORRELATION,
        0,
        protocol._magic_number,
    )
    return head + payload


class Incoming:
    """Puts messages of one kind together from what a socket gives.

    The memory is kept for the next message: to get it anew for each trace costs more than
    the trace's way. It grows with what has come, not with what a header announces.

    Parameters
    ----------
    kind : int
        REQUEST or REPLY.
    longest : int
        Bytes of the longest message that is accepted.
    """

    def __init__(self, kind: int, longest: int = LONGEST):
        self._kind = kind
        self._longest = longest
        self._buffer = bytearray(_USUAL)
        self._filled = 0
        self._size = 0
        self._number = 0

    @property
    def missing(self) -> int:
        """Bytes that are missing of a message that has begun, 0 between messages."""
        if self._size == 0 and 0 < self._filled < _HEADER.size:
            return _HEADER.size - self._filled
        return max(0, self._size - self._filled)

    @property
    def holds_more(self) -> bool:
        """Whether there may be a complete message that was read together with the last one."""
        return self._filled >= _HEADER.size and not self._size

    def read(self, source: socket.socket) -> int:
        """Read once from a socket; return the number of bytes, 0 at the end of the stream."""
        if self._filled == len(self._buffer):
            larger = bytearray(min(max(self._size, _USUAL), _GROWTH * len(self._buffer)))
            larger[: self._filled] = memoryview(self._buffer)[: self._filled]
            self._buffer = larger
        count = source.recv_into(memoryview(self._buffer)[self._filled :])
        self._filled += count
        return count

    def next(self) -> tuple[int, bytes] | None:
        """Number and payload of the next message, None when more has to be read.

        Raises
        ------
        ValueError
            What came is no such message.
        """
        if self._size == 0 and self._filled >= _HEADER.size:
            self._read_header()
        if self._size == 0 or self._filled < self._size:
            return None
        payload = bytes(memoryview(self._buffer)[_HEADER.size : self._size])
        self._drop(self._size)
        return self._number, payload

    def _drop(self, size: int) -> None:
        rest = self._filled - size
        if rest:
            self._buffer[:rest] = self._buffer[size : self._filled]
        elif len(self._buffer) > _KEPT:
            self._buffer = bytearray(_USUAL)
        self._filled = rest
        self._size = 0

    def _read_header(self) -> None:
        header = read_header(self._buffer)
        kind, serializer, flags = header.kind, header.serializer, header.flags
        if (kind, serializer, flags, header.annotations) != (self._kind, _SERIALIZER, 0, 0):
            raise ValueError(f"a message of type {kind}, serializer {serializer}, flags {flags}")
        if header.payload > self._longest:
            raise ValueError(f"a message of {header.payload} bytes is longer than {self._longest}")
        self._size = _HEADER.size + header.payload
        self._number = header.number
