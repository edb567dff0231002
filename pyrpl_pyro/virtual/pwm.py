"""Slow analog outputs: the words that configure the pulse-width modulators (REGISTERS.md 11)."""

from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import bit
from .compiling import clocked, formula
from .registers import Block, Needs, Register, status


class Pwm(NamedTuple):
    """The two registers between a bus signal and the configuration word of one output."""

    word0: int
    word1: int


class Pwms(NamedTuple):
    """Both outputs."""

    pwm0: Pwm
    pwm1: Pwm


TABLE = (
    status(
        "pwm0",
        0x20,
        lambda view: view.get("pwm0.word1"),
        Needs.SIGNALS,
        bits=24,
        doc="configuration of pwm0: duty cycle in bits 23-16, pattern in bits 15-0",
    ),
    status(
        "pwm1",
        0x24,
        lambda view: view.get("pwm1.word1"),
        Needs.SIGNALS,
        bits=24,
        doc="configuration of pwm1, as of pwm0",
    ),
    Register("dac2", 0x28, 24, to_write=Needs.NOTHING, doc="configuration of the third output"),
    Register("dac3", 0x2C, 24, to_write=Needs.NOTHING, doc="configuration of the fourth output"),
)

BLOCK = Block("ams", 0x40400000, TABLE, layout.zeros(Pwms))
load = layout.loader(Pwms)
store = layout.storer(Pwms)


@formula
def _word(sample: int) -> int:
    """Configuration word: 8-bit duty cycle and the pattern of its 4 fractional bits."""
    duty = (1 - bit(sample, 13)) << 7 | ((sample >> 6) & 0x7F)
    b0, b1, b2, b3 = bit(sample, 2), bit(sample, 3), bit(sample, 4), bit(sample, 5)
    quarter = b3 << 2 | b2 << 1 | b3
    pattern = quarter | b1 << 3 | quarter << 4 | quarter << 8 | b1 << 11 | quarter << 12
    return duty << 16 | pattern | b0 << 7


@formula
def step(pwm: Pwm, sample: int) -> Pwm:
    """One clock of one output with the bus sample `sample`."""
    return Pwm(_word(sample), pwm.word0)


@clocked
def clock(state: np.ndarray, base: int, sample0: int, sample1: int) -> None:
    """One clock of both outputs."""
    pwms = load(state, base)
    store(state, base, Pwms(step(pwms.pwm0, sample0), step(pwms.pwm1, sample1)))
