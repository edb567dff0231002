"""Arguments and options that several commands have, with what a shell completes of them."""

from __future__ import annotations

from typing import Annotated

import typer

from .completing import complete_board

BoardArgument = Annotated[
    str,
    typer.Argument(
        metavar="BOARD",
        help="Name of the board.",
        show_default=False,
        autocompletion=complete_board,
    ),
]
OptionalBoardArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="BOARD",
        help="Name of the board.",
        show_default=False,
        autocompletion=complete_board,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
