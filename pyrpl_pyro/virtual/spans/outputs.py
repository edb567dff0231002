"""Spans of the output sums, converters and plants.

In a feedback loop an input is needed before the outputs of the same span are complete. It can
be had that early because of the latencies in between, so these functions work on part of a
span, and what crosses its ends is taken care of by `begin_sums`, `finish_sums` and
`finish_inputs`.
"""

import numpy as np

from .. import routing
from ..arithmetic import saturate, widened
from ..cable import (
    ALPHA,
    CODE_MAXIMUM,
    CODE_MINIMUM,
    CONSTANT,
    DELAY,
    FACTOR,
    LEVEL,
    LOW_PASS,
    MODE,
    OFFSET,
    POSITION,
    fused_multiply_add,
)
from ..compiling import clocked, formula
from .rows import BUS, DIRECT, NARROW, copy, rounded

#: Clocks from the output of a module to the bus signals out1 and out2.
SUM_LATENCY = 5
#: Clocks from out1, out2 to in1, in2 without the plant's delay.
CONVERTER_LATENCY = 2
_FIRST_IQ, _LAST_IQ = 5, 7
# As int32, so that the limits keep the sums in that type.
LOWEST, HIGHEST = np.int32(CODE_MINIMUM), np.int32(CODE_MAXIMUM)


@clocked
def begin_sums(state: np.ndarray, base: int, totals: np.ndarray) -> None:
    """Put the pipelines of both sums at the start of `totals` int32 (2, COLUMNS).

    Column t of `totals` is the sum that arrives at column t of the bus signal.
    """
    fabric = routing.load(state, base)
    for channel in range(2):
        pipeline = fabric.out1 if channel == 0 else fabric.out2
        totals[channel, 0] = pipeline.sum4
        totals[channel, 1] = pipeline.sum3
        totals[channel, 2] = pipeline.sum2
        totals[channel, 3] = pipeline.sum1
        totals[channel, 4] = pipeline.sum0


@clocked
def sums(
    words: np.ndarray,
    words_base: int,
    channel: int,
    rows: np.ndarray,
    totals: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Add up the direct outputs of columns start to end - 1; the signal follows five later."""
    n = rounded(end - start, NARROW)
    sums_of_span = totals[channel, start + SUM_LATENCY : start + SUM_LATENCY + n]
    first_module = True
    for module in range(routing.OUTPUTS):
        if (words[words_base + routing.OUTPUT_WORD + module] >> channel) & 1:
            is_iq = _FIRST_IQ <= module <= _LAST_IQ
            row = DIRECT + module - _FIRST_IQ if is_iq else BUS + module
            signal = rows[row, start : start + n]
            if first_module:
                copy(sums_of_span, signal, n)
                first_module = False
            else:
                for k in range(n):
                    sums_of_span[k] += signal[k]
    if first_module:
        sums_of_span[:] = 0
    out_row = BUS + routing.OUT1 + channel
    if start == 0:
        for k in range(SUM_LATENCY):
            rows[out_row, k] = min(max(totals[channel, k], LOWEST), HIGHEST)
    out = rows[out_row, start + SUM_LATENCY : start + SUM_LATENCY + n]
    for k in range(n):
        out[k] = min(max(sums_of_span[k], LOWEST), HIGHEST)


@clocked
def finish_sums(state: np.ndarray, base: int, totals: np.ndarray, channel: int, n: int) -> None:
    """Keep the pipeline of sum `channel` after a span of `n` clocks."""
    fabric = routing.load(state, base)
    following = routing.Sum(
        widened(totals[channel, n + 4]),
        widened(totals[channel, n + 3]),
        widened(totals[channel, n + 2]),
        widened(totals[channel, n + 1]),
        widened(totals[channel, n]),
        saturate(widened(totals[channel, n - 1]), 14),
    )
    out1 = following if channel == 0 else fabric.out1
    out2 = following if channel == 1 else fabric.out2
    routing.store(
        state,
        base,
        routing.Fabric(out1, out2, fabric.pin1, fabric.pin2, fabric.adc1, fabric.adc2),
    )


@formula
def _code(value: float) -> int:
    return int(min(float(CODE_MAXIMUM), max(float(CODE_MINIMUM), np.rint(value))))


@formula
def _delay(
    rows: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    channel: int,
    out: int,
    samples: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Fill `samples` with what leaves the delay line after columns start to end - 1."""
    delay = delays[channel, DELAY]
    early = min(end, max(start, delay))
    for t in range(start, early):
        position = delays[channel, POSITION] + t
        samples[t - start] = lines[channel, position if position < delay else position - delay]
    if early < end:
        n = rounded(end - early, NARROW)
        copy(samples[early - start :], rows[out, early - delay :], n)


@clocked
def inputs(
    state: np.ndarray,
    base: int,
    digital_loop: int,
    channel: int,
    rows: np.ndarray,
    filters: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Bus signal in1 or in2 for columns start + 1 to end; column 0 is the present state.

    Needs the output up to column end - 2 - delay, with the digital loop up to column end.
    """
    row, out = BUS + routing.IN1 + channel, BUS + routing.OUT1 + channel
    if digital_loop:
        for t in range(start, end + 1):
            rows[row, t] = rows[out, t]
        return
    pin_field = base + (routing.PIN1 if channel == 0 else routing.PIN2)
    mode, offset = delays[channel, MODE], filters[channel, OFFSET]
    gain, alpha = filters[channel, FACTOR], filters[channel, ALPHA]
    # The column after the last one is what is at the pin afterwards.
    rows[row, start + 1] = state[pin_field]
    codes, n = rows[row, start + 2 :], end - start
    if mode == CONSTANT:
        other = delays[1 - channel, MODE]
        codes[:n] = state[pin_field] if other == CONSTANT else _code(offset)
    else:
        _delay(rows, delays, lines, channel, out, codes, start, end)
        if mode == LOW_PASS:
            level = filters[channel, LEVEL]
            for k in range(n):
                value = fused_multiply_add(float(codes[k]), gain, offset)
                level = fused_multiply_add(alpha, value - level, level)
                codes[k] = _code(level)
            filters[channel, LEVEL] = level
        elif gain != 1.0 or offset != 0.0:
            for k in range(n):
                codes[k] = _code(fused_multiply_add(float(codes[k]), gain, offset))
    state[pin_field] = rows[row, end + 1]


@clocked
def finish_inputs(
    state: np.ndarray,
    base: int,
    digital_loop: int,
    channel: int,
    rows: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    n: int,
) -> None:
    """Keep the ADC register and the delay line of `channel` after a span of `n` clocks."""
    if digital_loop:
        return
    adc = routing.ADC1 if channel == 0 else routing.ADC2
    state[base + adc] = rows[BUS + routing.IN1 + channel, n]
    delay = delays[channel, DELAY]
    if delays[channel, MODE] == CONSTANT or delay == 0:
        return
    position = delays[channel, POSITION]
    for t in range(max(0, n - delay), n):
        lines[channel, (position + t) % delay] = rows[BUS + routing.OUT1 + channel, t]
    delays[channel, POSITION] = (position + n) % delay
