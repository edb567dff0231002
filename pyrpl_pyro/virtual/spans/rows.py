"""Signals of a span of clocks: one row per signal, one column per clock.

Column 0 is the state in which the span starts, column t the state t clocks later. Everything
is int32, shape (ROWS, SPAN + 1).
"""

import numpy as np

from ..compiling import formula

#: Longest span. All rows together fit into the second-level cache.
SPAN = 512

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
ROWS = 46


def new_rows() -> np.ndarray:
    """Rows of zeros."""
    return np.zeros((ROWS, SPAN + 1), np.int32)


def new_totals() -> np.ndarray:
    """Sums of both outputs, int32 (2, SPAN + 5): a column more for each clock of latency."""
    return np.zeros((2, SPAN + 5), np.int32)


@formula
def copy(destination: np.ndarray, source: np.ndarray) -> None:
    """Copy one slice to another that it does not overlap with."""
    for k in range(len(destination)):
        destination[k] = source[k]
