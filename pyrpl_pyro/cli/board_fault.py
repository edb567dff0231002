"""``pyrpl-pyro board fault``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from ..errors import SettingsError
from .common import Common, command
from .options import BoardArgument
from .tables import print_table
from .values import to_json


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "fault")
    def fault(
        common: Common,
        board: BoardArgument,
        kind: Annotated[
            str | None,
            typer.Argument(
                metavar="KIND",
                help="close, half, header, delay, stall, reboot, freeze or takeover; without it "
                "the faults so far are shown.",
                show_default=False,
            ),
        ] = None,
        end: Annotated[
            bool, typer.Option("--end", help="End the fault that there is, and begin none.")
        ] = False,
        duration: Annotated[
            float | None,
            typer.Option(
                metavar="SECONDS",
                help="How long it lasts; otherwise until --end, a reboot 5 s.",
                show_default=False,
            ),
        ] = None,
        seconds: Annotated[
            float | None,
            typer.Option(
                metavar="SECONDS", help="delay: by how much answers are late.", show_default=False
            ),
        ] = None,
        bitfile: Annotated[
            bool | None,
            typer.Option(
                "--bitfile/--no-bitfile",
                help="reboot: whether PyRPL's FPGA image is loaded afterwards.",
                show_default=False,
            ),
        ] = None,
        starting: Annotated[
            float | None,
            typer.Option(
                metavar="SECONDS",
                help="takeover: until the other one's monitor server is there.",
                show_default=False,
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Let a virtual board have a fault, end it, or show the faults so far."""
        options = {
            name: value
            for name, value in (
                ("duration", duration),
                ("seconds", seconds),
                ("bitfile", bitfile),
                ("starting", starting),
            )
            if value is not None
        }
        if options and kind is None:
            raise SettingsError(f"--{next(iter(options))} goes with the KIND of a fault")
        if end and kind is not None:
            raise SettingsError("give either a KIND or --end: a new fault ends the one before")
        with common.connect(board) as connected:
            virtual = _virtual_module(connected, board)
            if end:
                virtual.end_fault()
            elif kind is not None:
                _show([virtual.fault(kind, **options)], as_json)
            else:
                _show(virtual.faults, as_json)


def _virtual_module(connected: Any, board: str) -> Any:
    if connected.info().hardware != "virtual":
        raise SettingsError(f"the board {board} is a real one; only a virtual board has faults")
    return connected.virtual


def _show(faults: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(to_json(faults))
        return
    rows = []
    for fault in faults:
        duration = "-" if fault["duration"] is None else f"{fault['duration']:g} s"
        options = ", ".join(f"{name}={value}" for name, value in fault["options"].items())
        times = _time(fault["started"]), _time(fault["ended"])
        rows.append(((fault["kind"], options or "-", duration, *times), None))
    print_table(("FAULT", "OPTIONS", "DURATION", "SINCE", "UNTIL"), rows)


def _time(seconds: float | None) -> str:
    return "-" if seconds is None else f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M:%S}"
