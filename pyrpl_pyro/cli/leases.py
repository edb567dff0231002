"""``pyrpl-pyro leases`` and ``pyrpl-pyro takeover``."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from .common import Common, command
from .options import BoardArgument, JsonOption
from .tables import print_table
from .values import to_json


def add_to(app: typer.Typer) -> None:
    """Add the commands."""

    @command(app, "leases")
    def leases(
        common: Common,
        board: BoardArgument,
        as_json: JsonOption = False,
    ) -> None:
        """Show which modules are leased: by whom, since when, and why."""
        with common.connect(board) as connected:
            found = connected.leases()
        if as_json:
            print(to_json([dataclasses.asdict(lease) for lease in found]))
            return
        if not found:
            print(f"nothing is leased on {board}")
            return
        rows = [
            (
                (one.module, one.holder, f"{one.age:.0f} s", one.on_death, one.state, one.reason),
                None if one.state == "held" else "dim",
            )
            for one in found
        ]
        print_table(("MODULE", "HOLDER", "SINCE", "ON DEATH", "STATE", "REASON"), rows)

    @command(app, "takeover")
    def takeover(
        common: Common,
        board: BoardArgument,
        modules: Annotated[
            list[str],
            typer.Argument(metavar="MODULE", help="Such as pid0.", show_default=False),
        ],
        reason: Annotated[str, typer.Option(help="What the holder is told.", show_default=False)],
        restore: Annotated[
            bool,
            typer.Option(
                "--restore",
                help="Give the modules the setup that they had before they were leased; "
                "else they stay as they are.",
            ),
        ] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Take modules from whoever has leased them, and free them."""
        with common.connect(board) as connected:
            before = {lease.module: lease for lease in connected.leases()}
            lease = connected.takeover(
                *modules, reason=reason, on_release="restore" if restore else "keep"
            )
            lease.release()
        holders = {
            module: before[module].holder if module in before else None for module in lease.modules
        }
        if as_json:
            print(to_json([{"module": key, "taken_from": who} for key, who in holders.items()]))
            return
        for module, holder in holders.items():
            was = f"taken from {holder}" if holder else "was not leased"
            print(f"{module}: {was}; free now")
