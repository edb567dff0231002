"""The messages of PyRPL's monitor server (REGISTERS.md 0).

A message is a header of 8 bytes: the command, a byte that is not used, the number of words
and the address of the first one, little endian. To write, the words follow; to read, the
server answers with the header and the words; to a write it answers with the header.
"""

import struct
from typing import NamedTuple

READ, WRITE, CLOSE = b"r", b"w", b"c"
WORD_BYTES = 4
#: The server maps this many bytes of the registers, from a multiple of it on.
WINDOW = 0x20000

_FORMAT = struct.Struct("<cxHI")
HEADER_BYTES = _FORMAT.size


class Header(NamedTuple):
    """A header: the command, the number of 32-bit words, the byte address of the first."""

    command: bytes
    words: int
    address: int


def parse_header(data: bytes) -> Header:
    """The header in `data`, `HEADER_BYTES` long."""
    return Header(*_FORMAT.unpack(data))


def fits_window(header: Header) -> bool:
    """Whether all words are in the part of the registers that the server maps for them."""
    return header.address % WINDOW + header.words * WORD_BYTES <= WINDOW
