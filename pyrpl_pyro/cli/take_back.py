"""``pyrpl-pyro take-back``."""

from __future__ import annotations

import typer

from .. import naming
from .common import Common, command
from .options import BoardArgument, JsonOption
from .values import to_json


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "take-back")
    def take_back(
        common: Common,
        board: BoardArgument,
        as_json: JsonOption = False,
    ) -> None:
        """Take a Red Pitaya back from another PyRPL that took it from its server."""
        with common.connect(naming.check_board_name(board)) as connected:
            info = connected.take_back()
        if as_json:
            print(to_json(info.to_dict()))
            return
        print(f"{board}: {info.hardware_state}; {info.hardware_note}")
