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
    samples, others = rows[source, start:end], rows[reference, start:end]
    results = rows[out, start + 1 : end + 1]
    if settings.filter & STAGES_ON:
        for k in range(len(results)):
            module = pid.step(module, settings, widened(samples[k]), widened(others[k]))
            results[k] = module.out
    else:
        for k in range(len(results)):
            sample, other = widened(samples[k]), widened(others[k])
            module = pid.step_filtered(module, settings, sample, other, module.filter)
            results[k] = module.out
    pid.store(state, base, module)
