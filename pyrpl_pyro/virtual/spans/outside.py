"""Spans of a plant that computes both inputs from all drives."""

import numpy as np

from .. import routing
from ..arithmetic import widened
from ..cable import DELAY, POSITION
from ..compiling import clocked, formula
from ..disturbance import SCALE1, SCALE2
from ..outside import (
    DRIVES,
    INVALID,
    PWM0,
    USES,
    Outside,
    code,
    drive_voltage,
    is_invalid,
    respond,
)
from .rows import BUS

_PWM_INPUT = routing.INPUT_WORD + 10


@formula
def _source(words: np.ndarray, base: int, drive: int) -> int:
    """The row of the signal that a drive takes."""
    if drive < PWM0:
        return BUS + routing.OUT1 + drive
    return BUS + words[base + _PWM_INPUT + drive - PWM0]


@clocked
def outside_span(
    outside: Outside,
    words: np.ndarray,
    words_base: int,
    state: np.ndarray,
    base: int,
    rows: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    clock: int,
    start: int,
    end: int,
) -> None:
    """Bus signals in1 and in2 for columns start + 1 to end; column 0 is at `clock`.

    Needs each drive up to column end - 1 - its delay.
    """
    n = end - start
    for drive in range(DRIVES):
        if not (outside.settings[USES] >> drive) & 1:
            continue
        voltages = outside.voltages[drive, :n]
        row = _source(words, words_base, drive)
        delay, position = delays[drive, DELAY], delays[drive, POSITION]
        early = min(end, max(start, delay))
        for t in range(start, early):
            place = position + t
            sample = lines[drive, place if place < delay else place - delay]
            voltages[t - start] = drive_voltage(drive, sample)
        samples = rows[row, early - delay : end - delay]
        late = voltages[early - start :]
        for k in range(end - early):
            late[k] = drive_voltage(drive, widened(samples[k]))
    respond(outside, clock + start, n)
    settings, surroundings = outside.settings, outside.surroundings
    for channel in range(2):
        pin_field = base + (routing.PIN1 if channel == 0 else routing.PIN2)
        scale = surroundings[SCALE1 if channel == 0 else SCALE2]
        row = BUS + routing.IN1 + channel
        voltages = outside.voltages[DRIVES + channel, : n - 1]
        rows[row, start + 1] = state[pin_field]
        codes = rows[row, start + 2 : start + 1 + n]
        invalid = 0
        for k in range(n - 1):
            invalid += is_invalid(voltages[k])
            codes[k] = code(voltages[k], scale)
        last = outside.voltages[DRIVES + channel, n - 1]
        settings[INVALID] += invalid + is_invalid(last)
        state[pin_field] = code(last, scale)


@clocked
def finish_outside(
    outside: Outside,
    words: np.ndarray,
    words_base: int,
    state: np.ndarray,
    base: int,
    rows: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    n: int,
) -> None:
    """Keep the ADC registers and the delay lines after a span of `n` clocks."""
    state[base + routing.ADC1] = rows[BUS + routing.IN1, n]
    state[base + routing.ADC2] = rows[BUS + routing.IN2, n]
    for drive in range(DRIVES):
        delay, position = delays[drive, DELAY], delays[drive, POSITION]
        if delay == 0 or not (outside.settings[USES] >> drive) & 1:
            continue
        row = _source(words, words_base, drive)
        for t in range(max(0, n - delay), n):
            lines[drive, (position + t) % delay] = rows[row, t]
        delays[drive, POSITION] = (position + n) % delay
