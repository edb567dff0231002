"""``pyrpl-pyro doctor``."""

from __future__ import annotations

import textwrap
from typing import Annotated, Any

import typer

from .. import naming
from ..wire.printable import printable
from .common import Common, command
from .options import JsonOption, OptionalBoardArgument
from .values import to_json

_STYLES = {"ok": "green", "warning": "yellow", "wrong": "bold red", "skipped": "dim"}
_MARK_WIDTH, _NAME_WIDTH, _LEAST_ROOM = 8, 17, 30


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "doctor")
    def doctor(
        common: Common,
        board: OptionalBoardArgument = None,
        as_json: JsonOption = False,
        verbose: Annotated[
            bool, typer.Option("--verbose", "-v", help="Show also what could not be checked.")
        ] = False,
    ) -> None:
        """Check settings, name server, servers and boards, and say what to do.

        Without BOARD all boards are checked. The exit status is 1 if something is wrong.
        """
        from ..doctor import Checkup, State

        if board is not None:
            naming.check_board_name(board)
        found = []
        write = None if as_json else _Printer(verbose)
        for finding in Checkup(common.load, board).findings():
            found.append(finding)
            if write is not None:
                write(finding)
        wrong = sum(finding.state is State.WRONG for finding in found)
        if write is None:
            checks = [finding.to_dict() for finding in found]
            print(to_json({"ok": not wrong, "checks": checks}))
        else:
            write.end(found)
        if wrong:
            raise typer.Exit(1)


class _Printer:
    """Prints each finding when it is there."""

    def __init__(self, verbose: bool):
        from rich.console import Console

        self._verbose = verbose
        self._board = ""
        self._console = Console(highlight=False, markup=False)

    def __call__(self, finding: Any) -> None:
        state = finding.state.value
        if state == "skipped" and not self._verbose:
            return
        if finding.board != self._board:
            self._board = finding.board
            if self._board:
                self._console.print(printable(f"board {self._board}"), style="bold")
        mark = "OK" if state == "ok" else state
        self._row(mark, _STYLES[state], finding.check, printable(finding.found))
        if finding.advice:
            self._row("", "", "", f"-> {printable(finding.advice)}")

    def _row(self, mark: str, style: str, check: str, text: str) -> None:
        from rich.text import Text

        start = f"{mark:<{_MARK_WIDTH}} {check:<{_NAME_WIDTH}} "
        room = self._console.width - len(start)
        whole = not self._console.is_terminal or room < _LEAST_ROOM
        lines = [text] if whole else textwrap.wrap(text, room, break_on_hyphens=False)
        lines = lines or [""]
        line = f"{start}{lines[0]}".rstrip()
        shown = Text(line)
        shown.stylize(style or "none", 0, len(mark))
        self._console.print(shown, soft_wrap=True)
        for line in lines[1:]:
            self._console.print(" " * len(start) + line, soft_wrap=True)

    def end(self, found: list[Any]) -> None:
        """One line that sums up."""
        counts = {
            state: sum(finding.state.value == state for finding in found) for state in _STYLES
        }
        parts = [f"{counts['ok']} OK"]
        parts += [f"{count} {state}" for state, count in counts.items() if state != "ok" and count]
        more = "; -v shows what was skipped" if counts["skipped"] and not self._verbose else ""
        self._console.print(", ".join(parts) + more, style="bold")
