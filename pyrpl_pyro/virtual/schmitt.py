"""Edge detection with hysteresis, as in the scope and in the DSP trigger (REGISTERS.md 8, 10)."""

from typing import NamedTuple

from .compiling import formula


class Schmitt(NamedTuple):
    """Two Schmitt triggers of one channel (rising and falling) and their edge pulses."""

    above: int
    above_previous: int
    rising: int
    below: int
    below_previous: int
    falling: int


@formula
def step_schmitt(
    schmitt: Schmitt, data: int, valid: int, threshold: int, upper: int, lower: int
) -> Schmitt:
    """One clock of the Schmitt triggers of a channel; they look at valid samples only."""
    above, below = schmitt.above, schmitt.below
    if valid:
        if data >= threshold:
            above = 1
        elif data < lower:
            above = 0
        if data <= threshold:
            below = 1
        elif data > upper:
            below = 0
    return Schmitt(
        above,
        schmitt.above,
        schmitt.above & (1 - schmitt.above_previous),
        below,
        schmitt.below,
        schmitt.below & (1 - schmitt.below_previous),
    )
