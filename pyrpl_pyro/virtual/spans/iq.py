"""Spans of an IQ module in three parts: oscillator, demodulator, modulator.

The oscillator has no input, and without gain the modulator does not depend on the demodulator,
so that a network analyser is no feedback loop.
"""

import numpy as np

from .. import demodulator, iq, layout, modulator
from ..arithmetic import flag, widened, wrap
from ..compiling import clocked, formula
from ..filters import STAGE_ON, Cascade, Stage, step_stage
from ..oscillator import PHASE_MASK, Oscillator, Quad, look_up, step_oscillator, table_indices
from .rows import BUS, DIRECT, FILTERED, QUADRATURE, WAVE, copy

#: Below this the closed forms do not fit: the longest pipeline has four registers.
SHORTEST = 8
WAVES = 4
SIN_SHIFTED, COS_SHIFTED = 2, 3
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


@formula
def _mix(
    now: demodulator.Demodulator,
    rows: np.ndarray,
    filtered_row: int,
    wave_row: int,
    out_row: int,
    product: int,
    start: int,
    end: int,
) -> int:
    """Products of the filtered input and a wave in row `out_row`; returns the last register."""
    sample = now.sample
    for t in range(start, min(start + 2, end)):
        rows[out_row, t] = product >> demodulator.PRODUCT_SHIFT
        product = demodulator.mixed(sample, widened(rows[wave_row, t]))
        sample = widened(rows[filtered_row, t])
    if end >= start + 2:
        out = rows[out_row, start + 2 : end]
        samples, wave = rows[filtered_row, start : end - 2], rows[wave_row, start + 1 : end - 1]
        for k in range(len(out)):
            mixed = demodulator.mixed(widened(samples[k]), widened(wave[k]))
            out[k] = mixed >> demodulator.PRODUCT_SHIFT
        product = demodulator.mixed(rows[filtered_row, end - 2], widened(rows[wave_row, end - 1]))
    return product


@formula
def _filter(
    stage1: Stage, stage2: Stage, control: int, rows: np.ndarray, row: int, start: int, end: int
) -> tuple[Stage, Stage]:
    """One stage of both quadrature filters, in place in rows `row` and `row + 1`."""
    if control & STAGE_ON:
        first, second = rows[row, start:end], rows[row + 1, start:end]
        for k in range(len(first)):
            first[k], stage1 = step_stage(
                stage1,
                control,
                31,
                demodulator.QUADRATURE_BITS,
                demodulator.FRACTION,
                widened(first[k]),
            )
            second[k], stage2 = step_stage(
                stage2,
                control,
                31,
                demodulator.QUADRATURE_BITS,
                demodulator.FRACTION,
                widened(second[k]),
            )
    return stage1, stage2


@formula
def _average(
    average: demodulator.Average, rows: np.ndarray, row: int, start: int, end: int
) -> demodulator.Average:
    """The network-analyser sums after columns start to end - 1."""
    if average.averages_left == 0:
        return demodulator.Average(0, 0, average.sleep_left, average.sum1, average.sum2)
    asleep = min(average.sleep_left, end - start)
    first = start + asleep
    counted = min(average.averages_left, end - first)
    sum1, sum2 = average.sum1, average.sum2
    q1, q2 = rows[row, first : first + counted], rows[row + 1, first : first + counted]
    for k in range(len(q1)):
        sum1 += q1[k]
        sum2 += q2[k]
    left = average.averages_left - counted
    return demodulator.Average(
        0 if first + counted < end else average.busy,
        left,
        average.sleep_left - asleep,
        wrap(sum1, demodulator.SUM_BITS),
        wrap(sum2, demodulator.SUM_BITS),
    )


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
    """Rows FILTERED and QUADRATURE of IQ `number` for columns start to end - 1.

    Row by row: the products, then one stage of the filters after the other.
    """
    at = base + iq.DEMODULATOR
    now = load_demodulator(state, at)
    settings = iq.load_settings(cfg, cfg_base).demodulator
    filtered, row = FILTERED + number, QUADRATURE + 2 * number
    wave_row = WAVE + WAVES * number
    input_filter = now.input_filter
    if settings.input_filter & STAGE_ON:
        for t in range(start, end):
            sample, input_filter = step_stage(
                input_filter,
                settings.input_filter,
                31,
                demodulator.INPUT_BITS,
                demodulator.INPUT_FRACTION,
                widened(rows[source, t]),
            )
            rows[filtered, t] = sample
    else:
        copy(rows[filtered, start:end], rows[source, start:end])
    product1 = _mix(now, rows, filtered, wave_row + SIN_SHIFTED, row, now.product1, start, end)
    product2 = _mix(now, rows, filtered, wave_row + COS_SHIFTED, row + 1, now.product2, start, end)
    word = settings.quadrature_filter
    one, two = now.filter1, now.filter2
    first1, first2 = _filter(one.first, two.first, word, rows, row, start, end)
    second1, second2 = _filter(one.second, two.second, word >> 8, rows, row, start, end)
    third1, third2 = _filter(one.third, two.third, word >> 16, rows, row, start, end)
    fourth1, fourth2 = _filter(one.fourth, two.fourth, word >> 24, rows, row, start, end)
    store_demodulator(
        state,
        at,
        demodulator.Demodulator(
            widened(rows[filtered, end - 1]),
            product1,
            product2,
            input_filter,
            Cascade(first1, second1, third1, fourth1),
            Cascade(first2, second2, third2, fourth2),
            _average(now.average, rows, row, start, end),
        ),
    )


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
        bus = rows[BUS + FIRST_IQ + number, start + 1 : end + 1]
        copy(bus, rows[DIRECT + number, start + 1 : end + 1])


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
