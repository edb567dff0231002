"""Spans of the DSP trigger module and of the IIR."""

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
    samples, index = rows[source, start:end], rows[INDEX, start:end]
    out, pulses = rows[BUS + TRIG, start + 1 : end + 1], rows[TRIGGER, start + 1 : end + 1]
    rows[TRIGGER, start] = module.trigger
    phase = first_phase if start == 0 else widened(rows[INDEX, start - 1])
    for k in range(len(out)):
        now = counter + start + k
        module = trig.step(module, settings, widened(samples[k]), phase, now)
        phase = widened(index[k])
        out[k] = module.out
        pulses[k] = module.trigger
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
    if not settings.running:
        biquads[:, :] = 0
    samples, out = rows[source, start:end], rows[BUS + IIR, start + 1 : end + 1]
    for k in range(len(out)):
        module = iir.step(module, settings, widened(samples[k]), coefficients, biquads)
        out[k] = module.out
    iir.store(state, base, module)
