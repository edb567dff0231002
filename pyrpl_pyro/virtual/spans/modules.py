"""Spans of the DSP trigger module and of the IIR, and of modules whose output stands still."""

import numpy as np

from .. import iir, trig
from ..arithmetic import widened
from ..compiling import clocked
from .rows import BUS, INDEX, TRIGGER

TRIG, IIR = 3, 4


@clocked
def trig_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    source: int,
    first_phase: int,
    counter: int,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Rows of the trigger module for columns start to end.

    `first_phase` is the delayed table index of asg0 at column 0, `counter` the clock counter
    there.
    """
    module = trig.load(state, base)
    settings = trig.load_settings(cfg, cfg_base)
    rows[TRIGGER, start] = module.trigger
    for t in range(start, end):
        phase = widened(rows[INDEX, t - 1]) if t > 0 else first_phase
        module = trig.step(module, settings, widened(rows[source, t]), phase, counter + t)
        rows[BUS + TRIG, t + 1] = module.out
        rows[TRIGGER, t + 1] = module.trigger
    trig.store(state, base, module)


@clocked
def iir_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    source: int,
    coefficients: np.ndarray,
    biquads: np.ndarray,
    rows: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Bus signal of the IIR for columns start + 1 to end."""
    module = iir.load(state, base)
    settings = iir.load_settings(cfg, cfg_base)
    for t in range(start, end):
        module = iir.step(module, settings, widened(rows[source, t]), coefficients, biquads)
        rows[BUS + IIR, t + 1] = module.out
    iir.store(state, base, module)


@clocked
def constant_span(rows: np.ndarray, row: int, start: int, end: int) -> None:
    """A signal that keeps the value of column `start` up to column `end`."""
    value = rows[row, start]
    for t in range(start + 1, end + 1):
        rows[row, t] = value
