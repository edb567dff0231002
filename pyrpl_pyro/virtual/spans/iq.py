"""Spans of an IQ module in three parts: oscillator, demodulator, modulator.

The oscillator has no input, and without gain the modulator does not depend on the demodulator,
so that a network analyser is no feedback loop.
"""

import numpy as np

from .. import demodulator, iq, layout, modulator
from ..arithmetic import flag, widened
from ..compiling import clocked, formula
from ..oscillator import PHASE_MASK, Oscillator, Quad, look_up, step_oscillator, table_indices
from .rows import BUS, DIRECT, FILTERED, QUADRATURE, WAVE

#: Below this the closed forms do not fit: the longest pipeline has four registers.
SHORTEST = 8
WAVES = 4
FIRST_IQ = 5
IQ2 = 2
SECOND_QUADRATURE = 14
QUADRATURE_SIGNAL, DIRECT_SIGNAL, DETECTOR_SIGNAL = 0, 1, 2

load_oscillator, store_oscillator = layout.loader(Oscillator), layout.storer(Oscillator)
load_demodulator = layout.loader(demodulator.Demodulator)
store_demodulator = layout.storer(demodulator.Demodulator)
load_modulator = layout.loader(modulator.Modulator)
store_modulator = layout.storer(modulator.Modulator)


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
        for t in range(start + 3, end + 1):
            _put_wave(rows, row, t, look_up(table_indices(phase, settings)))
            phase = (phase + settings.frequency) & PHASE_MASK
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


@clocked
def demodulator_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    number: int,
    source: int,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Rows FILTERED and QUADRATURE of IQ `number` for columns start to end - 1."""
    at = base + iq.DEMODULATOR
    now = load_demodulator(state, at)
    settings = iq.load_settings(cfg, cfg_base).demodulator
    wave_row = WAVE + WAVES * number
    row1, row2 = QUADRATURE + 2 * number, QUADRATURE + 2 * number + 1
    for t in range(start, end):
        wave = _wave(rows, wave_row, t)
        filtered, q1, q2, now = demodulator.step_demodulator(
            now, settings, widened(rows[source, t]), wave
        )
        rows[FILTERED + number, t] = filtered
        rows[row1, t] = q1
        rows[row2, t] = q2
    store_demodulator(state, at, now)


@formula
def _store_direct(
    state: np.ndarray,
    at: int,
    now: modulator.Modulator,
    amplitude1: int,
    amplitude2: int,
    total: int,
    output: int,
) -> None:
    following = modulator.Modulator(
        amplitude1,
        amplitude2,
        total,
        output,
        now.quadrature1,
        now.quadrature2,
        now.negative_input,
        now.negative_sine,
        now.detector,
    )
    store_modulator(state, at, following)


@formula
def _put_direct(
    rows: np.ndarray, number: int, cfg: modulator.Settings, start: int, end: int
) -> None:
    if cfg.output_select == DIRECT_SIGNAL:
        for t in range(start, end):
            rows[BUS + FIRST_IQ + number, t + 1] = rows[DIRECT + number, t + 1]


@clocked
def feedback_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    number: int,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Direct output of IQ `number` with feedback gain for columns start + 1 to end."""
    at = base + iq.MODULATOR
    now = load_modulator(state, at)
    settings = iq.load_settings(cfg, cfg_base).modulator
    sin_row = WAVE + WAVES * number
    row1, row2 = QUADRATURE + 2 * number, QUADRATURE + 2 * number + 1
    amplitude1, amplitude2, total = now.amplitude1, now.amplitude2, now.total
    output = now.direct
    for t in range(start, end):
        output = modulator.output(total)
        total = amplitude1 * rows[sin_row, t] + amplitude2 * rows[sin_row + 1, t]
        amplitude1 = modulator.first_amplitude(widened(rows[row1, t]), settings)
        amplitude2 = modulator.second_amplitude(widened(rows[row2, t]), settings)
        rows[DIRECT + number, t + 1] = output
    _store_direct(state, at, now, amplitude1, amplitude2, total, output)
    _put_direct(rows, number, settings, start, end)


@clocked
def carrier_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    number: int,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Direct output of IQ `number` without feedback gain for columns start + 1 to end."""
    at = base + iq.MODULATOR
    now = load_modulator(state, at)
    settings = iq.load_settings(cfg, cfg_base).modulator
    sin_row = WAVE + WAVES * number
    direct = DIRECT + number
    amplitude = settings.offset
    amplitude1, amplitude2, total = now.amplitude1, now.amplitude2, now.total
    output = now.direct
    # Three registers hold older values; after that the output follows from the wave.
    first = min(start + 3, end)
    for t in range(start, first):
        output = modulator.output(total)
        total = amplitude1 * rows[sin_row, t] + amplitude2 * rows[sin_row + 1, t]
        amplitude1, amplitude2 = amplitude, 0
        rows[direct, t + 1] = output
    if first < end:
        for t in range(first, end):
            rows[direct, t + 1] = modulator.output(amplitude * rows[sin_row, t - 1])
        total = amplitude * rows[sin_row, end - 1]
        output = widened(rows[direct, end])
    _store_direct(state, at, now, amplitude1, amplitude2, total, output)
    _put_direct(rows, number, settings, start, end)


@clocked
def quadrature_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    number: int,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Quadrature and detector outputs of IQ `number` for columns start + 1 to end."""
    at = base + iq.MODULATOR
    now = load_modulator(state, at)
    settings = iq.load_settings(cfg, cfg_base).modulator
    row1, row2 = QUADRATURE + 2 * number, QUADRATURE + 2 * number + 1
    sin_row, bus_row = WAVE + WAVES * number, BUS + FIRST_IQ + number
    for t in range(start, end):
        negative_input = flag(rows[FILTERED + number, t] < 0)
        negative_sine = flag(rows[sin_row, t] < 0)
        now = modulator.Modulator(
            now.amplitude1,
            now.amplitude2,
            now.total,
            now.direct,
            modulator.quadrature(widened(rows[row1, t]), settings),
            modulator.quadrature(widened(rows[row2, t]), settings),
            negative_input,
            negative_sine,
            modulator.step_detector(now, settings, negative_input, negative_sine),
        )
        if settings.output_select == QUADRATURE_SIGNAL:
            rows[bus_row, t + 1] = now.quadrature1
        elif settings.output_select == DETECTOR_SIGNAL:
            rows[bus_row, t + 1] = now.detector
        if number == IQ2:
            rows[BUS + SECOND_QUADRATURE, t + 1] = now.quadrature2
    store_modulator(state, at, now)
