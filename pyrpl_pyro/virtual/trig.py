"""DSP trigger module (REGISTERS.md 10, 13.A.3, 13.B.21)."""

from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import bit, flag, wrap
from .compiling import clocked, formula
from .filters import Stage, step_stage
from .registers import WORD, Block, BlockView, Needs, Register, constant, status, words_type
from .schmitt import Schmitt, step_schmitt

FRACTION = 27
PULSE_OUTPUT, PHASE_OUTPUT = 0, 1


class Trig(NamedTuple):
    """Flip-flops of the trigger module."""

    rearm: int
    armed: int
    upper: int
    lower: int
    schmitt: Schmitt
    trigger: int
    processed: int
    phase: int
    timestamp: int
    out: int
    filter: Stage


RESET = layout.zeros(Trig)


def _rearm(view: BlockView, word: int) -> None:
    view.put("rearm", 1)


TABLE = (
    Register(
        "arm",
        0x100,
        1,
        stored=False,
        read=lambda view: view.get("armed"),
        write=_rearm,
        to_read=Needs.SIGNALS,
        to_write=Needs.SIGNALS,
        doc="1: armed",
        effect="any value arms the trigger",
    ),
    Register(
        "control",
        0x104,
        2,
        to_write=Needs.SIGNALS,
        doc="bit 0: arm again after each trigger; bit 1: magnitude of the phase",
    ),
    Register(
        "source",
        0x108,
        2,
        to_write=Needs.SIGNALS,
        doc="bit 0: rising edges, bit 1: falling edges",
    ),
    Register(
        "output_select", 0x10C, 4, doc="output: 0 pulse, 1 phase of asg0, else the last value"
    ),
    Register("phase_offset", 0x110, 14, doc="added to the phase of asg0"),
    Register("threshold", 0x118, 14, doc="trigger level, signed, 8192 per V"),
    Register("hysteresis", 0x11C, 14, reset=20, doc="hysteresis, 8192 per V"),
    Register("filter", 0x120, to_write=Needs.SIGNALS, doc="input filter, one stage (see Filters)"),
    status(
        "clock_low",
        0x15C,
        lambda view: view.machine.clock_counter & WORD,
        doc="clocks since the reset, low word",
    ),
    status(
        "clock_high",
        0x160,
        lambda view: view.machine.clock_counter >> 32,
        doc="clocks since the reset, high word",
    ),
    status(
        "timestamp_low",
        0x164,
        lambda view: view.get("timestamp") & WORD,
        doc="clock of the last trigger, low word",
    ),
    status(
        "timestamp_high",
        0x168,
        lambda view: view.get("timestamp") >> 32,
        doc="clock of the last trigger, high word",
    ),
    constant("filter_stages", 0x220, 1, "stages of the filter"),
    constant("filter_shift_bits", 0x224, 5, "bits of a stage that give its bandwidth"),
    constant("filter_minimum_bandwidth", 0x228, 1, "smallest bandwidth of a stage, Hz"),
)

TrigWords = words_type("TrigWords", TABLE)
load_words = layout.loader(TrigWords)
load = layout.loader(Trig)
store = layout.storer(Trig)


class Settings(NamedTuple):
    """The registers of the trigger module, decoded for the kernels."""

    auto_rearm: int
    absolute: int
    rising: int
    falling: int
    output_select: int
    phase_offset: int
    threshold: int
    hysteresis: int
    filter: int


@formula
def settings(words: np.ndarray, base: int) -> Settings:
    """Decode the registers."""
    word = load_words(words, base)
    return Settings(
        bit(word.control, 0),
        bit(word.control, 1),
        bit(word.source, 0),
        bit(word.source, 1),
        word.output_select,
        word.phase_offset,
        wrap(word.threshold, 14),
        word.hysteresis,
        word.filter,
    )


@formula
def step(trig: Trig, cfg: Settings, sample: int, asg_phase: int, counter: int) -> Trig:
    """One clock. `asg_phase` is the delayed table index of asg0, `counter` the clock counter."""
    filtered, following = step_stage(trig.filter, cfg.filter, 31, 14, FRACTION, sample)
    edge = (trig.schmitt.rising & cfg.rising) | (trig.schmitt.falling & cfg.falling)
    processed = wrap(asg_phase + cfg.phase_offset, 14)
    if cfg.absolute and processed < 0:
        processed = wrap(-processed, 14)
    if cfg.output_select == PULSE_OUTPUT:
        out = 0x1FFF if trig.trigger else 0
    elif cfg.output_select == PHASE_OUTPUT:
        out = trig.phase
    else:
        out = trig.out
    return Trig(
        0,
        flag((trig.armed and not trig.trigger) or trig.rearm or cfg.auto_rearm),
        wrap(cfg.threshold + cfg.hysteresis, 14),
        wrap(cfg.threshold - cfg.hysteresis, 14),
        step_schmitt(trig.schmitt, filtered, 1, cfg.threshold, trig.upper, trig.lower),
        flag(edge and trig.armed),
        processed,
        trig.processed if trig.trigger else trig.phase,
        counter if trig.trigger else trig.timestamp,
        out,
        following,
    )


BLOCK = Block("trig", 0x40330000, TABLE, RESET, Settings)
load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
OUT = layout.index(Trig, "out")
TRIGGER = layout.index(Trig, "trigger")


@clocked
def clock(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    sample: int,
    asg_phase: int,
    counter: int,
) -> None:
    """One clock of the trigger module whose state starts at `state[base]`; see `step`."""
    settings = load_settings(cfg, cfg_base)
    store(state, base, step(load(state, base), settings, sample, asg_phase, counter))
