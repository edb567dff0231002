"""Input filter, mixer, quadrature filters and averaging of an IQ module (REGISTERS.md 6)."""

from typing import NamedTuple

from .arithmetic import wrap
from .compiling import formula
from .filters import Cascade, Stage, step_cascade, step_stage
from .oscillator import Quad

INPUT_BITS, INPUT_FRACTION = 14, 22
QUADRATURE_BITS, FRACTION = 24, 24
PRODUCT_SHIFT = 6
SUM_BITS = 62


class Average(NamedTuple):
    """Network-analyser sums of both quadratures and their countdowns."""

    busy: int
    averages_left: int
    sleep_left: int
    sum1: int
    sum2: int


class Demodulator(NamedTuple):
    """Flip-flops from the input to the filtered quadratures."""

    sample: int
    product1: int
    product2: int
    input_filter: Stage
    filter1: Cascade
    filter2: Cascade
    average: Average


class Settings(NamedTuple):
    """Filter words."""

    input_filter: int
    quadrature_filter: int


@formula
def step_average(average: Average, q1: int, q2: int) -> Average:
    """One clock: first the sleep cycles pass, then the quadratures are added up."""
    if average.averages_left == 0:
        return Average(0, 0, average.sleep_left, average.sum1, average.sum2)
    if average.sleep_left != 0:
        return Average(
            average.busy,
            average.averages_left,
            average.sleep_left - 1,
            average.sum1,
            average.sum2,
        )
    return Average(
        average.busy,
        average.averages_left - 1,
        0,
        wrap(average.sum1 + q1, SUM_BITS),
        wrap(average.sum2 + q2, SUM_BITS),
    )


@formula
def mixed(sample: int, wave: int) -> int:
    """Product register of one quadrature, before the shift."""
    return sample * wave + (1 << (PRODUCT_SHIFT - 1))


@formula
def step_demodulator(
    demodulator: Demodulator, cfg: Settings, sample: int, wave: Quad
) -> tuple[int, int, int, Demodulator]:
    """(filtered input, both quadratures, next state) for the bus sample `sample`.

    The first three are combinational; `wave` are the present outputs of the oscillator.
    """
    filtered, input_filter = step_stage(
        demodulator.input_filter, cfg.input_filter, 31, INPUT_BITS, INPUT_FRACTION, sample
    )
    word = cfg.quadrature_filter
    mixed1 = demodulator.product1 >> PRODUCT_SHIFT
    mixed2 = demodulator.product2 >> PRODUCT_SHIFT
    q1, filter1 = step_cascade(demodulator.filter1, word, QUADRATURE_BITS, FRACTION, mixed1)
    q2, filter2 = step_cascade(demodulator.filter2, word, QUADRATURE_BITS, FRACTION, mixed2)
    following = Demodulator(
        filtered,
        mixed(demodulator.sample, wave.sin_shifted),
        mixed(demodulator.sample, wave.cos_shifted),
        input_filter,
        filter1,
        filter2,
        step_average(demodulator.average, q1, q2),
    )
    return filtered, q1, q2, following
