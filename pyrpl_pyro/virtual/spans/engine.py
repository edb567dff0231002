"""Runs a plan: all needed parts of the board, span by span."""

import numpy as np

from .. import asg, iq, layout, pid, routing, scope
from ..cable import DELAY, MODE, OUTSIDE
from ..compiling import formula, kernel
from ..kernel import (
    C_ASG0,
    C_ASG1,
    C_IIR,
    C_IQ0,
    C_IQ1,
    C_IQ2,
    C_PID0,
    C_PID1,
    C_PID2,
    C_SCOPE,
    C_TRIG,
    HK_DIGITAL_LOOP,
    RESET_CLOCKS,
    S_ASG0,
    S_ASG1,
    S_DSP,
    S_IIR,
    S_IQ0,
    S_IQ1,
    S_IQ2,
    S_NOISE,
    S_PID0,
    S_PID1,
    S_PID2,
    S_SCOPE,
    S_TRIG,
    W_DSP,
    W_HK,
    fill_bus,
    load_noise,
    store_noise,
)
from ..noise import jump_noise
from ..outside import Outside
from . import operations as op
from .asg import data_path, generators, noise_span
from .demodulator import demodulator_span
from .modulator import DETECTOR_SIGNAL, carrier_span, feedback_span, quadrature_span
from .modules import iir_span, trig_span
from .oscillator import oscillator_span
from .outputs import SUM_LATENCY, begin_sums, finish_inputs, finish_sums, inputs, sums
from .outside import finish_outside, outside_span
from .pid import pid_span
from .rows import BUS, DIRECT, INDEX, SPAN
from .scope import scope_span

S_PIDS, C_PIDS = (S_PID0, S_PID1, S_PID2), (C_PID0, C_PID1, C_PID2)
S_IQS, C_IQS = (S_IQ0, S_IQ1, S_IQ2), (C_IQ0, C_IQ1, C_IQ2)
S_ASGS, C_ASGS = (S_ASG0, S_ASG1), (C_ASG0, C_ASG1)
IQ_MODULE, TRIG_MODULE, IIR_MODULE = 5, 3, 4
SCOPE_PHASE = layout.index(asg.Asg, "scope_phase")


@formula
def _source(words: np.ndarray, module: int) -> int:
    return BUS + words[W_DSP + routing.INPUT_WORD + module]


@formula
def _begin(
    words: np.ndarray,
    cfg: np.ndarray,
    state: np.ndarray,
    bus: np.ndarray,
    rows: np.ndarray,
    totals: np.ndarray,
) -> None:
    """Column 0 of all signals, and the pipelines of the sums."""
    fill_bus(bus, words, state, cfg)
    for signal in range(routing.SIGNALS):
        rows[BUS + signal, 0] = bus[signal]
    for number in range(3):
        rows[DIRECT + number, 0] = state[S_IQS[number] + iq.DIRECT_OUT]
        if cfg[C_IQS[number] + iq.OUTPUT_SELECT] > DETECTOR_SIGNAL:
            rows[BUS + IQ_MODULE + number, :] = 0
    begin_sums(state, S_DSP, totals)


@formula
def _execute(
    operation: int,
    words: np.ndarray,
    cfg: np.ndarray,
    state: np.ndarray,
    tables: np.ndarray,
    coefficients: np.ndarray,
    biquads: np.ndarray,
    filters: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    outside: Outside,
    rows: np.ndarray,
    totals: np.ndarray,
    phase: int,
    counter: int,
    start: int,
    end: int,
) -> None:
    """One operation other than the scope on columns `start` to `end`.

    `phase` is the delayed table index of asg0 and `counter` the clock counter at column 0.
    """
    if operation < op.ASG:
        noise_span(state, S_NOISE, rows, start, end)
    elif operation < op.OSCILLATOR:
        k = operation - op.ASG
        data_path(state, S_ASGS[k], cfg, C_ASGS[k], k, rows, tables[k], start, end)
    elif operation < op.DEMODULATOR:
        k = operation - op.OSCILLATOR
        oscillator_span(state, S_IQS[k], cfg, C_IQS[k], k, rows, start, end)
    elif operation < op.CARRIER:
        k = operation - op.DEMODULATOR
        source = _source(words, IQ_MODULE + k)
        demodulator_span(state, S_IQS[k], cfg, C_IQS[k], k, source, rows, start, end)
    elif operation < op.FEEDBACK:
        k = operation - op.CARRIER
        carrier_span(state, S_IQS[k], cfg, C_IQS[k], k, rows, start, end)
    elif operation < op.QUADRATURE:
        k = operation - op.FEEDBACK
        feedback_span(state, S_IQS[k], cfg, C_IQS[k], k, rows, start, end)
    elif operation < op.PID:
        k = operation - op.QUADRATURE
        quadrature_span(state, S_IQS[k], cfg, C_IQS[k], k, rows, start, end)
    elif operation < op.TRIG:
        k = operation - op.PID
        # The other PID's filter is off where differential mode makes the reference count.
        reference = _source(words, 1 - k if k < 2 else k)
        pid_span(
            state, S_PIDS[k], cfg, C_PIDS[k], k, _source(words, k), reference, rows, start, end
        )
    elif operation < op.IIR:
        source = _source(words, TRIG_MODULE)
        trig_span(state, S_TRIG, cfg, C_TRIG, source, phase, counter, rows, start, end)
    elif operation < op.SUM:
        source = _source(words, IIR_MODULE)
        iir_span(state, S_IIR, cfg, C_IIR, source, coefficients, biquads, rows, start, end)
    elif operation < op.INPUT:
        sums(words, W_DSP, operation - op.SUM, rows, totals, start, end)
    elif delays[0, MODE] == OUTSIDE and not words[W_HK + HK_DIGITAL_LOOP]:
        # One operation computes both inputs.
        if operation == op.INPUT:
            clock = counter + RESET_CLOCKS
            outside_span(
                outside, words, W_DSP, state, S_DSP, rows, delays, lines, clock, start, end
            )
    else:
        digital_loop = words[W_HK + HK_DIGITAL_LOOP]
        inputs(
            state,
            S_DSP,
            digital_loop,
            operation - op.INPUT,
            rows,
            filters,
            delays,
            lines,
            start,
            end,
        )


