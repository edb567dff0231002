"""``pyrpl-pyro stubs``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import SettingsError
from .common import Common, command


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "stubs")
    def stubs(
        common: Common,
        output: Annotated[
            Path,
            typer.Option(metavar="DIR", help="Folder to write into.", show_default=False),
        ],
        board: Annotated[
            str | None,
            typer.Argument(
                metavar="BOARD",
                help="Name of the board; without, a virtual board is started for it.",
                show_default=False,
            ),
        ] = None,
    ) -> None:
        """Write type stubs of a board, so that editors complete and check your own modules too."""
        import pyrpl_pyro

        if board is None:
            with pyrpl_pyro.launch(virtual=True, board="virtual") as launched:
                text, name = _stubs(launched, read=True), "virtual"
        else:
            with common.connect(board) as connected:
                text, name = _stubs(connected, read=False), connected._name
        file = output / f"{re.sub(r'[^0-9A-Za-z_]', '_', name)}_board.pyi"
        try:
            output.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"{file} cannot be written: {error.strerror or error}.") from error
        print(
            f"{file} written. With {output} on the path of your type checker (mypy_path, or "
            f"stubPath in Pylance):\n\n"
            f"    if TYPE_CHECKING:\n        from {file.stem} import Board\n"
            f'    rp = cast("Board", pyrpl_pyro.connect({name!r}))'
        )


def _stubs(board: Any, read: bool) -> str:
    from .. import stubs

    schemas = stubs.schemas_of(board)
    types = stubs.value_types(schemas, board._get) if read else {}
    return stubs.own(schemas, types, stubs.default_members(), stubs.board_members())
