"""``pyrpl-pyro watch``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from .. import naming
from ..wire.printable import printable
from .common import Common, command
from .options import BoardArgument

if TYPE_CHECKING:
    from ..client.journal import Change


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "watch")
    def watch(
        common: Common,
        board: BoardArgument,
        since: Annotated[
            int | None,
            typer.Option(
                metavar="REVISION",
                help="Begin after this entry, 0 for all that the server has.",
                show_default=False,
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    ) -> None:
        """Print what changes on a board, when and by whom, until Ctrl-C."""
        with common.connect(naming.check_board_name(board)) as connected:
            for change in connected.watch(since=since):
                print(json.dumps(change.to_dict(), default=str) if as_json else _line(change))


def _line(change: Change) -> str:
    """An entry in columns, which hold as long as no text is longer than usual."""
    clock = change.time.astimezone().strftime("%H:%M:%S.%f")[:-3]
    line = f"{change.revision:>7}  {clock}  {change.author:<28}  {change.place:<28}  {change.what}"
    return printable(line)
