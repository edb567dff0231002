"""Spans of the scope: single clocks around triggers, whole stretches of samples in between."""

from typing import NamedTuple

import numpy as np

from .. import scope
from ..arithmetic import flag, widened, wrap
from ..compiling import clocked, formula
from ..debounce import Line
from ..jump import FOREVER
from ..registers import WORD
from ..schmitt import Schmitt, step_schmitt
from ..scope import BUFFER_LENGTH, Scope, Settings, decimated
from .rows import DATA, DONE, TRIGGER, copy

#: Fewer clocks than this are not worth a stretch.
SHORTEST = 4
#: Clocks that are stepped singly where a stretch was not possible.
SINGLE = 4
ASG0_SOURCE, ASG1_SOURCE, DSP_SOURCE = 8, 9, 10
# Trigger sources: the edges of channel 1, then those of channel 2.
RISING1, FALLING1, RISING2, FALLING2 = 2, 3, 4, 5


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
    """True if only samples move anything, given quiet lines and no edge of a channel."""
    return bool(
        not (now.arm or now.reset or now.software_trigger or now.trigger)
        and now.upper == wrap(cfg.threshold + cfg.hysteresis, 14)
        and now.lower == wrap(cfg.threshold - cfg.hysteresis, 14)
        and now.pretrigger == (BUFFER_LENGTH - cfg.delay) & (BUFFER_LENGTH - 1)
        and (now.delay_running or now.delay_left == cfg.delay)
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
    # A span of 14-bit samples: the sum fits into the type of the rows.
    total = np.int32(0)
    for k in range(len(samples)):
        total += samples[k]
    return widened(total)


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


class _Samples(NamedTuple):
    """When samples of a stretch arrive.

    The decimator delivers one at the end of column `first` and one every `period` columns after
    it. Row DATA of a channel holds, from column 0 on, `waiting` (0 or 1) samples that had
    arrived before the stretch and then the new ones; each is taken a clock after its arrival.
    """

    waiting: int
    first: int
    period: int


@formula
def _arrived(samples: _Samples, end: int) -> int:
    """Number of new samples that arrive in columns before `end`."""
    return max(0, (end - samples.first + samples.period - 1) // samples.period)


@formula
def _taken(samples: _Samples, end: int) -> int:
    """Number of samples, with the waiting one, that are taken in columns before `end`."""
    return samples.waiting + _arrived(samples, end - 1)


@clocked
def _collect(
    cfg: Settings,
    total: int,
    data: int,
    channel: int,
    samples: _Samples,
    rows: np.ndarray,
    source: int,
    start: int,
    end: int,
) -> tuple[int, int]:
    """Put the samples of a channel in its row DATA; returns its registers `sum` and `data`."""
    count = _arrived(samples, end)
    values = rows[DATA + channel, : samples.waiting + count]
    if samples.waiting:
        values[0] = data
    new = values[samples.waiting :]
    average = cfg.average != 0 and cfg.decimation != 0
    since = start
    at = samples.first
    if samples.period == 1 and count > 0:
        arriving = rows[source, at:end]
        if average:
            new[0] = wrap((total + _sum(rows, source, start, at)) >> cfg.shift, 14)
            copy(new[1:], arriving, count - 1)
        else:
            copy(new, arriving, count)
        since, total = end - 1, 0
    else:
        for k in range(count):
            if average:
                new[k] = wrap((total + _sum(rows, source, since, at)) >> cfg.shift, 14)
            else:
                new[k] = rows[source, at]
            since, total = at, 0
            at += samples.period
    if since == end - 1 and count > 0:
        return widened(rows[source, since]), widened(new[count - 1])
    last = widened(rows[source, end - 1])
    before = total + _sum(rows, source, since, end - 1)
    return before + last, decimated(cfg, last, before)


@formula
def _selected_pulse(schmitt: Schmitt, channel: int, source: int) -> int:
    """The edge pulse of a channel that triggers."""
    if source == RISING1 + 2 * channel:
        return schmitt.rising
    if source == FALLING1 + 2 * channel:
        return schmitt.falling
    return 0


@clocked
def _edges(
    schmitt: Schmitt,
    now: Scope,
    cfg: Settings,
    channel: int,
    samples: _Samples,
    rows: np.ndarray,
    start: int,
    end: int,
) -> tuple[int, Schmitt]:
    """First column from `start` on with an edge pulse that triggers, or `end`; state there."""
    count = _taken(samples, end)
    values = rows[DATA + channel, :count]
    if _schmitt_quiet(schmitt):
        if count == 0:
            return end, schmitt
        lowest, highest = values[0], values[0]
        for k in range(len(values)):
            lowest, highest = min(lowest, values[k]), max(highest, values[k])
        above_stays = lowest >= now.lower if schmitt.above else highest < cfg.threshold
        below_stays = highest <= now.upper if schmitt.below else lowest > cfg.threshold
        if above_stays and below_stays:
            return end, schmitt
    taken = 0
    t = start
    coming = start if samples.waiting else samples.first + 1
    while t < end:
        if _selected_pulse(schmitt, channel, now.source):
            return t, schmitt
        valid = 0
        value = 0
        if t == coming:
            valid, value = 1, widened(values[taken])
            taken += 1
            coming = samples.first + 1 + (taken - samples.waiting) * samples.period
        schmitt = step_schmitt(schmitt, value, valid, cfg.threshold, now.upper, now.lower)
        t += 1
        if t < coming and _schmitt_quiet(schmitt):
            t = min(coming, end)
    return end, schmitt


@formula
def _write(buffers: np.ndarray, channel: int, pointer: int, rows: np.ndarray, count: int) -> None:
    """Write `count` samples from row DATA into the ring buffer."""
    until_end = min(count, BUFFER_LENGTH - pointer)
    first, second = buffers[channel, pointer : pointer + until_end], buffers[channel]
    values = rows[DATA + channel, :until_end]
    for k in range(len(values)):
        first[k] = values[k]
    rest = rows[DATA + channel, until_end:count]
    for k in range(len(rest)):
        second[k] = rest[k]


@clocked
def _stretch(
    now: Scope,
    cfg: Settings,
    rows: np.ndarray,
    source1: int,
    source2: int,
    buffers: np.ndarray,
    start: int,
    end: int,
) -> tuple[int, Scope]:
    """(column, state there) after a quiet stretch from `start` on, which may end before `end`.

    It ends before a trigger takes effect and before the delay after the trigger is over; it may
    have no clock at all.
    """
    waiting = 1 if now.data_valid else 0
    first = start + max(0, cfg.decimation - now.decimation_count)
    samples = _Samples(waiting, first, max(1, cfg.decimation))
    writing = now.writing != 0
    if now.delay_running:
        # The clock in which nothing is left of the delay is not for a stretch.
        room = now.delay_left - 1 - (waiting if writing else 0)
        if room < 0:
            end = start
        elif writing:
            end = min(end, first + 1 + room * samples.period)
    if end - start < SHORTEST:
        return start, now
    sum1, data1 = _collect(cfg, now.sum1, now.data1, 0, samples, rows, source1, start, end)
    sum2, data2 = _collect(cfg, now.sum2, now.data2, 1, samples, rows, source2, start, end)
    stop, schmitt1 = _edges(now.schmitt1, now, cfg, 0, samples, rows, start, end)
    stop, schmitt2 = _edges(now.schmitt2, now, cfg, 1, samples, rows, start, stop)
    if stop < end:
        end = stop
        if end - start < SHORTEST:
            return start, now
        _, schmitt1 = _edges(now.schmitt1, now, cfg, 0, samples, rows, start, end)
        sum1, data1 = _collect(cfg, now.sum1, now.data1, 0, samples, rows, source1, start, end)
        sum2, data2 = _collect(cfg, now.sum2, now.data2, 1, samples, rows, source2, start, end)
    n = end - start
    count = _arrived(samples, end)
    latest = first + (count - 1) * samples.period
    taken = _taken(samples, end) if writing else 0
    # What the last clock found.
    written = now.written
    if not now.delay_running:
        earlier = _taken(samples, end - 1) if writing else 0
        written = min(now.written + earlier, WORD) if earlier else written
    pretrigger_done = flag(written > now.pretrigger or cfg.delay >= BUFFER_LENGTH)
    pointer, pointer_current, delay_left = now.pointer, now.pointer_current, now.delay_left
    if taken > 0:
        _write(buffers, 0, pointer, rows, taken)
        _write(buffers, 1, pointer, rows, taken)
        pointer = (pointer + taken) & (BUFFER_LENGTH - 1)
        pointer_current = (pointer - 1) & (BUFFER_LENGTH - 1)
        if now.delay_running:
            delay_left -= taken
        else:
            written = min(now.written + taken, WORD)
    return end, Scope(
        now.arm,
        now.reset,
        now.software_trigger,
        now.source,
        end - latest if count > 0 else now.decimation_count + n,
        sum1,
        sum2,
        data1,
        data2,
        flag(count > 0 and latest == end - 1),
        now.writing,
        pointer,
        pointer_current,
        now.pointer_trigger,
        written,
        now.delay_running,
        delay_left,
        now.trigger,
        now.triggered,
        now.timestamp,
        now.upper,
        now.lower,
        now.pretrigger,
        pretrigger_done,
        schmitt1,
        schmitt2,
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
    single_until = start
    t = start
    while t < end:
        if done_needed:
            done0, done1 = widened(rows[DONE, t]), widened(rows[DONE + 1, t])
        if t >= single_until and _quiet(now, settings, pin):
            until = end
            if done_needed:
                still = min(_still_clocks(now.asg0, done0), _still_clocks(now.asg1, done1))
                until = min(until, t + still)
                until = min(_unchanged(rows, DONE, t, until), _unchanged(rows, DONE + 1, t, until))
            if dsp_needed:
                until = _next_pulse(rows, t, until)
            reached = t
            if until - t >= SHORTEST:
                reached, now = _stretch(now, settings, rows, source1, source2, buffers, t, until)
            if reached > t:
                if now.triggered:
                    triggered = reached - 1
                t = reached
                continue
            single_until = t + SINGLE
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
