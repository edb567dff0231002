"""Spans of the demodulator of an IQ module, row by row: products, then stage after stage."""

from functools import partial

import numpy as np

from .. import demodulator, iq, layout
from ..arithmetic import widened, wrap
from ..compiling import clocked, formula
from ..filters import STAGE_ON
from .filters import STAGES, filter_pair, filter_stage
from .rows import FILTERED, NARROW, QUADRATURE, WAVE, WAVES, copy, rounded

SIN_SHIFTED, COS_SHIFTED = 2, 3

load_demodulator = layout.loader(demodulator.Demodulator)
store_average = layout.storer(demodulator.Average)
_place = partial(layout.index, demodulator.Demodulator)
SAMPLE, PRODUCT1, PRODUCT2 = _place("sample"), _place("product1"), _place("product2")
INPUT_FILTER, FILTER1, FILTER2 = _place("input_filter"), _place("filter1"), _place("filter2")
AVERAGE = _place("average")


@formula
def _mix(
    sample: int,
    rows: np.ndarray,
    filtered_row: int,
    wave_row: int,
    out_row: int,
    product: int,
    start: int,
    end: int,
) -> int:
    """Products of the filtered input and a wave in row `out_row`; returns the last register.

    `sample` and `product` are the registers at column `start`.
    """
    rows[out_row, start] = product >> demodulator.PRODUCT_SHIFT
    if end == start + 1:
        return demodulator.mixed(sample, widened(rows[wave_row, start]))
    first = demodulator.mixed(sample, widened(rows[wave_row, start]))
    rows[out_row, start + 1] = first >> demodulator.PRODUCT_SHIFT
    out = rows[out_row, start + 2 :]
    samples, wave = rows[filtered_row, start:], rows[wave_row, start + 1 :]
    for k in range(rounded(end - start - 2, NARROW)):
        # 14 times 17 bits: fits into the type of the rows.
        mixed = np.int32(demodulator.mixed(samples[k], wave[k]))
        out[k] = mixed >> demodulator.PRODUCT_SHIFT
    return demodulator.mixed(widened(rows[filtered_row, end - 2]), widened(rows[wave_row, end - 1]))


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
    if settings.input_filter & STAGE_ON:
        filter_stage(
            state,
            at + INPUT_FILTER,
            settings.input_filter,
            demodulator.INPUT_BITS,
            demodulator.INPUT_FRACTION,
            rows[source, start:end],
            rows[filtered, start:end],
        )
    else:
        copy(rows[filtered, start:], rows[source, start:], rounded(end - start, NARROW))
    sin, cos = wave_row + SIN_SHIFTED, wave_row + COS_SHIFTED
    product1 = _mix(now.sample, rows, filtered, sin, row, now.product1, start, end)
    product2 = _mix(now.sample, rows, filtered, cos, row + 1, now.product2, start, end)
    for stage in range(STAGES):
        control = settings.quadrature_filter >> 8 * stage
        if control & STAGE_ON:
            filter_pair(
                state,
                at + FILTER1 + 2 * stage,
                at + FILTER2 + 2 * stage,
                control,
                demodulator.QUADRATURE_BITS,
                demodulator.FRACTION,
                rows[row, start:end],
                rows[row + 1, start:end],
            )
    state[at + SAMPLE] = rows[filtered, end - 1]
    state[at + PRODUCT1], state[at + PRODUCT2] = product1, product2
    store_average(state, at + AVERAGE, _average(now.average, rows, row, start, end))
