"""Spans of the scope: single clocks around samples and triggers, sums in between."""

import numpy as np

from .. import scope
from ..arithmetic import widened, wrap
from ..compiling import clocked, formula
from ..debounce import Line
from ..jump import FOREVER
from ..schmitt import Schmitt
from ..scope import BUFFER_LENGTH, Scope, Settings, decimated
from .rows import DONE, TRIGGER

#: Fewer clocks than this are not worth a jump.
SHORTEST = 4
ASG0_SOURCE, ASG1_SOURCE, DSP_SOURCE = 8, 9, 10


@formula
def _schmitt_quiet(schmitt: Schmitt) -> bool:
    return (
        schmitt.above == schmitt.above_previous
        and schmitt.below == schmitt.below_previous
        and schmitt.rising == 0
        and schmitt.falling == 0
    )


@formula
def _line_quiet(line: Line, level: int) -> bool:
    """True while the level stays and the end of the dead time will change nothing."""
    return _still_clocks(line, level) == FOREVER


@formula
def _still_clocks(line: Line, level: int) -> int:
    """Clocks for which only the dead time moves, while the level stays; 0 if others move too."""
    if (
        line.sync0 != level
        or line.sync1 != level
        or line.sync2 != level
        or line.debounced0 != line.debounced1
    ):
        return 0
    return FOREVER if line.debounced0 == level else line.dead_time


@formula
def _quiet(now: Scope, cfg: Settings, pin: int) -> bool:
    """True if nothing but the decimator moves before the next sample, given quiet lines."""
    minimum = (BUFFER_LENGTH - cfg.delay) & (BUFFER_LENGTH - 1)
    ready = now.written > minimum or cfg.delay >= BUFFER_LENGTH
    return bool(
        not (now.arm or now.reset or now.software_trigger or now.trigger or now.data_valid)
        and _schmitt_quiet(now.schmitt1)
        and _schmitt_quiet(now.schmitt2)
        and now.upper == wrap(cfg.threshold + cfg.hysteresis, 14)
        and now.lower == wrap(cfg.threshold - cfg.hysteresis, 14)
        and now.pretrigger == minimum
        and (now.pretrigger_done != 0) == ready
        and (now.delay_running or now.delay_left == cfg.delay)
        and not (now.delay_running and now.delay_left == 0)
        and _line_quiet(now.external_rising, pin)
        and _line_quiet(now.external_falling, pin)
    )


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
def _sum(rows: np.ndarray, row: int, start: int, end: int) -> int:
    samples = rows[row, start:end]
    total = 0
    for k in range(len(samples)):
        total += samples[k]
    return total


@formula
def _unchanged(rows: np.ndarray, row: int, start: int, end: int) -> int:
    """First column from `start` on whose value differs from column `start`, or `end`."""
    t = min(start + 1, end)
    while t < end and rows[row, t] == rows[row, start]:
        t += 1
    return t


@formula
def _next_pulse(rows: np.ndarray, start: int, end: int) -> int:
    """First column from `start` on with a pulse of the DSP trigger module, or `end`."""
    t = start
    while t < end and rows[TRIGGER, t] == 0:
        t += 1
    return t


@formula
def _jump(
    now: Scope, cfg: Settings, rows: np.ndarray, source1: int, source2: int, start: int, end: int
) -> Scope:
    """State after the quiet columns start to end - 1."""
    n = end - start
    last1, last2 = widened(rows[source1, end - 1]), widened(rows[source2, end - 1])
    before1 = now.sum1 + _sum(rows, source1, start, end - 1)
    before2 = now.sum2 + _sum(rows, source2, start, end - 1)
    return Scope(
        now.arm,
        now.reset,
        now.software_trigger,
        now.source,
        now.decimation_count + n,
        before1 + last1,
        before2 + last2,
        decimated(cfg, last1, before1),
        decimated(cfg, last2, before2),
        now.data_valid,
        now.writing,
        now.pointer,
        now.pointer_current,
        now.pointer_trigger,
        now.written,
        now.delay_running,
        now.delay_left,
        now.trigger,
        now.triggered,
        now.timestamp,
        now.upper,
        now.lower,
        now.pretrigger,
        now.pretrigger_done,
        now.schmitt1,
        now.schmitt2,
        _jump_line(now.external_rising, n),
        _jump_line(now.external_falling, n),
        _jump_line(now.asg0, n),
        _jump_line(now.asg1, n),
    )


@clocked
def scope_span(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    source1: int,
    source2: int,
    pin: int,
    done_needed: int,
    dsp_needed: int,
    counter: int,
    rows: np.ndarray,
    buffers: np.ndarray,
    start: int,
    end: int,
) -> int:
    """Let the scope take in columns start to end - 1 of the rows `source1` and `source2`.

    `counter` is the clock counter at column 0. The ASG and DSP trigger lines count only if
    their rows are there (`done_needed`, `dsp_needed`). Returns the last column with the
    triggered flag set, or -1: ASGs hold their phase there.
    """
    now = scope.load(state, base)
    settings = scope.load_settings(cfg, cfg_base)
    triggered = -1
    done0, done1 = now.asg0.sync0, now.asg1.sync0
    t = start
    while t < end:
        if done_needed:
            done0, done1 = widened(rows[DONE, t]), widened(rows[DONE + 1, t])
        until = t + min(end - t, settings.decimation - now.decimation_count)
        if until - t >= SHORTEST and _quiet(now, settings, pin):
            if done_needed:
                still = min(_still_clocks(now.asg0, done0), _still_clocks(now.asg1, done1))
                until = min(until, t + still)
                until = min(_unchanged(rows, DONE, t, until), _unchanged(rows, DONE + 1, t, until))
            if dsp_needed:
                until = _next_pulse(rows, t, until)
            if until - t >= SHORTEST:
                now = _jump(now, settings, rows, source1, source2, t, until)
                if now.triggered:
                    triggered = until - 1
                t = until
                continue
        if now.triggered:
            triggered = t
        now = scope.step(
            now,
            settings,
            widened(rows[source1, t]),
            widened(rows[source2, t]),
            pin,
            done0,
            done1,
            widened(rows[TRIGGER, t]) if dsp_needed else 0,
            counter + t,
            buffers,
        )
        t += 1
    scope.store(state, base, now)
    return triggered
