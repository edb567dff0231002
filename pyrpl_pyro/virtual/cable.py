"""Cables between the outputs and the inputs: one per channel, as in recordings of the logic.

A cable maps the DAC code of an output to the ADC code of the input with the same number:
a delay in clocks, a gain, an offset, and optionally a first-order low-pass.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from .compiling import formula

CODE_MINIMUM, CODE_MAXIMUM = -8192, 8191
CONSTANT, GAIN, LOW_PASS = 0, 1, 2
#: Both inputs are computed by a plant (`outside`).
OUTSIDE = 3
MAXIMUM_DELAY = 1 << 16

# Columns of Memory.filters (float64), one row per channel, and of Memory.delays (int64), whose
# rows 2 and 3 are those of the PWM outputs.
FACTOR, OFFSET, ALPHA, LEVEL = 0, 1, 2, 3
MODE, DELAY, POSITION = 0, 1, 2

#: Delay of the default loopback in clocks. The converters of a Red Pitaya take some 10 to 20
#: clocks in addition to the two registers in the logic (REGISTERS.md 3).
CONVERTER_DELAY = 15


@dataclass(frozen=True)
class Cable:
    """What connects an output to the input with the same number.

    Parameters
    ----------
    gain:
        Input codes per output code, dimensionless.
    offset:
        Added after the gain, in ADC codes (8192 codes = 1 V).
    delay:
        Whole clocks (8 ns) in addition to the DAC and ADC registers, 0 to 65536.
    alpha:
        Coefficient of a first-order low-pass after gain and offset, y += alpha (x - y) per
        clock; None for no low-pass.

    Raises
    ------
    ValueError
        A parameter is not finite or out of range.
    """

    gain: float = 1.0
    offset: float = 0.0
    delay: int = 0
    alpha: float | None = None

    def __post_init__(self) -> None:
        numbers = (self.gain, self.offset, 0.0 if self.alpha is None else self.alpha)
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"gain, offset and alpha of a cable must be finite: {self}")
        if not 0 <= self.delay <= MAXIMUM_DELAY or int(self.delay) != self.delay:
            raise ValueError(
                f"the delay of a cable must be 0 to {MAXIMUM_DELAY} whole clocks, not {self.delay}"
            )

    @property
    def mode(self) -> int:
        """1 without, 2 with low-pass; a constant level is mode 0."""
        return GAIN if self.alpha is None else LOW_PASS


@dataclass(frozen=True)
class Constant(Cable):
    """No connection: the input stays at `offset` (in ADC codes)."""

    @property
    def mode(self) -> int:
        """0: the outputs are not looked at."""
        return CONSTANT


def clip(value: float) -> int:
    """ADC code for `value`, rounded half to even and limited to 14 bits."""
    return min(CODE_MAXIMUM, max(CODE_MINIMUM, round(value)))


@intrinsic
def _fused_multiply_add(typingctx: Any, a: Any, b: Any, c: Any) -> Any:
    """a*b + c with one rounding."""
    signature = types.float64(types.float64, types.float64, types.float64)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.fma(*args)

    return signature, codegen


# Typed loosely: the decorator hides the typing context, which mypy takes for an argument.
fused_multiply_add: Any = _fused_multiply_add


@formula
def evaluate(
    filters: np.ndarray, delays: np.ndarray, lines: np.ndarray, channel: int, dac: int
) -> int:
    """Pin code of `channel` after a clock edge that left `dac` in the DAC register.

    Updates the delay line and the low-pass of the channel in place.
    """
    mode = delays[channel, MODE]
    offset = filters[channel, OFFSET]
    if mode == CONSTANT:
        value = offset
    else:
        delay = delays[channel, DELAY]
        sample = dac
        if delay > 0:
            position = delays[channel, POSITION]
            sample = lines[channel, position]
            lines[channel, position] = dac
            delays[channel, POSITION] = position + 1 if position + 1 < delay else 0
        value = fused_multiply_add(float(sample), filters[channel, FACTOR], offset)
        if mode == LOW_PASS:
            level = filters[channel, LEVEL]
            level = fused_multiply_add(filters[channel, ALPHA], value - level, level)
            filters[channel, LEVEL] = level
            value = level
    return int(min(float(CODE_MAXIMUM), max(float(CODE_MINIMUM), np.rint(value))))


def store_cable(
    cable: Cable, filters: np.ndarray, delays: np.ndarray, lines: np.ndarray, channel: int
) -> None:
    """Set the parameters of `channel` and clear its delay line and low-pass."""
    alpha = 1.0 if cable.alpha is None else cable.alpha
    filters[channel] = (cable.gain, cable.offset, alpha, 0.0)
    delays[channel] = (cable.mode, cable.delay, 0)
    lines[channel] = 0
