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
        "ival", 0x100, 16, read=_integral, write=_load, to_read=Needs.STATE, to_write=Needs.SIGNALS
    ),
    Register("setpoint", 0x104, 14),
    Register("kp", 0x108, 24),
    Register("ki", 0x10C, 24, to_write=Needs.SIGNALS),
    Register("kd", 0x110, 24),
    Register("filter", 0x120, to_write=Needs.SIGNALS),
    Register("minimum", 0x124, 14, reset=0x2000),
    Register("maximum", 0x128, 14, reset=0x1FFF),
    Register("pause", 0x12C, 4, reset=0x7, to_write=Needs.SIGNALS),
    constant("proportional_shift", 0x200, PROPORTIONAL_SHIFT),
    constant("integral_shift", 0x204, INTEGRAL_SHIFT),
    constant("derivative_shift", 0x208, 10),
    constant("gain_bits", 0x20C, GAIN_BITS),
    constant("filter_stages", 0x220, 4),
    constant("filter_shift_bits", 0x224, 5),
    constant("filter_minimum_bandwidth", 0x228, 10),
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
