"""Arbitrary signal generator, one channel (REGISTERS.md 7 and 13.A.4-5, 13.B.13-17)."""

from typing import NamedTuple

import numpy as np

from . import generator, layout
from .arithmetic import bit, saturate, widened, wrap
from .compiling import clocked, formula
from .generator import (
    PHASE_BITS,
    PHASE_MASK,
    Advanced,
    Generator,
    advanced_level,
    step_generator,
    trigger_done,
)
from .registers import BlockView, Register, constant, status, words_type

BASE = 0x40200000
TABLE_BASE = (0x10000, 0x20000)
TABLE_LENGTH = 16384


class Asg(NamedTuple):
    """Flip-flops of one channel."""

    generator: Generator
    phase: int
    table_index: int
    sample0: int
    sample1: int
    product: int
    total: int
    out: int
    scope_phase: int


RESET = layout.zeros(Asg)._replace(
    generator=layout.zeros(Generator)._replace(advanced=Advanced(0, 1, 0)), scope_phase=0x3FFF
)


def _fire_software_triggers(view: BlockView, word: int) -> None:
    view.machine.views["asg0"].put("generator.software_trigger", word & 1)
    view.machine.views["asg1"].put("generator.software_trigger", (word >> 16) & 1)


# Bits 3 and 19 do not exist (13.B.16), nor do those above the flags.
NO_CONTROL_BITS = 0xE008E008
NO_AMPLITUDE_BITS = 0xC000C000

CONTROL_REGISTERS = (
    Register(
        "control",
        0x0,
        reset=0x02000200,
        write=_fire_software_triggers,
        missing=NO_CONTROL_BITS,
        doc="asg0 in bits 15-0, asg1 in bits 31-16: bits 2-0 trigger source (0 off, 1 "
        "immediately, 2/3 DIO0_P rising/falling, 4 DIO0_P, 5 always), 4 wrap, 6 stop, 7 zero "
        "output, 8 gate, 9-11 advanced trigger (transparent, invert, rearm), 12 random phase",
        effect="bits 0 and 16 trigger asg0 and asg1 whose source is 1",
    ),
)


def channel_registers(channel: int) -> tuple[Register, ...]:
    """The registers of channel 0 or 1 without the common control word."""
    shift = 0x20 * channel
    return (
        Register(
            "amplitude",
            0x04 + shift,
            reset=0x2000,
            missing=NO_AMPLITUDE_BITS,
            doc="bits 13-0: amplitude, 8192 = 1; bits 29-16: offset, signed, 8192 per V",
        ),
        Register(
            "size",
            0x08 + shift,
            PHASE_BITS,
            reset=PHASE_MASK,
            doc="phase at which the table begins again; 65536 per word of the table",
        ),
        Register("offset", 0x0C + shift, PHASE_BITS, doc="phase at the start"),
        Register(
            "step", 0x10 + shift, PHASE_BITS, doc="phase per clock: frequency / 125 MHz * 2^30"
        ),
        constant("read_pointer", 0x14 + shift, 0, "not driven"),
        Register("cycles", 0x18 + shift, doc="periods in a burst; 0: without end"),
        Register("repetitions", 0x1C + shift, 16, doc="bursts after the first one"),
        Register("delay", 0x20 + shift, doc="pause between bursts, us"),
        status(
            "scope_phase",
            0x114 + shift,
            lambda view: view.get("scope_phase"),
            bits=14,
            doc="position in the table when the scope was triggered last",
        ),
        Register(
            "advanced_delay_low", 0x118 + shift, doc="clocks of the advanced trigger, low word"
        ),
        Register(
            "advanced_delay_high", 0x11C + shift, doc="clocks of the advanced trigger, high word"
        ),
    )


ControlWords = words_type("ControlWords", CONTROL_REGISTERS)
ChannelWords = words_type("ChannelWords", channel_registers(0))
GeneratorSettings = generator.Settings

load_control_words = layout.loader(ControlWords)
load_channel_words = layout.loader(ChannelWords)
load = layout.loader(Asg)
store = layout.storer(Asg)


class Settings(NamedTuple):
    """The registers of one channel, decoded for the kernels."""

    generator: generator.Settings
    zero: int
    random: int
    gain: int
    dc: int


@formula
def settings(words: np.ndarray, control_base: int, channel_base: int, channel: int) -> Settings:
    """Decode the registers of `channel`."""
    control = load_control_words(words, control_base).control >> (16 * channel)
    word = load_channel_words(words, channel_base)
    return Settings(
        generator.Settings(
            control & 7,
            bit(control, 4),
            bit(control, 6),
            bit(control, 8),
            bit(control, 9),
            bit(control, 10),
            bit(control, 11),
            word.size,
            word.offset,
            word.step,
            word.cycles,
            word.repetitions,
            word.delay,
            word.advanced_delay_low | (word.advanced_delay_high << 32),
        ),
        bit(control, 7),
        bit(control, 12),
        word.amplitude & 0x3FFF,
        wrap(word.amplitude >> 16, 14),
    )


@formula
def step(
    asg: Asg,
    cfg: Settings,
    pin: int,
    level: int,
    random_index: int,
    scope_triggered: int,
    table: np.ndarray,
) -> Asg:
    """One clock of a channel.

    `pin` is DIO0_P, `level` the other channel's advanced trigger, `random_index` the noise
    generator's table index, `scope_triggered` the scope's flag, `table` int16 (16384,).
    """
    table_index = asg.generator.pointer >> 16
    return Asg(
        step_generator(asg.generator, cfg.generator, pin, level),
        table_index,
        random_index if cfg.random else table_index,
        widened(table[asg.table_index]),
        asg.sample0,
        asg.sample1 * cfg.gain,
        wrap((asg.product >> 13) + cfg.dc, 15),
        0 if cfg.zero else saturate(asg.total, 14),
        asg.phase if scope_triggered else asg.scope_phase,
    )


load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
OUT = layout.index(Asg, "out")
PHASE = layout.index(Asg, "phase")


@clocked
def clock(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    pin: int,
    level: int,
    random_index: int,
    scope_triggered: int,
    table: np.ndarray,
) -> None:
    """One clock of the channel whose state starts at `state[base]`; see `step`."""
    store(
        state,
        base,
        step(
            load(state, base),
            load_settings(cfg, cfg_base),
            pin,
            level,
            random_index,
            scope_triggered,
            table,
        ),
    )


@formula
def lines(
    state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, pin: int
) -> tuple[int, int]:
    """(level for the other channel, trigger done) of the channel at `state[base]`."""
    gen = load(state, base).generator
    settings = load_settings(cfg, cfg_base).generator
    return advanced_level(gen, settings, pin), trigger_done(gen, settings)
