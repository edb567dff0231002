"""``pyrpl-pyro stop``."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import naming
from .common import Common, command


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "stop")
    def stop(
        common: Common,
        board: Annotated[
            str, typer.Argument(metavar="BOARD", help="Name of the board.", show_default=False)
        ],
    ) -> None:
        """Stop the server of a board, in order."""
        with common.connect(naming.check_board_name(board)) as connected:
            connected.stop_server()
        print(f"{board}: the server stops")
