"""The header of a Pyro5 message, read without believing any of it."""

from __future__ import annotations

import struct
from typing import NamedTuple

from Pyro5 import protocol

_FORMAT = struct.Struct(protocol._header_format)
HEADER_BYTES = _FORMAT.size


class Header(NamedTuple):
    """What a message says of itself; `payload` and `annotations` are lengths in bytes."""

    kind: int
    serializer: int
    flags: int
    number: int
    payload: int
    annotations: int


def read_header(data: bytes | bytearray) -> Header:
    """The first bytes of a message.

    Raises
    ------
    ValueError
        It is no message of Pyro5's version of the protocol.
    """
    tag, version, kind, serializer, flags, number, payload, annotations, _, _, magic = (
        _FORMAT.unpack_from(data)
    )
    if (tag, version, magic) != (b"PYRO", protocol.PROTOCOL_VERSION, protocol._magic_number):
        raise ValueError("it is no Pyro5 message")
    return Header(kind, serializer, flags, number, payload, annotations)
