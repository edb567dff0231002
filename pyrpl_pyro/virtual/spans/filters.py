"""Spans of the stages of a filter that are on, one stage after the other, in place.

The memory of a stage is kept at the upper end of a 64-bit number meanwhile: there it wraps by
itself. Stages that are off are left alone.
"""

import numpy as np

from ..arithmetic import bit, widened
from ..compiling import clocked, formula
from ..filters import STAGE_ON

_BITS = 64
_SHIFT_MASK = 31
STAGES = 4


@clocked
def filter_stage(
    state: np.ndarray,
    at: int,
    control: int,
    width: int,
    fraction: int,
    samples: np.ndarray,
    values: np.ndarray,
) -> None:
    """Fill `values`, int32 (n,), with what a stage makes of `samples`; both may be the same.

    The memory of the stage is at `state[at]`, `control` its control byte; see
    `filters.step_stage`, where bit 6 means high-pass.
    """
    unused = _BITS - width - fraction
    shift = min(control & _SHIFT_MASK, fraction) + unused
    level, delta = state[at] << unused, state[at + 1]
    above = _BITS - width
    if bit(control, 6):
        for k in range(len(values)):
            low = level >> above
            level += delta << shift
            passed = (delta << above) >> above
            delta = widened(samples[k]) - low
            values[k] = passed
    else:
        for k in range(len(values)):
            low = level >> above
            level += delta << shift
            delta = widened(samples[k]) - low
            values[k] = low
    state[at], state[at + 1] = level >> unused, delta


@formula
def filter_cascade(
    state: np.ndarray, at: int, word: int, width: int, fraction: int, values: np.ndarray
) -> None:
    """Pass `values` through up to four stages; stage j is controlled by byte j of `word`."""
    for stage in range(STAGES):
        control = word >> 8 * stage
        if control & STAGE_ON:
            filter_stage(state, at + 2 * stage, control, width, fraction, values, values)


@clocked
def filter_pair(
    state: np.ndarray,
    at1: int,
    at2: int,
    control: int,
    width: int,
    fraction: int,
    values1: np.ndarray,
    values2: np.ndarray,
) -> None:
    """`filter_stage` for two signals at once, through stages with the same control byte."""
    unused = _BITS - width - fraction
    shift = min(control & _SHIFT_MASK, fraction) + unused
    above = _BITS - width
    level1, delta1 = state[at1] << unused, state[at1 + 1]
    level2, delta2 = state[at2] << unused, state[at2 + 1]
    high = bit(control, 6) != 0
    for k in range(len(values1)):
        low1, low2 = level1 >> above, level2 >> above
        level1 += delta1 << shift
        level2 += delta2 << shift
        passed1 = (delta1 << above) >> above if high else low1
        passed2 = (delta2 << above) >> above if high else low2
        delta1 = widened(values1[k]) - low1
        delta2 = widened(values2[k]) - low2
        values1[k] = passed1
        values2[k] = passed2
    state[at1], state[at1 + 1] = level1 >> unused, delta1
    state[at2], state[at2 + 1] = level2 >> unused, delta2
