"""Spans of the oscillator of an IQ module."""

import numpy as np

from .. import iq, layout
from ..arithmetic import widened
from ..compiling import clocked, formula
from ..oscillator import PHASE_MASK, Oscillator, Quad, look_up, step_oscillator, table_indices
from .rows import WAVE, WAVES

#: Below this the closed form does not fit: the oscillator has three registers.
SHORTEST = 8

load_oscillator, store_oscillator = layout.loader(Oscillator), layout.storer(Oscillator)


@formula
def _put_wave(rows: np.ndarray, row: int, t: int, wave: Quad) -> None:
    rows[row, t] = wave.sin
    rows[row + 1, t] = wave.cos
    rows[row + 2, t] = wave.sin_shifted
    rows[row + 3, t] = wave.cos_shifted


@formula
def _wave(rows: np.ndarray, row: int, t: int) -> Quad:
    return Quad(
        widened(rows[row, t]),
        widened(rows[row + 1, t]),
        widened(rows[row + 2, t]),
        widened(rows[row + 3, t]),
    )


@clocked
def oscillator_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    number: int,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Rows WAVE of IQ `number` for columns start to end."""
    at = base + iq.OSCILLATOR
    now = load_oscillator(state, at)
    settings = iq.load_settings(cfg, cfg_base).oscillator
    row = WAVE + WAVES * number
    _put_wave(rows, row, start, now.wave)
    if settings.running and end - start >= SHORTEST:
        # Three registers after the phase: the rest is a function of the phase alone.
        _put_wave(rows, row, start + 1, now.lookup)
        _put_wave(rows, row, start + 2, look_up(now.table_index))
        phase = now.phase
        waves = rows[row : row + WAVES, start + 3 : end + 1]
        sin, cos, sin_shifted, cos_shifted = waves[0], waves[1], waves[2], waves[3]
        for k in range(len(sin)):
            wave = look_up(table_indices((phase + k * settings.frequency) & PHASE_MASK, settings))
            sin[k], cos[k] = wave.sin, wave.cos
            sin_shifted[k], cos_shifted[k] = wave.sin_shifted, wave.cos_shifted
        phase = (phase + len(sin) * settings.frequency) & PHASE_MASK
        # The last two clocks are still in the registers.
        before = table_indices(phase, settings)
        phase = (phase + settings.frequency) & PHASE_MASK
        index = table_indices(phase, settings)
        phase = (phase + settings.frequency) & PHASE_MASK
        now = Oscillator(phase, index, look_up(before), _wave(rows, row, end))
    else:
        for t in range(start, end):
            now = step_oscillator(now, settings)
            _put_wave(rows, row, t + 1, now.wave)
    store_oscillator(state, at, now)
