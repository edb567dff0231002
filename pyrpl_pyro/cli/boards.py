"""``pyrpl-pyro list``."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import typer

from ..errors import NameServerNotFound, SettingsError
from ..wire.printable import printable
from .certificates import warn_of_expiry
from .common import Common, command, error_line, others
from .options import JsonOption
from .tables import make_table, print_table
from .values import to_json

_HEADINGS = ("BOARD", "STATE", "MODULES", "CLIENTS", "LEASED", "WHERE", "SINCE", "PYRPL")
_NARROW = ("BOARD", "STATE", "CLIENTS", "LEASED", "WHERE", "SINCE", "PYRPL")
_NARROW_WIDTH = 110
_NUMBERS = ("MODULES", "CLIENTS", "LEASED")
_NONE = "no board is registered; serve one with 'pyrpl-pyro serve --board NAME ...'"
_SHORTEST = 0.5


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "list")
    def list_boards(
        common: Common,
        modules: Annotated[
            bool, typer.Option("--modules", help="List the modules of each board too.")
        ] = False,
        watch: Annotated[
            bool, typer.Option("--watch", help="Again and again, until Ctrl-C.")
        ] = False,
        interval: Annotated[
            float, typer.Option(metavar="SECONDS", help="Time between two looks of --watch.")
        ] = 2.0,
        as_json: JsonOption = False,
    ) -> None:
        """Show the boards: where they are, since when, and their state."""
        import pyrpl_pyro

        from ..security.expiry import expiry_warning

        warn_of_expiry(expiry_warning(common.load().security))

        def find() -> list[Any]:
            return pyrpl_pyro.discover(
                nameserver=common.nameserver,
                timeout=common.timeout,
                settings=common.settings_file,
                all=True,
            )

        if watch:
            if not interval >= _SHORTEST:
                raise SettingsError(f"--interval is at least {_SHORTEST:g} s, not {interval:g}")
            _watch(find, interval, as_json)
            return
        found = find()
        if as_json:
            print(to_json([board.to_dict() for board in found]))
            return
        if not found:
            print(_NONE, file=sys.stderr)
            return
        print_table(*_table(found), right=_NUMBERS)
        if modules:
            for board in found:
                print(f"\n{printable(board.board)}:")
                for path in sorted(board.modules):
                    print(f"  {printable(f'{board.board}.{path}')}")


def _watch(find: Callable[[], list[Any]], interval: float, as_json: bool) -> None:
    if as_json:
        while True:
            print(to_json([board.to_dict() for board in find()]), flush=True)
            time.sleep(interval)
    if not sys.stdout.isatty():
        while True:
            print(f"{datetime.now():%H:%M:%S}")
            print_table(*_table(find()), right=_NUMBERS)
            sys.stdout.flush()
            time.sleep(interval)
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    with Live(console=console, auto_refresh=False) as live:
        while True:
            below = f"{datetime.now():%H:%M:%S}, again each {interval:g} s; Ctrl-C ends"
            try:
                found = find()
                table = make_table(*_table(found), _NUMBERS) if found else Text(_NONE)
                live.update(Group(table, Text(below, "dim")), refresh=True)
            except NameServerNotFound as error:
                live.update(Group(Text(error_line(error)), Text(below, "dim")), refresh=True)
            time.sleep(interval)


def _table(found: list[Any]) -> tuple[tuple[str, ...], list[tuple[tuple[object, ...], str | None]]]:
    """Headings and rows; what is least wanted is left out on a narrow screen."""
    narrow = sys.stdout.isatty() and shutil.get_terminal_size().columns < _NARROW_WIDTH
    headings = _NARROW if narrow else _HEADINGS
    rows = []
    for board in found:
        cells = {
            "BOARD": board.board,
            "STATE": _state(board),
            "MODULES": len(board.modules),
            "CLIENTS": len(others(board.clients)),
            "LEASED": board.leases,
            "WHERE": f"{board.host} ({board.address})",
            "SINCE": _time(board.since, narrow),
            "PYRPL": board.pyrpl_version or "-",
        }
        rows.append((tuple(cells[heading] for heading in headings), _style(board)))
    return headings, rows


def _state(board: Any) -> str:
    if board.state != "running" or board.hardware_state == "connected":
        return str(board.state)
    return f"{board.hardware_state} since {_time(board.hardware_since)}"


def _style(board: Any) -> str | None:
    if board.state != "running":
        return "dim"
    return None if board.hardware_state == "connected" else "red"


def _time(since: datetime | None, short: bool = False) -> str:
    if since is None:
        return "-"
    local = since.astimezone()
    if not short:
        return local.strftime("%Y-%m-%d %H:%M:%S")
    today = local.date() == datetime.now().date()
    return local.strftime("%H:%M:%S" if today else "%Y-%m-%d")
