"""``pyrpl-pyro board``: the virtual Red Pitaya by itself."""

from __future__ import annotations

import typer

from . import board_fault, board_replay, board_run


def add_to(app: typer.Typer) -> None:
    """Add the group of commands."""
    board = typer.Typer(
        name="board",
        help="The virtual Red Pitaya by itself.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for module in (board_run, board_replay, board_fault):
        module.add_to(board)
    app.add_typer(board)
