"""PID controller (REGISTERS.md 5)."""

from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import bit, saturate, wrap
from .compiling import clocked, formula
from .filters import Cascade, step_cascade
from .registers import WORD, Block, BlockView, Needs, Register, constant, words_type

WIDTH, FRACTION = 14, 24
PROPORTIONAL_SHIFT, INTEGRAL_SHIFT, GAIN_BITS = 12, 32, 24
INTEGRAL_BITS = 48


class Pid(NamedTuple):
    """Flip-flops of one PID; the load command is one clock high after a write of ival."""

    load: int
    error: int
    proportional: int
    product: int
    integral: int
    total: int
    out: int
    filter: Cascade


RESET = layout.zeros(Pid)


def _load(view: BlockView, word: int) -> None:
    view.put("load", 1)


def _integral(view: BlockView) -> int:
    return (view.get("integral") >> INTEGRAL_SHIFT) & WORD


TABLE = (
    Register(
        "ival",
        0x100,
        16,
        read=_integral,
        write=_load,
        to_read=Needs.STATE,
        to_write=Needs.SIGNALS,
        doc="integrator, signed, 8192 per V; reads with its sign in all 32 bits",
        effect="the integrator takes the value",
    ),
    Register("setpoint", 0x104, 14, doc="setpoint, signed, 8192 per V"),
    Register("kp", 0x108, 24, doc="proportional gain, signed, 4096 = 1"),
    Register(
        "ki",
        0x10C,
        24,
        to_write=Needs.SIGNALS,
        doc="integral gain, signed: unity-gain frequency in Hz * 2^32 * 2 pi * 8 ns",
    ),
    Register("kd", 0x110, 24, doc="derivative gain; no effect"),
    Register("filter", 0x120, to_write=Needs.SIGNALS, doc="input filter, 4 stages (see Filters)"),
    Register("minimum", 0x124, 14, reset=0x2000, doc="lowest output, signed, 8192 per V"),
    Register("maximum", 0x128, 14, reset=0x1FFF, doc="highest output, signed, 8192 per V"),
    Register(
        "pause",
        0x12C,
        4,
        reset=0x7,
        to_write=Needs.SIGNALS,
        doc="bits 0, 1: integral, proportional part pauses while sync is 0; bit 3: pid0 and pid1 "
        "take each other's input for their setpoint",
    ),
    constant(
        "proportional_shift", 0x200, PROPORTIONAL_SHIFT, "binary digits of kp after the point"
    ),
    constant(
        "integral_shift", 0x204, INTEGRAL_SHIFT, "binary digits of the integrator after the point"
    ),
    constant("derivative_shift", 0x208, 10, "binary digits of kd after the point"),
    constant("gain_bits", 0x20C, GAIN_BITS, "bits of the gains"),
    constant("filter_stages", 0x220, 4, "stages of the filter"),
    constant("filter_shift_bits", 0x224, 5, "bits of a stage that give its bandwidth"),
    constant("filter_minimum_bandwidth", 0x228, 10, "smallest bandwidth of a stage, Hz"),
)


PidWords = words_type("PidWords", TABLE)
load_words = layout.loader(PidWords)
load = layout.loader(Pid)
store = layout.storer(Pid)


class Settings(NamedTuple):
    """The registers of one PID, decoded for the kernels."""

    ival: int
    setpoint: int
    kp: int
    ki: int
    filter: int
    minimum: int
    maximum: int
    pause_integral: int
    pause_proportional: int
    differential: int


@formula
def settings(words: np.ndarray, base: int, sync: int) -> Settings:
    """Decode the registers; the pause bits act only while the module's `sync` bit is 0."""
    word = load_words(words, base)
    return Settings(
        wrap(word.ival, 16),
        wrap(word.setpoint, 14),
        wrap(word.kp, GAIN_BITS),
        wrap(word.ki, GAIN_BITS),
        word.filter,
        wrap(word.minimum, 14),
        wrap(word.maximum, 14),
        bit(word.pause, 0) & (1 - sync),
        bit(word.pause, 1) & (1 - sync),
        bit(word.pause, 3),
    )


@formula
def step_filtered(pid: Pid, cfg: Settings, filtered: int, reference: int, cascade: Cascade) -> Pid:
    """One clock given the filter's output and its next state."""
    if pid.load:
        integral = cfg.ival << INTEGRAL_SHIFT
    elif cfg.pause_integral:
        integral = pid.integral
    else:
        integral = saturate(pid.integral + pid.product, INTEGRAL_BITS)
    if pid.total >= cfg.maximum:
        out = cfg.maximum
    elif pid.total <= cfg.minimum:
        out = cfg.minimum
    else:
        out = pid.total
    return Pid(
        0,
        filtered - (reference if cfg.differential else cfg.setpoint),
        0 if cfg.pause_proportional else (pid.error * cfg.kp) >> PROPORTIONAL_SHIFT,
        pid.error * cfg.ki,
        integral,
        saturate(pid.proportional + (pid.integral >> INTEGRAL_SHIFT), 14),
        out,
        cascade,
    )


@formula
def step(pid: Pid, cfg: Settings, sample: int, reference: int) -> Pid:
    """One clock with the bus sample `sample`; `reference` is what differential mode subtracts."""
    filtered, cascade = step_cascade(pid.filter, cfg.filter, WIDTH, FRACTION, sample)
    return step_filtered(pid, cfg, filtered, reference, cascade)


def block(number: int) -> Block:
    """PID 0, 1 or 2."""
    return Block(f"pid{number}", 0x40300000 + 0x10000 * number, TABLE, RESET, Settings)


load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
OUT = layout.index(Pid, "out")
DIFFERENTIAL = layout.index(Settings, "differential")


@clocked
def filtered_input(
    state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, sample: int
) -> int:
    """Output of the input filter for the present sample, combinational."""
    cascade = load(state, base).filter
    word = load_settings(cfg, cfg_base).filter
    filtered, _ = step_cascade(cascade, word, WIDTH, FRACTION, sample)
    return filtered


@clocked
def clock(
    state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, sample: int, reference: int
) -> None:
    """One clock of the PID whose state starts at `state[base]`; see `step`."""
    settings = load_settings(cfg, cfg_base)
    store(state, base, step(load(state, base), settings, sample, reference))
