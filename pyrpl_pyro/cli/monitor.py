"""``pyrpl-pyro monitor``."""

from __future__ import annotations

import sys
import threading
from typing import Annotated, Any

import typer

from .. import naming
from ..errors import PyrplError, SettingsError
from .common import Common, command
from .options import BoardArgument, JsonOption
from .values import to_json

_SHORTEST = 0.1
_DRAW_SECONDS = 0.25
_QUIT = ("q", "Q", "\x03", "\x04")


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "monitor")
    def monitor(
        common: Common,
        board: BoardArgument,
        interval: Annotated[
            float, typer.Option(metavar="SECONDS", help="Time between two refreshes.")
        ] = 1.0,
        once: Annotated[bool, typer.Option("--once", help="Print it once, as text.")] = False,
        as_json: JsonOption = False,
    ) -> None:
        """Show live what a board does, until q; once, as text, when not in a terminal.

        Values, PIDs, leases, clients, the last changes, and the trace of a scope that runs.
        Nothing is set or armed.
        """
        from .monitor_reading import Reader

        if not interval >= _SHORTEST:
            raise SettingsError(f"--interval is at least {_SHORTEST:g} s, not {interval:g}")
        with common.connect(naming.check_board_name(board)) as connected:
            connected._link.progress = False
            reader = Reader(connected)
            if as_json or once or not (sys.stdin.isatty() and sys.stdout.isatty()):
                reading = reader.read()
                # Only the second reading knows that a scope runs, and gets its trace.
                if reading.trace is not None and reading.trace.state.startswith("running"):
                    reading = reader.read()
                if as_json:
                    print(to_json(reading.to_dict()))
                else:
                    from .monitor_view import print_once

                    print_once(reading, board)
                return
            _watch(reader, board, interval)


class _Background:
    """Reads in a thread of its own, so that keys work while a server is away."""

    def __init__(self, reader: Any, interval: float):
        self._reader = reader
        self._interval = interval
        self._ended = threading.Event()
        self.reading: Any = None
        self.problem = ""
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="monitor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no further; returns at once."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self.reading = self._reader.read()
                self.problem = ""
            except PyrplError as error:
                self.problem = f"{error} The values below are the last ones."
            except Exception as error:
                self.error = error
                return
            self._ended.wait(self._interval)


def _watch(reader: Any, board: str, interval: float) -> None:
    from rich.console import Console
    from rich.live import Live

    from .keys import pressed_keys
    from .monitor_view import Page

    background = _Background(reader, interval)
    console = Console(highlight=False, markup=False)
    try:
        with pressed_keys() as keys, Live(console=console, screen=True, auto_refresh=False) as live:
            while background.error is None:
                page = Page(background.reading, board, background.problem)
                live.update(page, refresh=True)
                if keys.wait(_DRAW_SECONDS) in _QUIT:
                    return
    finally:
        background.stop()
    raise background.error
