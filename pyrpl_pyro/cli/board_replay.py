"""``pyrpl-pyro board replay``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any

import typer

from .common import Common, command
from .tables import print_table
from .values import to_json

DIFFERENT, NOT_PLAYED = 1, 2


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "replay", shared=("traceback",))
    def replay(
        common: Common,
        files: Annotated[
            list[Path],
            typer.Argument(
                metavar="FILE...",
                help="Recordings of the real logic (.npz).",
                show_default=False,
            ),
        ],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Replay recordings of the real logic on the virtual board, and compare every value.

        The exit status is 0 if nothing differs, 1 if something does, and 2 if a file could
        not be replayed.
        """
        results, failures = _replay_all(files, common.traceback)
        if as_json:
            print(to_json([_as_dict(file, result) for file, result in results]))
        elif results:
            _print_table(results)
        for failure in failures:
            print(f"pyrpl-pyro: {failure}", file=sys.stderr, flush=True)
        if failures:
            raise typer.Exit(NOT_PLAYED)
        if any(result.mismatches for _, result in results):
            raise typer.Exit(DIFFERENT)


def _replay_all(files: list[Path], traceback: bool) -> tuple[list[tuple[Path, Any]], list[str]]:
    """(file, result) of what could be replayed, and why the rest could not."""
    from ..virtual import NotARecording, VirtualBoard, replay

    results, failures = [], []
    with _ProgressBar(len(files)) as bar:
        VirtualBoard(free_running=False, progress=bar.say).close()
        for number, file in enumerate(files):
            try:
                results.append((file, replay(file, progress=bar.of_file(number, file.name))))
            except (NotARecording, OSError) as error:
                if traceback:
                    raise
                failures.append(_failure(file, error))
    return results, failures


def _failure(file: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no file {file}"
    if isinstance(error, OSError):
        return f"{file} cannot be read: {error.strerror or error}"
    return f"{file} is no recording: {error}"


class _ProgressBar(AbstractContextManager["_ProgressBar"]):
    """A bar on a terminal, over all files; nothing elsewhere."""

    def __init__(self, files: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("starting", total=files)

    def __enter__(self) -> _ProgressBar:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._progress.console.print(text, markup=False)

    def of_file(self, number: int, name: str) -> Callable[[int, int], None]:
        """What to tell of the operations of file `number`, from 0."""

        def tell(operation: int, operations: int) -> None:
            self._progress.update(
                self._task, description=name, completed=number + operation / operations
            )

        return tell


def _as_dict(file: Path, result: Any) -> dict[str, Any]:
    first = result.first and {
        name: getattr(result.first, name)
        for name in ("block", "signal", "clock", "recorded", "simulated")
    }
    return {
        "file": str(file),
        "comparisons": result.comparisons,
        "mismatches": result.mismatches,
        "first": first,
    }


def _print_table(results: list[tuple[Path, Any]]) -> None:
    rows = [
        (
            (file, result.comparisons, result.mismatches, _first(result.first)),
            "red" if result.mismatches else None,
        )
        for file, result in results
    ]
    headings = ("FILE", "COMPARED", "DIFFERENT", "FIRST DIFFERENCE")
    print_table(headings, rows, right=("COMPARED", "DIFFERENT"))


def _first(first: Any) -> str:
    if first is None:
        return "-"
    return (
        f"{first.block} {first.signal} at clock {first.clock}: "
        f"recorded {first.recorded}, simulated {first.simulated}"
    )
