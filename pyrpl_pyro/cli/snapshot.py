"""``pyrpl-pyro snapshot`` and ``pyrpl-pyro restore``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import naming
from .common import Common, command
from .options import BoardArgument, JsonOption
from .tables import print_table
from .values import to_json

ModulesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--module",
        metavar="PATH",
        help="This module only; may be given several times.",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""

    @command(app, "snapshot")
    def snapshot(
        common: Common,
        board: BoardArgument,
        file: Annotated[
            Path | None,
            typer.Argument(
                metavar="FILE",
                help="File to write, YAML or (.json) JSON; without it the screen.",
                show_default=False,
            ),
        ] = None,
        module: ModulesOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Write all settings of a board, or of some of its modules, to a file."""
        from ..client.snapshots import save_snapshot, to_text

        with common.connect(naming.check_board_name(board)) as connected:
            taken = connected.snapshot(*(module or []))
        if file is None:
            if as_json:
                print(to_json(taken))
                return
            print(to_text(taken), end="")
            return
        save_snapshot(taken, file)
        attributes = sum(map(len, taken["modules"].values()))
        if as_json:
            counts = {"modules": len(taken["modules"]), "attributes": attributes}
            print(to_json({"file": str(file), **counts}))
            return
        print(f"{file}: {attributes} attributes of {len(taken['modules'])} modules")

    @command(app, "restore")
    def restore(
        common: Common,
        board: BoardArgument,
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help="What `pyrpl-pyro snapshot` wrote.")
        ],
        module: ModulesOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Set what differs from a snapshot, after all of it was checked."""
        from ..client.journal import shown
        from ..client.snapshots import load_snapshot

        taken = load_snapshot(file)
        with common.connect(naming.check_board_name(board)) as connected:
            print(f"checking {file}, then setting what differs", file=sys.stderr, flush=True)
            changed = connected.restore(taken, *(module or []))
        if as_json:
            print(to_json([item._asdict() for item in changed]))
            return
        if not changed:
            print("nothing to do: all is as in the snapshot")
            return
        rows = [
            ((f"{item.module}.{item.attribute}", shown(item.old), shown(item.new)), None)
            for item in changed
        ]
        print_table(("attribute", "before", "now"), rows)
