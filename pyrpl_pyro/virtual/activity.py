"""What on a board needs to be computed, and how to skip the clocks in which nothing does.

A part is a sink if it remembers what its input was: an acquisition, a running average, an
integrator with gain, an armed trigger, a filter or a phase detector that is on and whose output
goes somewhere.
The rest are pipelines, which the last clocks refill, and phases and counters, which jump.
Filters that are off or lead nowhere are passed over: their memory keeps the level that it had.
"""

import numpy as np

from . import asg, iir, iq, layout, pid, routing, scope, trig
from .cable import LOW_PASS, MODE, OUTSIDE
from .compiling import formula, kernel
from .filters import STAGES_ON
from .generator import advanced_level, step_generator
from .jump import jump_generator, quiet_clocks
from .kernel import (
    C_ASG0,
    C_ASG1,
    C_IIR,
    C_IQ0,
    C_IQ1,
    C_IQ2,
    C_PID0,
    C_PID1,
    C_PID2,
    C_TRIG,
    S_ASG0,
    S_ASG1,
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
    load_noise,
    store_noise,
)
from .noise import jump_noise
from .outside import MEMORY
from .spans import operations as op
from .spans.modulator import DETECTOR_SIGNAL, DIRECT_SIGNAL, SECOND_QUADRATURE

S_PIDS, C_PIDS = (S_PID0, S_PID1, S_PID2), (C_PID0, C_PID1, C_PID2)
S_IQS, C_IQS = (S_IQ0, S_IQ1, S_IQ2), (C_IQ0, C_IQ1, C_IQ2)
IQ_MODULE, IIR_MODULE = 5, 4

load_generator = layout.loader(asg.Generator)
store_generator = layout.storer(asg.Generator)
load_generator_settings = layout.loader(asg.GeneratorSettings)


@formula
def _scope_busy(state: np.ndarray) -> bool:
    scp = scope.load(state, S_SCOPE)
    commands = scp.arm or scp.reset or scp.software_trigger or scp.source
    return bool(commands or scp.writing or scp.trigger or scp.triggered or scp.delay_running)


@formula
def _is_used(words: np.ndarray, signal: int) -> bool:
    """True if any input takes the bus signal."""
    for module in range(routing.INPUTS):
        if words[W_DSP + routing.INPUT_WORD + module] == signal:
            return True
    return False


@formula
def _is_routed(words: np.ndarray, module: int) -> bool:
    return words[W_DSP + routing.OUTPUT_WORD + module] != 0


@formula
def _demodulator_busy(words: np.ndarray, cfg: np.ndarray, state: np.ndarray, number: int) -> bool:
    """True while an average runs, or while a filter is on whose output goes somewhere."""
    average = iq.load(state, S_IQS[number]).demodulator.average
    if average.busy or average.averages_left:
        return True
    settings = iq.load_settings(cfg, C_IQS[number])
    filters = settings.demodulator
    if (filters.input_filter | filters.quadrature_filter) & STAGES_ON == 0:
        return False
    used = _is_used(words, IQ_MODULE + number)
    modulator = settings.modulator
    if (modulator.gain1 or modulator.gain4) and (used or _is_routed(words, IQ_MODULE + number)):
        return True
    if number == 2 and _is_used(words, SECOND_QUADRATURE):
        return True
    return used and modulator.output_select != DIRECT_SIGNAL


@formula
def _detector_busy(words: np.ndarray, cfg: np.ndarray, number: int) -> bool:
    """True while a phase detector is on whose count goes somewhere."""
    settings = iq.load_settings(cfg, C_IQS[number]).modulator
    shown = settings.output_select == DETECTOR_SIGNAL and _is_used(words, IQ_MODULE + number)
    return bool(settings.detector and shown)


