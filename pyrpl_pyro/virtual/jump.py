"""Jumps of an ASG's table pointer over many clocks in which nothing happens but counting.

The state machine (`generator`) is quiet while no trigger, wrap of a counted cycle, end of a
delay or dead time lies ahead. Then the pointer is an arithmetic progression modulo the table
size, and the counters count; the jump equals the same number of single steps exactly.
"""

from typing import NamedTuple

from .compiling import clocked, formula
from .debounce import Line
from .generator import TICKS_PER_MICROSECOND, Advanced, Generator, Settings, step_generator

#: Length returned for a generator that stays quiet for ever (about ten years of clocks).
FOREVER = 1 << 55
#: Fewer clocks than this are not worth a jump.
SHORTEST = 16


@formula
def _same_line(a: Line, b: Line) -> bool:
    return (
        a.sync0 == b.sync0
        and a.sync1 == b.sync1
        and a.sync2 == b.sync2
        and a.debounced0 == b.debounced0
        and a.debounced1 == b.debounced1
    )


@formula
def _same_control(a: Generator, b: Generator) -> bool:
    """True if nothing but counters and the pointer differs."""
    return (
        a.running == b.running
        and a.repeating == b.repeating
        and a.repetitions_left == b.repetitions_left
        and a.software_trigger == b.software_trigger
        and a.trigger == b.trigger
        and a.start_previous == b.start_previous
        and a.advanced.triggered == b.advanced.triggered
        and a.advanced.armed == b.advanced.armed
        and _same_line(a.rising, b.rising)
        and _same_line(a.falling, b.falling)
    )


@formula
def _line_quiet(line: Line) -> int:
    """Clocks until the end of the dead time changes the debounced level."""
    return FOREVER if line.debounced0 == line.sync1 else line.dead_time


@formula
def _wraps_until(gen: Generator, cfg: Settings, wraps: int) -> int:
    """Clocks until the pointer has passed the table end `wraps` times."""
    return (wraps * (cfg.size + 1) - gen.pointer + cfg.step - 1) // cfg.step


@formula
def _running_quiet(gen: Generator, following: Generator, cfg: Settings) -> int:
    if cfg.step == 0 and gen.pointer <= cfg.size:
        return FOREVER if gen.pointer_previous == gen.pointer else 0
    if gen.pointer > cfg.size or cfg.step > cfg.size or not cfg.wrap:
        return 0
    if gen.start_previous or following.start_previous:
        # A start in every clock keeps reloading the cycle counter; one in every second clock
        # (no repetitions, level trigger) does so invisibly only if cycles are not counted.
        steady = gen.start_previous and following.start_previous
        reloaded = gen.cycles_left == cfg.cycles and following.cycles_left == cfg.cycles
        return FOREVER if reloaded and (steady or cfg.cycles == 0) else 0
    if gen.cycles_left == 0:
        return FOREVER
    pending = 1 if gen.pointer_previous > gen.pointer else 0
    uncounted = gen.cycles_left - 2 - pending
    if uncounted >= 1:
        return _wraps_until(gen, cfg, uncounted)
    return _wraps_until(gen, cfg, 1) - 2 if pending == 0 else 0


@formula
def _stopped_quiet(gen: Generator, following: Generator, cfg: Settings) -> int:
    if gen.pointer != gen.pointer_previous or following.pointer != gen.pointer:
        return 0
    if following.cycles_left != gen.cycles_left:
        return 0
    if cfg.reset:
        return FOREVER if gen.delay_left == cfg.delay else 0
    if gen.repeating and gen.repetitions_left != 0:
        ticks = TICKS_PER_MICROSECOND * (gen.delay_left - 1)
        return ticks + TICKS_PER_MICROSECOND - gen.delay_tick - 1
    return FOREVER


@clocked
def quiet_clocks(gen: Generator, cfg: Settings, pin: int, level: int) -> int:
    """Even number of clocks that `jump_generator` may skip with constant `pin` and `level`."""
    first = step_generator(gen, cfg, pin, level)
    second = step_generator(first, cfg, pin, level)
    if not _same_control(gen, second) or gen.software_trigger or first.running != gen.running:
        return 0
    if gen.running:
        quiet = _running_quiet(gen, first, cfg)
        if second.delay_left != gen.delay_left or second.delay_tick != gen.delay_tick:
            quiet = 0
    else:
        quiet = _stopped_quiet(gen, first, cfg)
    if cfg.advanced_reset or not gen.advanced.triggered:
        if second.advanced.left != gen.advanced.left:
            quiet = 0
    elif 0 <= gen.advanced.left < quiet:
        quiet = gen.advanced.left
    quiet = min(quiet, _line_quiet(gen.rising), _line_quiet(gen.falling))
    return quiet & ~1 if quiet >= SHORTEST else 0


@formula
def _jump_line(line: Line, n: int) -> Line:
    return Line(
        line.sync0,
        line.sync1,
        line.sync2,
        line.debounced0,
        line.debounced1,
        max(0, line.dead_time - n),
    )


@formula
def _position(gen: Generator, cfg: Settings, n: int) -> int:
    """Pointer after `n` clocks of running with wrap."""
    period = cfg.size + 1
    return (gen.pointer + cfg.step * (n % period)) % period


class _Delay(NamedTuple):
    tick: int
    left: int


@formula
def _jump_delay(gen: Generator, cfg: Settings, n: int) -> _Delay:
    if gen.running:
        return _Delay(gen.delay_tick, gen.delay_left)
    total = gen.delay_tick + n
    left = gen.delay_left
    if not cfg.reset:
        left = max(0, left - total // TICKS_PER_MICROSECOND)
    return _Delay(total % TICKS_PER_MICROSECOND, left)


@clocked
def jump_generator(gen: Generator, cfg: Settings, n: int) -> Generator:
    """State after `n` clocks, `n` even, at least 2 and at most `quiet_clocks`."""
    pointer, previous, cycles_left = gen.pointer, gen.pointer_previous, gen.cycles_left
    if gen.running and cfg.step != 0:
        pointer, previous = _position(gen, cfg, n), _position(gen, cfg, n - 1)
        if not gen.start_previous and cycles_left != 0:
            # One clock after each wrap the cycle counter counts down.
            cycles_left -= (gen.pointer + (n - 1) * cfg.step) // (cfg.size + 1)
            cycles_left -= 1 if gen.pointer_previous > gen.pointer else 0
    delay = _jump_delay(gen, cfg, n)
    advanced = gen.advanced
    if advanced.triggered and not cfg.advanced_reset:
        advanced = Advanced(advanced.triggered, advanced.armed, advanced.left - n)
    return Generator(
        pointer,
        previous,
        gen.running,
        gen.repeating,
        cycles_left,
        gen.repetitions_left,
        delay.tick,
        delay.left,
        gen.software_trigger,
        gen.trigger,
        gen.start_previous,
        advanced,
        _jump_line(gen.rising, n),
        _jump_line(gen.falling, n),
    )
