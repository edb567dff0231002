"""Phase accumulator and sine table of an IQ module (REGISTERS.md 6 "fgen", 13.B.18)."""

from typing import NamedTuple

import numpy as np

from .arithmetic import widened
from .compiling import formula

PHASE_MASK = 0xFFFFFFFF
QUARTER_TURN = 1 << 30
INDEX_SHIFT = 19


def _sine_table() -> np.ndarray:
    quarter = np.round(65535 * np.sin((np.arange(2048) + 0.5) / 2048 * np.pi / 2))
    half = np.concatenate([quarter, quarter[::-1]])
    return np.concatenate([half, -half]).astype(np.int32)


SINE = _sine_table()


class Quad(NamedTuple):
    """One value for each of sin, cos, shifted sin, shifted cos."""

    sin: int
    cos: int
    sin_shifted: int
    cos_shifted: int


class Oscillator(NamedTuple):
    """Flip-flops of the oscillator; `wave` is its output."""

    phase: int
    table_index: Quad
    lookup: Quad
    wave: Quad


class Settings(NamedTuple):
    """The registers of the oscillator, decoded; `running` is the module's sync bit."""

    running: int
    double_sin: int
    double_cos: int
    double_sin_shifted: int
    double_cos_shifted: int
    start_phase: int
    frequency: int


@formula
def _table_index(phase: int, doubled: int, offset: int) -> int:
    return (((phase << doubled) + offset) & PHASE_MASK) >> INDEX_SHIFT


@formula
def table_indices(phase: int, cfg: Settings) -> Quad:
    """The four table indices for the accumulator value `phase`."""
    return Quad(
        _table_index(phase, cfg.double_sin, 0),
        _table_index(phase, cfg.double_cos, QUARTER_TURN),
        _table_index(phase, cfg.double_sin_shifted, cfg.start_phase),
        _table_index(phase, cfg.double_cos_shifted, cfg.start_phase + QUARTER_TURN),
    )


@formula
def look_up(index: Quad) -> Quad:
    """The four table values for `index`, -65535 to 65535."""
    return Quad(
        widened(SINE[index.sin]),
        widened(SINE[index.cos]),
        widened(SINE[index.sin_shifted]),
        widened(SINE[index.cos_shifted]),
    )


@formula
def step_oscillator(oscillator: Oscillator, cfg: Settings) -> Oscillator:
    """One clock. While stopped, the registers before the output keep running on phase 0."""
    return Oscillator(
        (oscillator.phase + cfg.frequency) & PHASE_MASK if cfg.running else 0,
        table_indices(oscillator.phase, cfg),
        look_up(oscillator.table_index),
        oscillator.lookup if cfg.running else Quad(0, 0, 0, 0),
    )


@formula
def jump_phase(phase: int, cfg: Settings, n: int) -> int:
    """The accumulator after `n` clocks."""
    return (phase + cfg.frequency * n) & PHASE_MASK if cfg.running else 0
