"""Address decoding and the clocks that a bus access takes (REGISTERS.md 1, VECTOR_FORMAT 3)."""

from enum import Enum
from typing import NamedTuple

from .iir import COEFFICIENT_BASE, COEFFICIENT_WORDS

WINDOW_START, WINDOW_END = 0x40000000, 0x80000000
#: The image repeats every 8 MiB: address bits above 22 are not decoded.
DECODED = 0x7FFFFC
BURST_LIMIT = 65535


class Region(Enum):
    """What an address refers to."""

    REGISTER = 0
    MODULE = 1
    COEFFICIENT = 2
    SCOPE_BUFFER = 3
    ASG_TABLE = 4
    UNMAPPED_MODULE = 5


class Target(NamedTuple):
    """A decoded address: the memory's channel and the word in it, where there is one."""

    region: Region
    channel: int = 0
    word: int = 0


class Timing(NamedTuple):
    """Clocks of one word: a whole read, a whole write, and up to the sample and the effect."""

    read: int
    write: int
    sample: int
    effect: int


TIMING = {
    Region.REGISTER: Timing(5, 5, 0, 1),
    Region.MODULE: Timing(6, 6, 0, 1),
    Region.COEFFICIENT: Timing(6, 6, 0, 1),
    Region.SCOPE_BUFFER: Timing(9, 9, 3, 1),
    Region.ASG_TABLE: Timing(9, 6, 0, 2),
    Region.UNMAPPED_MODULE: Timing(36, 36, 0, 1),
}

_SCOPE, _ASG, _DSP = 1, 2, 3
_ROUTING_OFFSETS = (0x00, 0x04, 0x08, 0x0C, 0x10)
_SUBMODULES = 8
_IIR_MODULE = 4


def decode_address(address: int) -> Target:
    """Find what the byte address `address` refers to."""
    block, offset = (address >> 20) & 7, address & 0xFFFFC
    if block in (_SCOPE, _ASG) and 0x10000 <= offset < 0x30000:
        region = Region.SCOPE_BUFFER if block == _SCOPE else Region.ASG_TABLE
        return Target(region, (offset >> 16) - 1, (offset & 0xFFFF) >> 2)
    if block == _DSP:
        module, inside = offset >> 16, offset & 0xFFFC
        if inside in _ROUTING_OFFSETS:
            return Target(Region.REGISTER)
        if module >= _SUBMODULES:
            return Target(Region.UNMAPPED_MODULE)
        if module == _IIR_MODULE and inside >= COEFFICIENT_BASE:
            return Target(Region.COEFFICIENT, 0, (inside >> 2) & (COEFFICIENT_WORDS - 1))
        return Target(Region.MODULE)
    return Target(Region.REGISTER)


def check_burst(address: int, length: int) -> None:
    """Refuse what would not reach the board's registers or crash its server.

    Raises
    ------
    ValueError
        Misaligned address, a burst that leaves the window 0x40000000 to 0x7FFFFFFF, or more
        than 65535 words.
    """
    if address & 3:
        raise ValueError(f"register address {address:#x} is not a multiple of 4")
    if not 0 <= length <= BURST_LIMIT:
        raise ValueError(f"a burst has 0 to {BURST_LIMIT} words, not {length}")
    if not WINDOW_START <= address <= WINDOW_END - 4 * length:
        raise ValueError(
            f"{length} words from {address:#x} are not inside the board's register window "
            f"{WINDOW_START:#x} to {WINDOW_END - 1:#x}"
        )
