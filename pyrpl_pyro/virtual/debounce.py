"""Synchroniser and debouncer of a trigger line (REGISTERS.md 13.B.13)."""

from typing import NamedTuple

from .arithmetic import flag
from .compiling import formula


class Line(NamedTuple):
    """One line: a three-stage synchroniser, two debounced stages and the dead-time counter."""

    sync0: int
    sync1: int
    sync2: int
    debounced0: int
    debounced1: int
    dead_time: int


@formula
def step_line(line: Line, level: int, rising: int, length: int) -> Line:
    """One clock of a line.

    An edge passes at once and then freezes the debounced level for `length` clocks.
    `rising` is 1 for a line that reacts to rising edges, 0 for falling ones.
    """
    before, after = (line.sync2, line.sync1) if rising else (line.sync1, line.sync2)
    edge = after != 0 and before == 0
    restart = length if edge else 0
    return Line(
        level,
        line.sync0,
        line.sync1,
        line.sync1 if line.dead_time == 0 else line.debounced0,
        line.debounced0,
        line.dead_time - 1 if line.dead_time != 0 else restart,
    )


@formula
def line_pulse(line: Line, rising: int) -> int:
    """1 during the clock in which the debounced level changes in the line's direction."""
    if rising:
        return flag(line.debounced0 == 1 and line.debounced1 == 0)
    return flag(line.debounced0 == 0 and line.debounced1 == 1)


@formula
def jump_idle_line(line: Line, n: int) -> Line:
    """A line that nothing listens to after `n` clocks in which its level stays as it is."""
    settled = line.sync1 if n > line.dead_time else line.debounced0
    return Line(
        line.sync0,
        line.sync1,
        line.sync2,
        settled,
        settled if n > line.dead_time else line.debounced1,
        max(0, line.dead_time - n),
    )
