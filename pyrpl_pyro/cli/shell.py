"""``pyrpl-pyro shell``: IPython with a board connected."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from ..errors import BoardNotFound, NameServerNotFound, PyrplError, SettingsError
from .common import Common, command, others
from .completing import complete_board

_INSTALL = 'the shell needs IPython: python -m pip install "pyrpl_pyro[shell]"'
_HINT = (
    "Start a server with 'pyrpl-pyro serve --hostname ADDRESS' or 'pyrpl-pyro serve --virtual', "
    "or open a shell with a virtual board of its own: 'pyrpl-pyro shell --virtual'."
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "shell")
    def shell(
        common: Common,
        board: Annotated[
            str | None,
            typer.Argument(
                metavar="BOARD",
                help="Name of the board; may be left out when there is one only.",
                show_default=False,
                autocompletion=complete_board,
            ),
        ] = None,
        virtual: Annotated[
            bool, typer.Option("--virtual", help="Start a virtual board for this shell only.")
        ] = False,
        plant: Annotated[
            str | None,
            typer.Option(
                metavar="PLANT", help="What is connected to that virtual board.", show_default=False
            ),
        ] = None,
    ) -> None:
        """Open IPython with the board as rp, numpy as np and matplotlib's pyplot as plt."""
        try:
            import IPython  # noqa: F401
        except ModuleNotFoundError:
            raise PyrplError(_INSTALL) from None
        if plant is not None and not virtual:
            raise SettingsError("--plant is for --virtual only.")
        with _connected(common, board, virtual, plant) as connected:
            _run(connected)


def _connected(common: Common, board: str | None, virtual: bool, plant: str | None) -> Any:
    import pyrpl_pyro

    if virtual:
        return pyrpl_pyro.launch(virtual=True, board=board or "virtual", plant=plant)
    try:
        return common.connect(board)
    except (NameServerNotFound, BoardNotFound) as error:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise type(error)(f"{error} {_HINT}") from None
        typer.echo(f"{error}\n{_HINT}", err=True)
        typer.confirm("Start a virtual board for this shell now?", abort=True, err=True)
        return pyrpl_pyro.launch(virtual=True, board=board or "virtual")


def _run(board: Any) -> None:
    import numpy
    from IPython import start_ipython
    from traitlets.config import Config

    names: dict[str, Any] = {"rp": board, "np": numpy}
    config = Config()
    config.InteractiveShellApp.extensions = ["pyrpl_pyro"]
    windows = _has_display()
    try:
        from matplotlib import pyplot
    except ModuleNotFoundError:
        windows = False
    else:
        names["plt"] = pyplot
        if windows:
            config.InteractiveShellApp.matplotlib = "auto"
    config.TerminalInteractiveShell.enable_tip = False
    config.TerminalInteractiveShell.banner1 = banner(board, sorted(names), windows)
    start_ipython(argv=[], user_ns=names, config=config)


def banner(board: Any, names: list[str], windows: bool) -> str:
    """What the shell says when it opens.

    Parameters
    ----------
    board : Board
    names : list of str
        What is there besides the board.
    windows : bool
        Whether plots can be shown in windows.
    """
    info = board.info()
    hardware = "virtual board" if info.hardware == "virtual" else f"Red Pitaya {info.hardware}"
    besides = others(info.clients)
    given = [
        {"rp": "rp is the board", "np": "np numpy", "plt": "plt matplotlib.pyplot"}[name]
        for name in ("rp", "np", "plt")
        if name in names
    ]
    plots = "rp.scope.plot()" if windows else 'rp.scope.plot(file="-")'
    since = f" since {info.since.astimezone():%Y-%m-%d %H:%M}" if info.since else ""
    lines = [
        f"Board {info.board}: {hardware}, {info.hardware_state}. {info.hardware_note}".rstrip(),
        f"Server on {info.host} at {info.address}{since}, PyRPL {info.pyrpl_version}, "
        f"pyrpl_pyro {info.version}.",
        f"Also connected: {', '.join(besides)}." if besides else "Nobody else is connected.",
        f"{', '.join(given)}. Try:",
        f"  rp   rp.scope   rp.pid0.setpoint?   rp.scope.single()   {plots}",
    ]
    return "\n".join(lines) + "\n\n"


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
