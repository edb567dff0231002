"""What on a board needs to be computed, and how to skip the clocks in which nothing does.

A part is active if it remembers what its input was: an acquisition, a running average, an
integrator with gain, an armed trigger. The rest are pipelines, which the last clocks refill,
and phases and counters, which jump. Filters whose output nothing active looks at are passed
over by a jump: their memory keeps the level that it had.
"""

import numpy as np

from . import asg, iq, layout, pid, scope, trig
from .compiling import kernel
from .generator import advanced_level, step_generator
from .jump import jump_generator, quiet_clocks
from .kernel import (
    C_ASG0,
    C_ASG1,
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
    load_noise,
    store_noise,
)
from .noise import jump_noise

load_generator = layout.loader(asg.Generator)
store_generator = layout.storer(asg.Generator)
load_generator_settings = layout.loader(asg.GeneratorSettings)


@kernel
def is_active(cfg: np.ndarray, state: np.ndarray) -> bool:
    """True while something on the board has to be computed clock by clock."""
    scp = scope.load(state, S_SCOPE)
    if scp.writing or scp.arm or scp.reset or scp.source or scp.trigger or scp.triggered:
        return True
    if scp.delay_running or scp.software_trigger:
        return True
    for number in range(3):
        settings = pid.load_settings(cfg, (C_PID0, C_PID1, C_PID2)[number])
        base = (S_PID0, S_PID1, S_PID2)[number]
        if pid.load(state, base).load or (settings.ki and not settings.pause_integral):
            return True
    for base in (S_IQ0, S_IQ1, S_IQ2):
        module = iq.load(state, base)
        if module.busy or module.averages_left:
            return True
    trg = trig.load(state, S_TRIG)
    sources = trig.load_settings(cfg, C_TRIG)
    armed = trg.armed and (sources.rising or sources.falling)
    return bool(trg.rearm or trg.trigger or armed)


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
    return done
