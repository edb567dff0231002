"""How ``pyrpl-pyro monitor`` looks: a page of rich that fits the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ..client.journal import shown
from ..errors import PyrplError
from ..plotting import Drawing, _scaled, to_terminal
from ..plotting import Panel as Axes
from ..wire.printable import printable
from .monitor_reading import PidReading, Reading, Trace

_TIMES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"))
_WIDEST = 140
_LINES_OF_TRACE = 12
_FEWEST_LINES_OF_TRACE = 6
_FEW = 5
"""So many leases, clients and changes are always shown."""


class Page:
    """One reading, laid out for whatever size the terminal has when it is drawn.

    Parameters
    ----------
    reading : Reading or None
        None before the first one.
    board : str
    problem : str
        Why there is no newer reading, "" when there is.
    live : bool
        Whether it is drawn again and again, and must fit the height of the terminal.
    """

    def __init__(self, reading: Reading | None, board: str, problem: str = "", live: bool = True):
        self._reading = reading
        self._board = board
        self._problem = problem
        self._live = live

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, _WIDEST)
        parts: list[RenderableType] = [self._heading()]
        if self._problem:
            parts.append(Text(printable(self._problem), "bold red"))
        reading = self._reading
        if reading is not None:
            if reading.problem:
                parts.append(Text(printable(_why_no_values(reading)), "bold red"))
            else:
                parts += [_signals(reading), _pids(reading.pids)]
            parts += [_leases(reading), _clients(reading)]
            used = sum(len(console.render_lines(part, options)) for part in parts) + 3
            room = console.size.height - used if self._live else _FEW + _LINES_OF_TRACE + 4
            few = min(len(reading.changes), max(1, min(_FEW, room)))
            lines = min(room - few - 4, _LINES_OF_TRACE)
            if not reading.problem:
                parts.append(_trace(reading.trace, width, lines))
            parts.append(_changes(reading, few))
        if self._live:
            parts.append(Text("q quits", "dim"))
        yield Group(*parts)

    def _heading(self) -> RenderableType:
        reading = self._reading
        if reading is None:
            return Panel(Text(f"connecting to {printable(self._board)} ..."), title="monitor")
        info = reading.info
        state = info.hardware_state
        good = state == "connected" and not self._problem
        line = Text.assemble(
            ("server ", "dim"),
            f"{printable(info.host)} ({info.address}) since {_clock(info.since)}",
            ("   board ", "dim"),
            printable(info.hardware),
            " ",
            (state, "green" if good else "bold red"),
        )
        if state != "connected" and info.hardware_since:
            line.append(f" since {_clock(info.hardware_since)}")
        if info.hardware_note:
            line.append(f"\n{printable(info.hardware_note)}", "dim")
        age = f"{reading.time:%H:%M:%S}, read in {reading.seconds * 1e3:.0f} ms"
        title = f"{printable(info.board)}   {age}"
        return Panel(line, title=title, border_style="green" if good else "red")


def _why_no_values(reading: Reading) -> str:
    state = reading.info.hardware_state
    # The heading has the whole story.
    return reading.problem if state == "connected" else f"no values can be read: {state}"


def _signals(reading: Reading) -> RenderableType:
    text = Text()
    for name, value in reading.signals.items():
        text.append(f"{name} ", "dim")
        text.append(f"{value:+.4f} V   ")
    return text or Text("no values of the sampler", "dim")


def _pids(pids: Sequence[PidReading]) -> RenderableType:
    table = _table("PID", "INPUT", "SETPOINT", "IVAL", "OUTPUT", "P", "I", "TO", "")
    for column in table.columns[2:7]:
        column.justify = "right"
    for pid in pids:
        works = pid.p or pid.i or pid.ival or pid.output_direct != "off"
        table.add_row(
            pid.name,
            printable(pid.input),
            f"{pid.setpoint:+.4f} V",
            f"{pid.ival:+.4f} V",
            f"{pid.output:+.4f} V",
            shown(float(f"{pid.p:.4g}")),
            f"{pid.i:.4g} Hz",
            printable(pid.output_direct),
            Text("saturated", "bold red") if pid.saturated else "",
            style=None if works else "dim",
        )
    return table


def _leases(reading: Reading) -> RenderableType:
    if not reading.leases:
        return Text("nothing is leased", "dim")
    table = _table("LEASED", "HOLDER", "SINCE", "REASON")
    for lease in reading.leases[:_FEW]:
        cells = (lease.module, lease.holder, f"{lease.age:.0f} s", lease.reason)
        table.add_row(*map(printable, cells))
    return table


def _clients(reading: Reading) -> RenderableType:
    names = reading.info.clients
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    count = "1 client" if len(names) == 1 else f"{len(names)} clients"
    text = Text(f"{count}: ", "dim", no_wrap=True, overflow="ellipsis")
    return text.append(f"{printable(', '.join(names[:_FEW]))}{more}", "none")


def _trace(trace: Trace | None, width: int, lines: int) -> RenderableType:
    if trace is None:
        return Text("no scope", "dim")
    if not trace.state.startswith("running"):
        return Text(f"scope: {trace.state}, nothing is acquired", "dim")
    if not trace.curves:
        return Text(f"scope: {trace.state}, no curve yet", "dim")
    if lines < _FEWEST_LINES_OF_TRACE:
        return Text(f"scope: {trace.state}; the terminal is too small for a trace", "dim")
    x, label = _scaled(trace.x, _TIMES, "time")
    curves = {
        name: curve
        for name, curve in zip(trace.labels, trace.curves, strict=False)
        if np.isfinite(curve).any()
    }
    axes = Axes(x, f"{label}, scope: {trace.state}", "V", curves)
    try:
        return Text(to_terminal(Drawing("", [axes]), width - 1, lines), no_wrap=True)
    except PyrplError as error:
        return Text(str(error), "dim")


def _changes(reading: Reading, most: int) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("CHANGED", no_wrap=True)
    table.add_column("WHAT", no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column("BY", no_wrap=True, overflow="ellipsis", ratio=2)
    for change in reading.changes[-most:] if most else []:
        what = " ".join(part for part in (change.place, change.what) if part)
        table.add_row(_clock(change.time), printable(what), printable(change.author))
    return table


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        table.add_column(heading, no_wrap=True, overflow="ellipsis")
    return table


def _clock(time: datetime | None) -> str:
    if time is None:
        return "?"
    local = time.astimezone()
    today = local.date() == datetime.now().date()
    return local.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M")


def print_once(reading: Reading, board: str) -> None:
    """Print a reading as text."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=_WIDEST)
    console.print(Page(reading, board, live=False))
