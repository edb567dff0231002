"""Spans of a PID."""

import numpy as np

from .. import pid
from ..arithmetic import widened
from ..compiling import clocked
from ..filters import STAGES_ON
from .rows import BUS


@clocked
def pid_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    number: int,
    source: int,
    reference: int,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Bus signal of PID `number` for columns start + 1 to end.

    `source` is the input's row, `reference` that of what differential mode subtracts. The
    memory of filter stages stays as it is if none of them is on.
    """
    module = pid.load(state, base)
    settings = pid.load_settings(cfg, cfg_base)
    out = BUS + number
    if settings.filter & STAGES_ON:
        for t in range(start, end):
            sample, other = widened(rows[source, t]), widened(rows[reference, t])
            module = pid.step(module, settings, sample, other)
            rows[out, t + 1] = module.out
    else:
        for t in range(start, end):
            sample, other = widened(rows[source, t]), widened(rows[reference, t])
            module = pid.step_filtered(module, settings, sample, other, module.filter)
            rows[out, t + 1] = module.out
    pid.store(state, base, module)
