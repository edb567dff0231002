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
from .rows import BUS, WIDE, rounded

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
        voltages = outside.voltages[drive]
        row = _source(words, words_base, drive)
        delay, position = delays[drive, DELAY], delays[drive, POSITION]
        early = min(end, max(start, delay))
        for t in range(start, early):
            place = position + t
            sample = lines[drive, place if place < delay else place - delay]
            voltages[t - start] = drive_voltage(drive, sample)
        if early < end:
            samples, late = rows[row, early - delay :], voltages[early - start :]
            if drive < PWM0:
                for k in range(rounded(end - early, WIDE)):
                    late[k] = drive_voltage(0, widened(samples[k]))
            else:
                for k in range(rounded(end - early, WIDE)):
                    late[k] = drive_voltage(PWM0, widened(samples[k]))
    respond(outside, clock + start, n)
    settings, surroundings = outside.settings, outside.surroundings
    for channel in range(2):
        pin_field = base + (routing.PIN1 if channel == 0 else routing.PIN2)
        scale = surroundings[SCALE1 if channel == 0 else SCALE2]
        row = BUS + routing.IN1 + channel
        rows[row, start + 1] = state[pin_field]
        # The column after the last one is what is at the pin afterwards.
        codes, voltages = rows[row, start + 2 :], outside.voltages[DRIVES + channel]
        voltages[n : rounded(n, WIDE)] = 0.0
        invalid = 0
        for k in range(rounded(n, WIDE)):
            invalid += is_invalid(voltages[k])
            codes[k] = code(voltages[k], scale)
        settings[INVALID] += invalid
        state[pin_field] = rows[row, end + 1]


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
