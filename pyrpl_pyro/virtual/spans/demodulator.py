"""Spans of the demodulator of an IQ module, row by row: products, then stage after stage."""

import numpy as np

from .. import demodulator, iq, layout
from ..arithmetic import widened, wrap
from ..compiling import clocked, formula
from ..filters import STAGE_ON, Cascade, Stage, step_stage
from .rows import FILTERED, QUADRATURE, WAVE, WAVES, copy

SIN_SHIFTED, COS_SHIFTED = 2, 3

load_demodulator = layout.loader(demodulator.Demodulator)
store_demodulator = layout.storer(demodulator.Demodulator)


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
