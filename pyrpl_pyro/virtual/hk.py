"""Housekeeping: identification, expansion connector, LEDs, digital loop (REGISTERS.md 2)."""

from .registers import WORD, Block, Needs, Register, constant, status

DNA = 0x0823456789ABCDE

TABLE = (
    constant("id", 0x0, 1, "identification of the image"),
    constant("dna_low", 0x4, DNA & WORD, "number of the chip, low word"),
    constant("dna_high", 0x8, DNA >> 32, "number of the chip, high word (25 bits)"),
    Register(
        "digital_loop",
        0xC,
        1,
        to_write=Needs.SIGNALS,
        doc="1: in1 and in2 are out1 and out2, without converters and plant",
    ),
    Register(
        "direction_p", 0x10, 8, to_write=Needs.NOTHING, doc="pins DIO0_P to DIO7_P: 1 = output"
    ),
    Register(
        "direction_n", 0x14, 8, to_write=Needs.NOTHING, doc="pins DIO0_N to DIO7_N: 1 = output"
    ),
    Register("output_p", 0x18, 8, to_write=Needs.NOTHING, doc="levels that drive the P pins"),
    Register("output_n", 0x1C, 8, to_write=Needs.NOTHING, doc="levels that drive the N pins"),
    # Only the externally applied level reads back (13.A.7).
    status(
        "input_p",
        0x20,
        lambda view: view.machine.pins,
        Needs.NOTHING,
        bits=8,
        doc="levels applied to the P pins; bit 0 is the external trigger",
    ),
    constant("input_n", 0x24, 0, "levels applied to the N pins"),
    Register("led", 0x30, 8, to_write=Needs.NOTHING, doc="the eight LEDs"),
)

BLOCK = Block("hk", 0x40000000, TABLE)
