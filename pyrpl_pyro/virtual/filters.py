"""First-order filter block used by PID, IQ, TRIG and IIR (REGISTERS.md 4)."""

from typing import NamedTuple

from .arithmetic import bit, wrap
from .compiling import formula


class Stage(NamedTuple):
    """One stage: accumulator (the signal with `fraction` extra bits) and its input error."""

    level: int
    delta: int


class Cascade(NamedTuple):
    """Four stages, the longest cascade; shorter ones leave the last stages off."""

    first: Stage
    second: Stage
    third: Stage
    fourth: Stage


#: On-bits of all stages of a filter word.
STAGES_ON = 0x80808080
#: On-bit in the control byte of one stage.
STAGE_ON = 0x80


@formula
def step_stage(
    stage: Stage, control: int, shift_mask: int, width: int, fraction: int, sample: int
) -> tuple[int, Stage]:
    """(output, next stage) for a stage with control byte `control` and input `sample`.

    The output is combinational: a stage that is off passes its input through. The memory
    runs on either way, from the old error, with alpha = 2**shift / 2**fraction.
    """
    level = stage.level >> fraction
    shift = min(control & shift_mask, fraction)
    following = Stage(wrap(stage.level + (stage.delta << shift), width + fraction), sample - level)
    if not control & STAGE_ON:
        return sample, following
    return (wrap(stage.delta, width) if bit(control, 6) else level), following


@formula
def step_cascade(
    cascade: Cascade, word: int, width: int, fraction: int, sample: int
) -> tuple[int, Cascade]:
    """(output, next cascade) of up to four stages; stage j is controlled by byte j of `word`."""
    out1, first = step_stage(cascade.first, word, 31, width, fraction, sample)
    out2, second = step_stage(cascade.second, word >> 8, 31, width, fraction, out1)
    out3, third = step_stage(cascade.third, word >> 16, 31, width, fraction, out2)
    out4, fourth = step_stage(cascade.fourth, word >> 24, 31, width, fraction, out3)
    return out4, Cascade(first, second, third, fourth)
