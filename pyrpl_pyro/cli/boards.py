"""``pyrpl-pyro list``."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from .common import Common, command
from .values import to_json


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "list")
    def list_boards(
        common: Common,
        modules: Annotated[
            bool, typer.Option("--modules", help="List the modules of each board too.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Show the boards: where they are, since when, and their state."""
        import pyrpl_pyro

        found = pyrpl_pyro.discover(
            nameserver=common.nameserver,
            timeout=common.timeout,
            settings=common.settings_file,
            all=True,
        )
        if as_json:
            print(to_json([board.to_dict() for board in found]))
            return
        if not found:
            print(
                "no board is registered; serve one with 'pyrpl-pyro serve --board NAME ...'",
                file=sys.stderr,
            )
            return
        _print_table(found)
        if modules:
            for board in found:
                print(f"\n{board.board}:")
                for path in sorted(board.modules):
                    print(f"  {board.board}.{path}")


def _print_table(found: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for heading in ("BOARD", "STATE", "MODULES", "WHERE", "SINCE", "PYRPL"):
        table.add_column(heading, no_wrap=True, justify="right" if heading == "MODULES" else "left")
    for board in found:
        table.add_row(
            board.board,
            board.state,
            str(len(board.modules)),
            f"{board.host} ({board.address})",
            _time(board.since),
            board.pyrpl_version or "-",
            style="dim" if board.state != "running" else None,
        )
    console = Console(highlight=False)
    if not console.is_terminal:
        # A program that reads the table wants whole lines, not some that fit a screen.
        console = Console(highlight=False, width=500)
    console.print(table)


def _time(since: datetime | None) -> str:
    return "-" if since is None else since.astimezone().strftime("%Y-%m-%d %H:%M:%S")
