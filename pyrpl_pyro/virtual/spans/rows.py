"""Signals of a span of clocks: one row per signal, one column per clock.

Column 0 is the state in which the span starts, column t the state t clocks later. Everything
is int32, shape (ROWS, COLUMNS).
"""

import numpy as np

from ..compiling import formula

#: Longest span. All rows together fit into the second-level cache.
SPAN = 512
#: One for each clock, the first, and what follows the last: room for `rounded` pieces.
COLUMNS = SPAN + 80

#: Columns that compiled loops compute at once: of rows, and of numbers of 64 bits.
NARROW, WIDE = 64, 32

#: Rows 0-15 are the bus signals in output numbering (see `routing`).
BUS = 0
#: Direct outputs of the three IQs, which their bus signals need not be.
DIRECT = 16
#: Table index that each ASG's pointer stands for.
INDEX = 19
#: Trigger-done line of each ASG.
DONE = 21
#: Table index from the noise generator.
RANDOM = 23
#: Trigger signal of the DSP trigger module.
TRIGGER = 24
#: sin, cos, shifted sin, shifted cos of each IQ.
WAVE = 25
WAVES = 4
#: Filtered quadratures of each IQ.
QUADRATURE = 37
#: Filtered input of each IQ.
FILTERED = 43
#: Samples that each scope channel takes in a stretch, one after the other.
DATA = 46
#: What a PID sees, from column 0 on.
ERROR = 48
ROWS = 49


def new_rows() -> np.ndarray:
    """Rows of zeros."""
    return np.zeros((ROWS, COLUMNS), np.int32)


def new_totals() -> np.ndarray:
    """Sums of both outputs, int32 (2, COLUMNS): a column more for each clock of latency."""
    return np.zeros((2, COLUMNS), np.int32)


@formula
def rounded(n: int, step: int) -> int:
    """At least `n` columns, as many as the processor can do without a rest: a multiple of `step`.

    What is computed from columns that are not there yet is computed again in the next piece,
    before anybody looks at it.
    """
    return (n + step - 1) & -step


@formula
def copy(destination: np.ndarray, source: np.ndarray, n: int) -> None:
    """Copy `n` columns of one slice to another that it does not overlap with."""
    for k in range(n):
        destination[k] = source[k]
