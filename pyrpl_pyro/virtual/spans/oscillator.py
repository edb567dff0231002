"""Spans of the oscillator of an IQ module."""

import numpy as np

from .. import iq, layout
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
        n = end - start - 2
        for k in range(n):
            wave = look_up(table_indices((phase + k * settings.frequency) & PHASE_MASK, settings))
            sin[k] = wave.sin
            sin_shifted[k], cos_shifted[k] = wave.sin_shifted, wave.cos_shifted
        modulator = iq.load_settings(cfg, cfg_base).modulator
        if modulator.gain1 or modulator.gain4:
            # Only feedback takes the cosine.
            for k in range(n):
                now_phase = (phase + k * settings.frequency) & PHASE_MASK
                cos[k] = look_up(table_indices(now_phase, settings)).cos
        latest = look_up(
            table_indices((phase + (n - 1) * settings.frequency) & PHASE_MASK, settings)
        )
        phase = (phase + n * settings.frequency) & PHASE_MASK
        # The last two clocks are still in the registers.
        before = table_indices(phase, settings)
        phase = (phase + settings.frequency) & PHASE_MASK
        index = table_indices(phase, settings)
        phase = (phase + settings.frequency) & PHASE_MASK
        now = Oscillator(phase, index, look_up(before), latest)
    else:
        for t in range(start, end):
            now = step_oscillator(now, settings)
            _put_wave(rows, row, t + 1, now.wave)
    store_oscillator(state, at, now)
