"""Names for addresses: which block and which of its registers a bus access refers to."""

from typing import NamedTuple

from .bus import DECODED, Region, decode_address
from .fabric import BLOCKS

#: Blocks by bits 22 to 20 of an address; 5 to 7 are unused.
_BLOCKS = ("hk", "scope", "asg", "dsp", "ams", "unused", "unused", "unused")
_MEMORIES = {
    Region.SCOPE_BUFFER: ("scope", "buffer{channel}[{word}]"),
    Region.ASG_TABLE: ("asg{channel}", "table[{word}]"),
    Region.COEFFICIENT: ("iir", "coefficient[{word}]"),
}


class RegisterName(NamedTuple):
    """A block of the board and one of its registers, as the blocks' tables name them."""

    block: str
    register: str

    def __str__(self) -> str:
        return f"{self.block}.{self.register}"


_NAMES = {
    (block.base + register.offset) & DECODED: RegisterName(block.name, register.name)
    for block in BLOCKS
    for register in block.table
}


def register_name(address: int) -> RegisterName:
    """The name of the register at the byte address `address`.

    A word of a memory is named with its position, such as asg0.table[5]; an address where
    nothing is has its offset inside the block for a name.
    """
    target = decode_address(address)
    if target.region in _MEMORIES:
        block, word = _MEMORIES[target.region]
        return RegisterName(*(text.format(**target._asdict()) for text in (block, word)))
    offset = f"{address & 0xFFFFC:#x}"
    return _NAMES.get(address & DECODED, RegisterName(_BLOCKS[(address >> 20) & 7], offset))
