"""The command itself: the options that all commands share, and the list of commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .. import __version__
from . import (
    bench,
    board,
    boards,
    certificates,
    demo,
    doctor,
    gui,
    leases,
    modules,
    monitor,
    nameserver,
    serve,
    shell,
    snapshot,
    stop,
    stubs,
    take_back,
    watch,
)
from .common import Common, NameServerOption, SettingsOption, TimeoutOption, TracebackOption

app = typer.Typer(
    name="pyrpl-pyro",
    help="PyRPL's modules as Pyro5 objects: share a Red Pitaya between programs and computers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"pyrpl-pyro {__version__}")
        raise typer.Exit


@app.callback()
def _shared(
    context: typer.Context,
    nameserver: NameServerOption = None,
    settings: SettingsOption = None,
    timeout: TimeoutOption = None,
    traceback: TracebackOption = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    context.obj = Common(nameserver, settings, timeout, traceback)


for module in (
    *(demo, nameserver, serve, boards, monitor, shell, modules, watch, snapshot, stop, take_back),
    *(leases, doctor, bench, gui, certificates, stubs, board),
):
    module.add_to(app)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    arguments : list of str or None
        What follows the command's name; None for those of this process.
    """
    try:
        app(args=arguments, prog_name="pyrpl-pyro")
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    return 0
