"""``pyrpl-pyro gui``."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import naming
from .common import Common, command
from .options import BoardArgument, JsonOption
from .values import to_json


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "gui")
    def gui(
        common: Common,
        board: BoardArgument,
        hide: Annotated[bool, typer.Option("--hide", help="Hide it again.")] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Show PyRPL's own window, on the screen of the server's computer."""
        with common.connect(naming.check_board_name(board)) as connected:
            host = connected.info().host
            if hide:
                connected.hide_gui()
            else:
                connected.show_gui()
        if as_json:
            print(to_json({"board": board, "host": host, "shown": not hide}))
        elif hide:
            print(f"{board}: PyRPL's window on {host} is hidden; the server goes on")
        else:
            print(f"{board}: PyRPL's window is shown on the screen of {host}")
