"""Spans of a PID."""

import numpy as np

from .. import layout, pid
from ..arithmetic import saturate, widened
from ..compiling import clocked
from ..filters import STAGES_ON
from ..pid import INTEGRAL_BITS, INTEGRAL_SHIFT, PROPORTIONAL_SHIFT
from .filters import filter_cascade
from .rows import BUS, ERROR, NARROW, copy, rounded

LOAD, LAST_ERROR = layout.index(pid.Pid, "load"), layout.index(pid.Pid, "error")
PROPORTIONAL, PRODUCT = layout.index(pid.Pid, "proportional"), layout.index(pid.Pid, "product")
INTEGRAL, TOTAL = layout.index(pid.Pid, "integral"), layout.index(pid.Pid, "total")
FILTER = layout.index(pid.Pid, "filter")
#: Errors are smaller: differences of 14-bit signals.
LARGEST_ERROR = 1 << 15
INTEGRAL_LIMIT = 1 << (INTEGRAL_BITS - 1)


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
    memory of filter stages that are off stays as it is.
    """
    module = pid.load(state, base)
    settings = pid.load_settings(cfg, cfg_base)
    n = end - start
    errors, samples = rows[ERROR], rows[source, start:]
    if settings.filter & STAGES_ON:
        copy(errors, samples, rounded(n, NARROW))
        word = settings.filter
        filter_cascade(state, base + FILTER, word, pid.WIDTH, pid.FRACTION, errors[:n])
        samples = errors
    if settings.differential:
        others = rows[reference, start:]
        for k in range(rounded(n, NARROW)):
            errors[k] = samples[k] - others[k]
    else:
        setpoint = np.int32(settings.setpoint)
        for k in range(rounded(n, NARROW)):
            errors[k] = samples[k] - setpoint
    kp = 0 if settings.pause_proportional else settings.kp
    ki = 0 if settings.pause_integral else settings.ki
    error, proportional, integral, total = (
        module.error,
        module.proportional,
        module.integral,
        module.total,
    )
    product = 0 if settings.pause_integral else module.product
    if module.load:
        product = (settings.ival << INTEGRAL_SHIFT) - integral
    minimum, maximum = settings.minimum, settings.maximum
    results = rows[BUS + number, start + 1 : end + 1]
    largest = abs(integral) + abs(product) + n * abs(ki) * LARGEST_ERROR
    if largest < INTEGRAL_LIMIT:
        for k in range(n):
            results[k] = maximum if total >= maximum else max(total, minimum)
            total = saturate(proportional + (integral >> INTEGRAL_SHIFT), 14)
            proportional = (error * kp) >> PROPORTIONAL_SHIFT
            integral += product
            product = error * ki
            error = widened(errors[k])
    else:
        for k in range(n):
            results[k] = maximum if total >= maximum else max(total, minimum)
            total = saturate(proportional + (integral >> INTEGRAL_SHIFT), 14)
            proportional = (error * kp) >> PROPORTIONAL_SHIFT
            integral = saturate(integral + product, INTEGRAL_BITS)
            product = error * ki
            error = widened(errors[k])
    before = widened(errors[n - 2]) if n > 1 else module.error
    for position, value in (
        (LOAD, 0),
        (LAST_ERROR, error),
        (PROPORTIONAL, proportional),
        (PRODUCT, before * settings.ki),
        (INTEGRAL, integral),
        (TOTAL, total),
        (pid.OUT, widened(results[n - 1])),
    ):
        state[base + position] = value
