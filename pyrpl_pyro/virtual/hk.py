"""Housekeeping: identification, expansion connector, LEDs, digital loop (REGISTERS.md 2)."""

from .registers import WORD, Block, Needs, Register, constant, status

DNA = 0x0823456789ABCDE

TABLE = (
    constant("id", 0x0, 1),
    constant("dna_low", 0x4, DNA & WORD),
    constant("dna_high", 0x8, DNA >> 32),
    Register("digital_loop", 0xC, 1, to_write=Needs.SIGNALS),
    Register("direction_p", 0x10, 8, to_write=Needs.NOTHING),
    Register("direction_n", 0x14, 8, to_write=Needs.NOTHING),
    Register("output_p", 0x18, 8, to_write=Needs.NOTHING),
    Register("output_n", 0x1C, 8, to_write=Needs.NOTHING),
    # Only the externally applied level reads back (13.A.7).
    status("input_p", 0x20, lambda view: view.machine.pins, Needs.NOTHING),
    constant("input_n", 0x24, 0),
    Register("led", 0x30, 8, to_write=Needs.NOTHING),
)

BLOCK = Block("hk", 0x40000000, TABLE)