@kernel
def run_plan(
    n: int,
    cycle: int,
    pins: int,
    words: np.ndarray,
    cfg: np.ndarray,
    state: np.ndarray,
    tables: np.ndarray,
    buffers: np.ndarray,
    coefficients: np.ndarray,
    biquads: np.ndarray,
    filters: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    settings: np.ndarray,
    surroundings: np.ndarray,
    parameters: np.ndarray,
    physics: np.ndarray,
    voltages: np.ndarray,
    bus: np.ndarray,
    direct: np.ndarray,
    rows: np.ndarray,
    totals: np.ndarray,
    powers: np.ndarray,
    lists: np.ndarray,
    options: np.ndarray,
) -> None:
    """Advance what the plan names by `n` clocks from the state after clock `cycle`.

    Parameters
    ----------
    pins, words, ..., direct:
        As for `kernel.run`.
    rows, totals:
        Scratch: `rows.new_rows()`, `rows.new_totals()`.
    powers:
        As from `noise.powers_of_step`.
    lists, options:
        int64 (3, COUNT + 1) and (OPTIONS,), see `operations`.
    """
    outside = Outside(settings, surroundings, parameters, physics, voltages)
    pin = pins & 1
    digital_loop = words[W_HK + HK_DIGITAL_LOOP]
    # One without gain is constant and need not be in the plan.
    for number in range(3):
        rows[BUS + number, :] = state[S_PIDS[number] + pid.OUT]
    done = 0
    progress = direct
    while done < n:
        span = min(n - done, SPAN)
        counter = cycle + done - RESET_CLOCKS
        _begin(words, cfg, state, bus, rows, totals)
        phase0, phase1 = state[S_ASG0 + asg.PHASE], state[S_ASG1 + asg.PHASE]
        generators(
            state,
            S_ASG0,
            S_ASG1,
            cfg,
            C_ASG0,
            C_ASG1,
            pin,
            rows,
            options[op.DONE_NEEDED],
            0,
            span,
        )

        # Before the loop everything at once; in it piece by piece, the sums and inputs as far
        # ahead as the latencies allow; after it the rest at once.
        for channel in range(4):
            progress[channel] = 0
        for part in range(op.LISTS):
            if lists[part, 0] == op.END:
                continue
            in_loop = part == op.LOOP
            length = options[op.LOOP_LENGTH] if in_loop else span
            start = 0
            # After the last piece of a loop, its sums and inputs are completed.
            while start < span or (in_loop and start == span):
                completing = in_loop and start == span
                end = min(start + length, span) if not completing else span + 1
                position = 0
                while lists[part, position] != op.END:
                    operation = lists[part, position]
                    position += 1
                    first, last = start, end
                    if op.SUM <= operation < op.SCOPE:
                        channel = operation - op.SUM
                        first, last = progress[channel], span
                        if in_loop and not completing:
                            last = start + 1
                            if operation >= op.INPUT:
                                ahead = 0 if digital_loop else 1 + delays[channel - 2, DELAY]
                                last = start + SUM_LATENCY + ahead
                            last = min(last, span)
                        progress[channel] = last
                    elif completing:
                        continue
                    if operation == op.SCOPE:
                        triggered = scope_span(
                            state,
                            S_SCOPE,
                            cfg,
                            C_SCOPE,
                            _source(words, 8),
                            _source(words, 9),
                            pin,
                            options[op.DONE_NEEDED],
                            options[op.DSP_NEEDED],
                            counter,
                            rows,
                            buffers,
                            first,
                            last,
                        )
                        if triggered == 0:
                            state[S_ASG0 + SCOPE_PHASE] = phase0
                            state[S_ASG1 + SCOPE_PHASE] = phase1
                        elif triggered > 0:
                            state[S_ASG0 + SCOPE_PHASE] = rows[INDEX, triggered - 1]
                            state[S_ASG1 + SCOPE_PHASE] = rows[INDEX + 1, triggered - 1]
                    elif first < last:
                        _execute(
                            operation,
                            words,
                            cfg,
                            state,
                            tables,
                            coefficients,
                            biquads,
                            filters,
                            delays,
                            lines,
                            outside,
                            rows,
                            totals,
                            phase0,
                            counter,
                            first,
                            last,
                        )
                start = end
        for channel in range(2):
            if (options[op.SUMS] >> channel) & 1:
                finish_sums(state, S_DSP, totals, channel, span)
            if (options[op.INPUTS] >> channel) & 1:
                if delays[0, MODE] == OUTSIDE and not digital_loop:
                    if channel == 0:
                        finish_outside(
                            outside, words, W_DSP, state, S_DSP, rows, delays, lines, span
                        )
                else:
                    finish_inputs(state, S_DSP, digital_loop, channel, rows, delays, lines, span)
        done += span

    if not options[op.NOISE_NEEDED]:
        store_noise(state, S_NOISE, jump_noise(load_noise(state, S_NOISE), n, powers))
    for number in range(3):
        if not (options[op.OSCILLATORS] >> number) & 1:
            iq.jump(state, S_IQS[number], cfg, C_IQS[number], n)
    if not options[op.SCOPE_NEEDED]:
        scope.jump_lines(state, S_SCOPE, n)
