"""``pyrpl-pyro list``."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from ..wire.printable import printable
from .certificates import warn_of_expiry
from .common import Common, command
from .tables import print_table
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

        from ..security.expiry import expiry_warning

        warn_of_expiry(expiry_warning(common.load().security))
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
                print(f"\n{printable(board.board)}:")
                for path in sorted(board.modules):
                    print(f"  {printable(f'{board.board}.{path}')}")


def _print_table(found: list[Any]) -> None:
    rows = []
    for board in found:
        cells = (
            board.board,
            _state(board),
            len(board.modules),
            board.leases,
            f"{board.host} ({board.address})",
            _time(board.since),
            board.pyrpl_version or "-",
        )
        rows.append((cells, _style(board)))
    headings = ("BOARD", "STATE", "MODULES", "LEASED", "WHERE", "SINCE", "PYRPL")
    print_table(headings, rows, right=("MODULES", "LEASED"))


def _state(board: Any) -> str:
    if board.state != "running" or board.hardware_state == "connected":
        return str(board.state)
    return f"{board.hardware_state} since {_time(board.hardware_since)}"


def _style(board: Any) -> str | None:
    if board.state != "running":
        return "dim"
    return None if board.hardware_state == "connected" else "red"


def _time(since: datetime | None) -> str:
    return "-" if since is None else since.astimezone().strftime("%Y-%m-%d %H:%M:%S")
