"""Write docs/registers.md from the tables of registers in pyrpl_pyro/virtual.

Run ``python docs/make_register_reference.py`` after a change of a table; a test compares.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from pyrpl_pyro.virtual.asg import TABLE_LENGTH  # noqa: E402
from pyrpl_pyro.virtual.board import VirtualBoard  # noqa: E402
from pyrpl_pyro.virtual.fabric import BLOCKS  # noqa: E402
from pyrpl_pyro.virtual.iir import BIQUADS  # noqa: E402
from pyrpl_pyro.virtual.registers import Block, Register  # noqa: E402
from pyrpl_pyro.virtual.scope import BUFFER_LENGTH  # noqa: E402

PAGE = ROOT / "docs" / "registers.md"

_TITLES = {
    "hk": "Housekeeping",
    "scope": "Oscilloscope",
    "asg": "Signal generators, common",
    "asg0": "Signal generators",
    "dsp": "Routing",
    "pid0": "PID controllers",
    "trig": "Trigger module",
    "iir": "IIR filter",
    "iq0": "IQ modules",
    "ams": "Slow analog outputs",
}

_HEAD = f"""# Registers

*Made by `docs/make_register_reference.py` from the tables of registers in `pyrpl_pyro/virtual`.*

The registers of PyRPL's FPGA image, as the virtual board has them. All are 32-bit words, little
endian. Bits that a register does not have read 0. Reading has no side effects; what writing does
besides storing the word is in the last column. R: can be read, W: can be written. A clock is 8 ns.
"Signed" is two's complement in the bits of the register; values after reset are shown unsigned.
An address where nothing is listed reads 0. The image repeats every 8 MiB.

**Bus signals** have numbers: 0-2 pid0 to pid2, 3 trig, 4 iir, 5-7 iq0 to iq2, 8 and 9 asg0 and
asg1, 10 and 11 in1 and in2, 12 and 13 out1 and out2, 14 second quadrature of iq2, 15 off.

**Filters** have one byte for each stage, the first stage in the lowest one: bit 7 switches the
stage on, bit 6 makes it a high-pass, the low bits are the shift s of the bandwidth, which is about
125 MHz / 2 pi * 2^s / 2^M with M = floor(log2(125 MHz / smallest bandwidth)) + 1.

**Memories**, of signed 14-bit words if nothing else is said:

| address | words | memory |
|---|---|---|
| 0x40110000, 0x40120000 | {BUFFER_LENGTH} | scope, channels 1 and 2: samples; read only |
| 0x40210000, 0x40220000 | {TABLE_LENGTH} | asg0, asg1: the waveform; write only, reads 0 |
| 0x40348000 | {8 * BIQUADS} | iir: coefficients of 32 bits, 29 of them after the point; of \
biquad j the words 8j (b0), 8j+2 (b1), 8j+4 (a1), 8j+6 (a2); write only, reads 0 |
"""


def page() -> str:
    """The text of the page."""
    board = VirtualBoard(free_running=False, plant="none")
    return "\n".join([_HEAD, *(_section(board, group) for group in _groups())])


def _groups() -> Iterator[list[Block]]:
    """Blocks, those of a kind together."""
    for _, group in itertools.groupby(BLOCKS, key=lambda block: _kind(block.name)):
        yield list(group)


def _kind(name: str) -> tuple[str, bool]:
    # The common registers of both generators are a block of their own.
    return name.rstrip("0123456789"), name == "asg"


def _section(board: VirtualBoard, blocks: list[Block]) -> str:
    first = blocks[0]
    names = ", ".join(block.name for block in blocks)
    lines = [f"## {_TITLES[first.name]}: {names}", ""]
    if len(blocks) > 1:
        shifts = [f"{block.name}: + {_address(block) - _address(first):#x}" for block in blocks[1:]]
        lines += [f"Addresses of {first.name}; {', '.join(shifts)}.", ""]
    lines += ["| address | name | bits | reset | | meaning | a write also |", "|---" * 7 + "|"]
    lines += [_row(board, blocks, positions) for positions in _rows(first.table)]
    return "\n".join(lines) + "\n"


def _address(block: Block) -> int:
    return block.base + block.table[0].offset


def _rows(table: tuple[Register, ...]) -> list[list[int]]:
    """Positions in the table, those of numbered registers with one meaning together."""
    rows: dict[tuple[str, str], list[int]] = {}
    for position, register in enumerate(table):
        rows.setdefault((re.sub(r"\d+$", "", register.name), register.doc), []).append(position)
    return list(rows.values())


def _row(board: VirtualBoard, blocks: list[Block], positions: list[int]) -> str:
    table = blocks[0].table
    registers = [table[position] for position in positions]
    first, last = registers[0], registers[-1]
    address, name = f"{blocks[0].base + first.offset:#x}", first.name
    if len(registers) > 1:
        step = registers[1].offset - first.offset
        address += f" to {blocks[0].base + last.offset:#x}, every {step:#x}"
        name += f" to {last.name}"
    cells = (
        address,
        name,
        _bits(first),
        _reset(
            board, [(block, block.table[position]) for block in blocks for position in positions]
        ),
        _access(first),
        first.doc,
        first.effect,
    )
    return "| " + " | ".join(cells) + " |"


def _bits(register: Register) -> str:
    return f"{register.mask:#x}" if register.missing else str(register.bits)


def _reset(board: VirtualBoard, registers: list[tuple[Block, Register]]) -> str:
    """The value after reset, and those that have another one."""
    if registers[0][1].name.startswith("clock_"):
        return "counts"
    values = [int(board.read(block.base + register.offset)[0]) for block, register in registers]
    several = len({register.name for _, register in registers}) > 1
    others = [
        f"{register.name if several else block.name}: {_number(value)}"
        for (block, register), value in zip(registers, values, strict=True)
        if value != values[0]
    ]
    return ", ".join([_number(values[0]), *others])


def _number(value: int) -> str:
    return str(value) if value < 100_000 else f"{value:#x}"


def _access(register: Register) -> str:
    writable = register.stored or register.write is not None
    readable = register.stored or register.read is not None
    return "R" * readable + "W" * writable


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
