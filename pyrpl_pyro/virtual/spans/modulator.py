"""Spans of the modulator of an IQ module.

Without gain the direct output does not depend on the input (`carrier_span`), so that a network
analyser is no feedback loop.
"""

import numpy as np

from .. import iq, layout, modulator
from ..arithmetic import flag, widened
from ..compiling import clocked, formula
from .rows import BUS, DIRECT, FILTERED, NARROW, QUADRATURE, WAVE, WAVES, WIDE, copy, rounded

FIRST_IQ, IQ2 = 5, 2
SECOND_QUADRATURE = 14
QUADRATURE_SIGNAL, DIRECT_SIGNAL, DETECTOR_SIGNAL = 0, 1, 2
#: Counts of the phase-frequency detector below this are away from its limits.
COUNT_LIMIT = modulator.COUNT_HIGHEST

load_modulator = layout.loader(modulator.Modulator)
store_modulator = layout.storer(modulator.Modulator)


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
        bus = rows[BUS + FIRST_IQ + number, start + 1 :]
        copy(bus, rows[DIRECT + number, start + 1 :], rounded(end - start, NARROW))


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
        out, sin = rows[direct, first + 1 : end + 1], rows[sin_row, first - 1 : end - 1]
        for k in range(len(out)):
            out[k] = modulator.output(amplitude * sin[k])
        total = amplitude * rows[sin_row, end - 1]
        output = widened(rows[direct, end])
    _store_direct(state, at, now, amplitude1, amplitude2, total, output)
    _put_direct(rows, number, settings, start, end)


@formula
def _scale(
    outputs: np.ndarray, quadratures: np.ndarray, n: int, settings: modulator.Settings
) -> None:
    for k in range(rounded(n, WIDE)):
        outputs[k] = modulator.quadrature(widened(quadratures[k]), settings)


@formula
def _falling_edges(signal: np.ndarray, was_negative: int) -> int:
    """Number of times that `signal`, int32 (n,), becomes negative."""
    count = flag(signal[0] < 0) & (1 - was_negative)
    earlier, later = signal[:-1], signal[1:]
    edges = np.int32(0)
    for k in range(len(later)):
        edges += np.int32((later[k] < 0) & (earlier[k] >= 0))
    return count + widened(edges)


@clocked
def _count(
    now: modulator.Modulator,
    filtered: np.ndarray,
    sine: np.ndarray,
    counts: np.ndarray,
    followed: bool,
) -> int:
    """The detector's count after some clocks; `counts` gets that of each clock if `followed`."""
    count = now.detector
    input_before, sine_before = now.negative_input, now.negative_sine
    for k in range(len(filtered)):
        negative_input, negative_sine = flag(filtered[k] < 0), flag(sine[k] < 0)
        edges = (negative_input & (1 - input_before)) - (negative_sine & (1 - sine_before))
        input_before, sine_before = negative_input, negative_sine
        if count == modulator.COUNT_HIGHEST:
            count -= 1
        elif count == modulator.COUNT_LOWEST:
            count += 1
        else:
            count += edges
        if followed:
            counts[k] = count
    return count


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
    if settings.output_select == QUADRATURE_SIGNAL:
        _scale(rows[bus_row, start + 1 :], rows[row1, start:], end - start, settings)
    if number == IQ2:
        second = rows[BUS + SECOND_QUADRATURE, start + 1 :]
        _scale(second, rows[row2, start:], end - start, settings)
    followed = settings.output_select == DETECTOR_SIGNAL
    count = 0
    if settings.detector:
        filtered, sine = rows[FILTERED + number, start:end], rows[sin_row, start:end]
        # A count that nobody follows clock by clock and that stays away from its limits is a sum.
        if not followed and abs(now.detector) + end - start < COUNT_LIMIT:
            count = now.detector + _falling_edges(filtered, now.negative_input)
            count -= _falling_edges(sine, now.negative_sine)
        else:
            count = _count(now, filtered, sine, rows[bus_row, start + 1 : end + 1], followed)
    elif followed:
        rows[bus_row, start + 1 : end + 1] = 0
    last = end - 1
    store_modulator(
        state,
        at,
        modulator.Modulator(
            now.amplitude1,
            now.amplitude2,
            now.total,
            now.direct,
            modulator.quadrature(widened(rows[row1, last]), settings),
            modulator.quadrature(widened(rows[row2, last]), settings),
            flag(settings.detector and rows[FILTERED + number, last] < 0),
            flag(settings.detector and rows[sin_row, last] < 0),
            count,
        ),
    )
