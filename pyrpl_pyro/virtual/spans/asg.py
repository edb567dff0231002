"""Spans of the ASGs: pointers in closed form between events, then the data path."""

import numpy as np

from .. import asg, layout
from ..arithmetic import saturate, widened, wrap
from ..compiling import clocked, formula
from ..generator import (
    PHASE_MASK,
    Generator,
    advanced_level,
    step_generator,
    table_end,
    trigger_done,
)
from ..jump import jump_generator, quiet_clocks
from ..noise import Noise, noise_index, step_noise
from .rows import BUS, DONE, INDEX, RANDOM

load_generator = layout.loader(Generator)
store_generator = layout.storer(Generator)
load_generator_settings = layout.loader(asg.GeneratorSettings)
load_noise, store_noise = layout.loader(Noise), layout.storer(Noise)

#: Below this the closed form of the data path does not fit: it has six registers.
SHORTEST = 8
LAST_INDEX = asg.TABLE_LENGTH - 1


# Loops run over slices from 0 on: only then the compiler knows that no index is negative, and
# can do several columns at once.


@formula
def _fill_pointer(
    rows: np.ndarray,
    channel: int,
    gen: Generator,
    cfg: asg.GeneratorSettings,
    start: int,
    end: int,
) -> None:
    index = rows[INDEX + channel, start:end]
    pointer = gen.pointer
    if not gen.running or cfg.step == 0:
        index[:] = pointer >> 16
    elif cfg.size == PHASE_MASK:
        for k in range(len(index)):
            index[k] = ((pointer + k * cfg.step) & PHASE_MASK) >> 16
    else:
        for k in range(len(index)):
            index[k] = pointer >> 16
            pointer += cfg.step
            if pointer > cfg.size:
                pointer -= cfg.size + 1


@formula
def _fill_done(
    rows: np.ndarray, channel: int, gen: Generator, cfg: asg.GeneratorSettings, start: int, end: int
) -> None:
    """Trigger-done lines while quiet and without trigger: high when the table end is passed."""
    pointer = gen.pointer
    for t in range(start, end):
        beyond, over = table_end(pointer, cfg)
        rows[DONE + channel, t] = 1 if over else 0
        if gen.running:
            pointer = beyond if over else pointer + cfg.step


@clocked
def generators(
    state: np.ndarray,
    base0: int,
    base1: int,
    cfg: np.ndarray,
    cfg_base0: int,
    cfg_base1: int,
    pin: int,
    rows: np.ndarray,
    done_needed: int,
    start: int,
    end: int,
) -> None:
    """Rows INDEX of both channels, and DONE if needed, for columns start to end - 1.

    Also leaves the delayed table index of both in their state.
    """
    gen0, gen1 = load_generator(state, base0), load_generator(state, base1)
    cfg0 = load_generator_settings(cfg, cfg_base0)
    cfg1 = load_generator_settings(cfg, cfg_base1)
    t = start
    while t < end:
        level0, level1 = advanced_level(gen1, cfg1, pin), advanced_level(gen0, cfg0, pin)
        quiet = 0
        if end - t >= SHORTEST and not (done_needed and (gen0.trigger or gen1.trigger)):
            quiet = min(
                quiet_clocks(gen0, cfg0, pin, level0), quiet_clocks(gen1, cfg1, pin, level1)
            )
            quiet = min(quiet, (end - t) & ~1)
        if quiet >= 2:
            _fill_pointer(rows, 0, gen0, cfg0, t, t + quiet)
            _fill_pointer(rows, 1, gen1, cfg1, t, t + quiet)
            if done_needed:
                _fill_done(rows, 0, gen0, cfg0, t, t + quiet)
                _fill_done(rows, 1, gen1, cfg1, t, t + quiet)
            gen0 = jump_generator(gen0, cfg0, quiet)
            gen1 = jump_generator(gen1, cfg1, quiet)
            t += quiet
        else:
            rows[INDEX, t], rows[INDEX + 1, t] = gen0.pointer >> 16, gen1.pointer >> 16
            rows[DONE, t], rows[DONE + 1, t] = trigger_done(gen0, cfg0), trigger_done(gen1, cfg1)
            gen0 = step_generator(gen0, cfg0, pin, level0)
            gen1 = step_generator(gen1, cfg1, pin, level1)
            t += 1
    store_generator(state, base0, gen0)
    store_generator(state, base1, gen1)
    state[base0 + asg.PHASE] = rows[INDEX, end - 1]
    state[base1 + asg.PHASE] = rows[INDEX + 1, end - 1]


@clocked
def noise_span(state: np.ndarray, base: int, rows: np.ndarray, start: int, end: int) -> None:
    """Row RANDOM for columns start to end - 1."""
    words = load_noise(state, base)
    for t in range(start, end):
        rows[RANDOM, t] = noise_index(words)
        words = step_noise(words)
    store_noise(state, base, words)


@formula
def _output(product: int, dc: int) -> int:
    return saturate(wrap((product >> 13) + dc, 15), 14)


@clocked
def data_path(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    channel: int,
    rows: np.ndarray,
    table: np.ndarray,
    start: int,
    end: int,
) -> None:
    """Row of the channel's bus signal for columns start to end, from INDEX or RANDOM.

    Leaves `scope_phase` alone: which clock it holds is known only when the scope was computed.
    """
    module = asg.load(state, base)
    settings = asg.load_settings(cfg, cfg_base)
    out = BUS + 8 + channel
    source = RANDOM if settings.random else INDEX + channel
    rows[out, start] = module.out
    table_index, sample0, sample1 = module.table_index, module.sample0, module.sample1
    product, total, result = module.product, module.total, module.out
    # The registers hold the first values; after six clocks the output is a function of the
    # index six clocks before, and only the last clocks are left in the registers.
    filled = max(start, end - 6) if end - start >= SHORTEST else start
    if filled > start:
        zero, gain, dc = settings.zero, settings.gain, settings.dc
        rows[out, start + 1] = 0 if zero else saturate(total, 14)
        rows[out, start + 2] = 0 if zero else _output(product, dc)
        rows[out, start + 3] = 0 if zero else _output(sample1 * gain, dc)
        rows[out, start + 4] = 0 if zero else _output(sample0 * gain, dc)
        rows[out, start + 5] = 0 if zero else _output(widened(table[table_index]) * gain, dc)
        later, index = rows[out, start + 6 : end + 1], rows[source, start : end - 5]
        if zero:
            later[:] = 0
        else:
            for k in range(len(later)):
                later[k] = _output(widened(table[index[k] & LAST_INDEX]) * gain, dc)
        table_index = widened(rows[source, end - 1])
        sample0 = widened(table[rows[source, end - 2]])
        sample1 = widened(table[rows[source, end - 3]])
        product = widened(table[rows[source, end - 4]]) * gain
        total = wrap((widened(table[rows[source, end - 5]]) * gain >> 13) + dc, 15)
        result = widened(rows[out, end])
    else:
        for t in range(start, end):
            result = 0 if settings.zero else saturate(total, 14)
            total = wrap((product >> 13) + settings.dc, 15)
            product = sample1 * settings.gain
            sample1 = sample0
            sample0 = widened(table[table_index])
            table_index = widened(rows[source, t])
            rows[out, t + 1] = result
    asg.store(
        state,
        base,
        asg.Asg(
            load_generator(state, base),
            widened(rows[INDEX + channel, end - 1]),
            table_index,
            sample0,
            sample1,
            product,
            total,
            result,
            module.scope_phase,
        ),
    )