@formula
def _pid_busy(words: np.ndarray, cfg: np.ndarray, state: np.ndarray, number: int) -> bool:
    """True with integral gain, or while a filter is on whose output goes somewhere.

    In differential mode the other PID takes it, too.
    """
    settings = pid.load_settings(cfg, C_PIDS[number])
    if pid.load(state, S_PIDS[number]).load or (settings.ki and not settings.pause_integral):
        return True
    if settings.filter & STAGES_ON == 0:
        return False
    if settings.kp != 0 and (_is_used(words, number) or _is_routed(words, number)):
        return True
    if number == 2:
        return False
    other = 1 - number
    pair = pid.load_settings(cfg, C_PIDS[other])
    takes_it = pair.differential and pair.kp != 0
    return bool(takes_it and (_is_used(words, other) or _is_routed(words, other)))


@kernel
def sinks(
    words: np.ndarray,
    cfg: np.ndarray,
    state: np.ndarray,
    delays: np.ndarray,
    settings: np.ndarray,
) -> int:
    """The parts that remember, as bits with the numbers of `spans.operations`; 0 if none."""
    mask = 0
    if _scope_busy(state):
        mask |= 1 << op.SCOPE
    for number in range(3):
        if _pid_busy(words, cfg, state, number):
            mask |= 1 << (op.PID + number)
        if _demodulator_busy(words, cfg, state, number):
            mask |= 1 << (op.DEMODULATOR + number)
        if _detector_busy(words, cfg, number):
            mask |= 1 << (op.QUADRATURE + number)
    trg = trig.load(state, S_TRIG)
    edges = trig.load_settings(cfg, C_TRIG)
    if trg.rearm or trg.trigger or (trg.armed and (edges.rising or edges.falling)):
        mask |= 1 << op.TRIG
    filter_ = iir.load_settings(cfg, C_IIR)
    if (filter_.running or filter_.filter & STAGES_ON) and (
        _is_used(words, IIR_MODULE) or _is_routed(words, IIR_MODULE)
    ):
        mask |= 1 << op.IIR
    for channel in range(2):
        mode = delays[channel, MODE]
        if mode == LOW_PASS or (mode == OUTSIDE and settings[MEMORY]):
            mask |= 1 << (op.INPUT + channel)
    return mask


@kernel
def jump(
    n: int, limit: int, pins: int, cfg: np.ndarray, state: np.ndarray, powers: np.ndarray
) -> int:
    """Skip up to `n` clocks of a board that is not active; returns the number skipped.

    What stops it early is an ASG with so many bursts or edges that more than `limit` clocks
    had to be stepped singly. `powers` as from `noise.powers_of_step`.
    """
    pin = pins & 1
    gen0, gen1 = load_generator(state, S_ASG0), load_generator(state, S_ASG1)
    cfg0 = load_generator_settings(cfg, C_ASG0)
    cfg1 = load_generator_settings(cfg, C_ASG1)
    done, single = 0, 0
    while done < n and single < limit:
        level0, level1 = advanced_level(gen1, cfg1, pin), advanced_level(gen0, cfg0, pin)
        quiet = min(quiet_clocks(gen0, cfg0, pin, level0), quiet_clocks(gen1, cfg1, pin, level1))
        quiet = min(quiet, (n - done) & ~1)
        if quiet >= 2:
            gen0 = jump_generator(gen0, cfg0, quiet)
            gen1 = jump_generator(gen1, cfg1, quiet)
            done += quiet
        else:
            gen0 = step_generator(gen0, cfg0, pin, level0)
            gen1 = step_generator(gen1, cfg1, pin, level1)
            done += 1
            single += 1
    store_generator(state, S_ASG0, gen0)
    store_generator(state, S_ASG1, gen1)
    store_noise(state, S_NOISE, jump_noise(load_noise(state, S_NOISE), done, powers))
    iq.jump(state, S_IQ0, cfg, C_IQ0, done)
    iq.jump(state, S_IQ1, cfg, C_IQ1, done)
    iq.jump(state, S_IQ2, cfg, C_IQ2, done)
    scope.jump_lines(state, S_SCOPE, done)
    return done
