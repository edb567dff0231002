"""The table pointer of an ASG channel and the state machine that moves it.

Triggers, bursts, repetitions and delays; REGISTERS.md 7, corrected by 13.A.4, 13.B.13-16.
"""

from typing import NamedTuple

from .arithmetic import flag
from .compiling import formula
from .debounce import Line, line_pulse, step_line

PHASE_BITS = 30
PHASE_MASK = (1 << PHASE_BITS) - 1
DEBOUNCE_CLOCKS = 62500
TICKS_PER_MICROSECOND = 125

SOFTWARE, RISING, FALLING, GATE, ALWAYS = 1, 2, 3, 4, 5


class Advanced(NamedTuple):
    """The advanced trigger: a hold-off of programmable length (13.B.14)."""

    triggered: int
    armed: int
    left: int


class Generator(NamedTuple):
    """Flip-flops of one channel up to the table pointer."""

    pointer: int
    pointer_previous: int
    running: int
    repeating: int
    cycles_left: int
    repetitions_left: int
    delay_tick: int
    delay_left: int
    software_trigger: int
    trigger: int
    start_previous: int
    advanced: Advanced
    rising: Line
    falling: Line


class Settings(NamedTuple):
    """The registers of one channel that the state machine uses, decoded."""

    source: int
    wrap: int
    reset: int
    release_gate: int
    advanced_reset: int
    advanced_invert: int
    advanced_rearm: int
    size: int
    offset: int
    step: int
    cycles: int
    repetitions: int
    delay: int
    advanced_delay: int


@formula
def advanced_level(gen: Generator, cfg: Settings, pin: int) -> int:
    """Level that the advanced trigger of this channel gives to the *other* channel."""
    return pin if cfg.advanced_reset else cfg.advanced_invert ^ gen.advanced.triggered


@formula
def table_end(pointer: int, cfg: Settings) -> tuple[int, bool]:
    """(next pointer minus table size, whether the table end is passed); see 13.A.4."""
    beyond = (pointer + cfg.step - cfg.size - 1) & 0x7FFFFFFF
    return beyond & PHASE_MASK, (beyond >> PHASE_BITS) == 0


@formula
def trigger_done(gen: Generator, cfg: Settings) -> int:
    """Level of the line to the scope's asg trigger: a start or a table wrap."""
    _, over = table_end(gen.pointer, cfg)
    return flag(over or (gen.repeating == 0 and gen.trigger != 0))


@formula
def _selected_trigger(gen: Generator, cfg: Settings, level: int) -> int:
    if cfg.source == SOFTWARE:
        return gen.software_trigger
    if cfg.source == RISING:
        return line_pulse(gen.rising, 1)
    if cfg.source == FALLING:
        return line_pulse(gen.falling, 0)
    if cfg.source == GATE:
        return level
    return flag(cfg.source == ALWAYS)


@formula
def _step_advanced(advanced: Advanced, cfg: Settings, pin: int) -> Advanced:
    if cfg.advanced_reset:
        return Advanced(0, 1, cfg.advanced_delay)
    if advanced.triggered:
        if advanced.left != 0:
            return Advanced(1, advanced.armed, advanced.left - 1)
        if cfg.advanced_rearm:
            return Advanced(pin, 1, cfg.advanced_delay)
        return Advanced(0, 0, advanced.left)
    if advanced.armed:
        return Advanced(pin, 1, cfg.advanced_delay)
    return advanced


@formula
def step_generator(gen: Generator, cfg: Settings, pin: int, level: int) -> Generator:
    """One clock; `pin` is DIO0_P, `level` the other channel's advanced trigger."""
    beyond, over = table_end(gen.pointer, cfg)
    start = (gen.repeating == 0 and gen.trigger != 0) or (
        gen.repeating != 0 and gen.repetitions_left != 0 and gen.delay_left == 0
    )

    pointer = gen.pointer
    if cfg.reset or (start and not gen.running):
        pointer = cfg.offset
    elif gen.running:
        if over:
            pointer = beyond if cfg.wrap else cfg.offset
        else:
            pointer = (gen.pointer + cfg.step) & PHASE_MASK

    if start and not cfg.reset:
        running, repeating = 1, 1
    else:
        stop = cfg.reset or (gen.cycles_left == 1 and over)
        running = 0 if stop else gen.running
        repeating = 0 if (cfg.reset or gen.repetitions_left == 0) else gen.repeating

    if start:
        cycles_left = cfg.cycles
    elif gen.start_previous == 0 and gen.cycles_left != 0 and gen.pointer_previous > gen.pointer:
        cycles_left = gen.cycles_left - 1
    else:
        cycles_left = gen.cycles_left

    if gen.trigger and not gen.running:
        repetitions_left = cfg.repetitions
    elif (
        not cfg.release_gate
        and gen.repetitions_left != 0
        and gen.repeating
        and start
        and not gen.running
    ):
        repetitions_left = gen.repetitions_left - 1
    elif cfg.release_gate and (
        (cfg.source == RISING and level == 0) or (cfg.source == FALLING and level == 1)
    ):
        repetitions_left = 0
    else:
        repetitions_left = gen.repetitions_left

    last_tick = gen.delay_tick == TICKS_PER_MICROSECOND - 1
    delay_tick = 0 if (gen.running or last_tick) else gen.delay_tick + 1
    if cfg.reset or gen.running:
        delay_left = cfg.delay
    elif gen.delay_left != 0 and last_tick:
        delay_left = gen.delay_left - 1
    else:
        delay_left = gen.delay_left

    return Generator(
        pointer,
        gen.pointer,
        running,
        repeating,
        cycles_left,
        repetitions_left,
        delay_tick,
        delay_left,
        0,
        _selected_trigger(gen, cfg, level),
        flag(start),
        _step_advanced(gen.advanced, cfg, pin),
        step_line(gen.rising, level, 1, DEBOUNCE_CLOCKS),
        step_line(gen.falling, level, 0, DEBOUNCE_CLOCKS),
    )
