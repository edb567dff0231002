"""Register tables: what a block's bus interface looks like, and where its words live.

Each block declares its registers in one table beside its arithmetic. A stored register is a
word of the board's `words` vector, which the kernels read; other registers are computed from
the state when they are read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from . import layout

WORD = 0xFFFFFFFF


class Needs(Enum):
    """What has to be up to date before a register is read or written, on a free-running board."""

    #: Only what was written before.
    NOTHING = 0
    #: Clock, counters and everything that remembers.
    STATE = 1
    #: Also the signals and the pipelines behind them.
    SIGNALS = 2


@dataclass(frozen=True)
class Register:
    """One 32-bit bus register.

    Parameters
    ----------
    name:
        Name inside the block; also the field name in the kernel for a stored register.
    offset:
        Byte offset from the block's base address.
    bits:
        Number of bits; a stored register keeps no more, the others read back 0.
    missing:
        Bits among them that do not exist either.
    reset:
        Value after reset (stored registers).
    stored:
        True if a write is kept in the `words` vector.
    read:
        Computes the value that the bus reads; default: the stored word, or 0.
    write:
        Called with the written word after it was stored, for side effects.
    to_read, to_write:
        What has to be up to date for it.
    pending:
        True while the board still works on what the register will hold, for registers that
        the host reads when it expects the result to be there.
    doc:
        What it is, in one line (REGISTERS.md).
    effect:
        What a write does besides being stored, in one line; "" for nothing.
    """

    name: str
    offset: int
    bits: int = 32
    reset: int = 0
    stored: bool = True
    read: "Callable[[BlockView], int] | None" = None
    write: "Callable[[BlockView, int], None] | None" = None
    to_read: Needs = Needs.NOTHING
    to_write: Needs = Needs.STATE
    pending: "Callable[[BlockView], bool] | None" = None
    missing: int = 0
    doc: str = ""
    effect: str = ""

    @property
    def mask(self) -> int:
        """The bits that a stored register keeps."""
        return ((1 << self.bits) - 1) & ~self.missing


def constant(name: str, offset: int, value: int, doc: str) -> Register:
    """A read-only register that always reads `value`."""
    return Register(
        name, offset, stored=False, read=lambda view: value, to_write=Needs.NOTHING, doc=doc
    )


def status(
    name: str,
    offset: int,
    read: "Callable[[BlockView], int]",
    to_read: Needs = Needs.STATE,
    *,
    bits: int = 32,
    doc: str,
) -> Register:
    """A read-only register of `bits` bits, computed from the state."""
    return Register(
        name,
        offset,
        bits,
        stored=False,
        read=read,
        to_read=to_read,
        to_write=Needs.NOTHING,
        doc=doc,
    )


def words_type(name: str, table: tuple[Register, ...]) -> Any:
    """NamedTuple type with one field per stored register of `table`, for `layout.loader`."""
    return NamedTuple(name, [(register.name, int) for register in table if register.stored])


@dataclass(frozen=True)
class Block:
    """A block of the fabric.

    Parameters
    ----------
    name:
        Name of the instance.
    base:
        Byte address that the offsets of the register table refer to.
    table:
        The registers.
    reset:
        State after reset, an instance of the block's state tuple; None if it has no state.
    settings:
        The tuple of decoded registers that the block's arithmetic uses.
    """

    name: str
    base: int
    table: tuple[Register, ...]
    reset: Any = None
    settings: type | None = None

    @property
    def state_type(self) -> Any:
        """The block's state tuple."""
        return type(self.reset)

    @property
    def stored(self) -> tuple[Register, ...]:
        """The registers that have a word in the `words` vector, in order."""
        return tuple(register for register in self.table if register.stored)


@dataclass
class BlockView:
    """Access to one block's words and state by name, for the read and write functions.

    `words` and `state` are the block's parts of the board's vectors, int64.
    """

    block: Block
    words: np.ndarray
    state: np.ndarray
    machine: Any
    word_index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.word_index = {
            register.name: position for position, register in enumerate(self.block.stored)
        }

    def word(self, name: str) -> int:
        """The stored register `name`."""
        return int(self.words[self.word_index[name]])

    def set_word(self, name: str, value: int) -> None:
        """Change the stored register `name`."""
        self.words[self.word_index[name]] = value

    def get(self, path: str) -> int:
        """The state field `path`."""
        return int(self.state[layout.index(self.block.state_type, path)])

    def put(self, path: str, value: int) -> None:
        """Set the state field `path`."""
        self.state[layout.index(self.block.state_type, path)] = value
