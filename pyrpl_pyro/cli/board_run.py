"""``pyrpl-pyro board run``."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import StartError
from ..network import LOOPBACK, is_loopback, is_wildcard, own_addresses
from .common import Common, command

if TYPE_CHECKING:
    from ..virtual.serving import BoardServer


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "run", shared=("traceback",))
    def run(
        common: Common,
        host: Annotated[
            str, typer.Option(metavar="ADDRESS", help="Address of this computer to listen at.")
        ] = "127.0.0.1",
        port: Annotated[
            int, typer.Option(metavar="PORT", help="Port of the monitor server; 0: a free one.")
        ] = 2222,
        sshport: Annotated[
            int, typer.Option(metavar="PORT", help="Port of the SSH server; 0: a free one.")
        ] = 2223,
        plant: Annotated[
            str,
            typer.Option(
                metavar="PLANT",
                help="What is connected, as NAME or NAME:KEY=VALUE,KEY=VALUE: loopback (cables "
                "from out1 to in1 and from out2 to in2), none, and others.",
            ),
        ] = "loopback",
        plant_file: Annotated[
            str | None,
            typer.Option(
                metavar="FILE",
                help="Python file with plants of your own.",
                show_default=False,
            ),
        ] = None,
        latency: Annotated[
            float,
            typer.Option(
                metavar="SECONDS",
                help="Time by which every answer comes late; with a real board, some 0.0005.",
            ),
        ] = 0.0,
        password: Annotated[
            str, typer.Option(metavar="WORD", help="SSH password of the user root.")
        ] = "root",
        os_version: Annotated[
            str, typer.Option(metavar="TEXT", help="Release of the board's system.")
        ] = "2.00-23",
        image_loaded: Annotated[
            bool,
            typer.Option(
                "--image-loaded/--no-image-loaded",
                help="Whether PyRPL's FPGA image is loaded at first.",
            ),
        ] = True,
        server_installed: Annotated[
            bool,
            typer.Option(
                "--server-installed/--no-server-installed",
                help="Whether PyRPL's monitor server is installed on the board at first.",
            ),
        ] = True,
    ) -> None:
        """Run a virtual Red Pitaya, on which any PyRPL starts as on a real one.

        It ends at Ctrl-C.
        """
        from ..virtual import VirtualBoard, load_plants
        from ..virtual.serving import BoardServer, Setup

        with _until_signal() as ended, contextlib.ExitStack() as cleaning:
            setup = Setup(os_version, image_loaded, server_installed)
            try:
                if plant_file is not None:
                    load_plants(plant_file)
            except ValueError as error:
                raise StartError(f"--plant-file: {error}") from error
            try:
                board = VirtualBoard(plant=plant, progress=_say)
            except (TypeError, ValueError) as error:
                raise StartError(f"--plant {plant}: {error}") from error
            cleaning.callback(board.close)
            server = BoardServer(
                board, host, port, sshport, password=password, latency=latency, setup=setup
            )
            try:
                cleaning.enter_context(server)
            except OSError as error:
                raise StartError(
                    f"{error}; give another --port, --sshport or --host, or 0 for a free port"
                ) from error
            print(_ready(server), flush=True)
            if not is_loopback(host):
                _say(
                    "warning: every computer that reaches this one can use the board; "
                    "run it in a network that you trust"
                )
            # Windows delivers Ctrl-C only between waits.
            while not ended.wait(0.5):
                pass
        print("virtual Red Pitaya stopped", flush=True)


def _ready(server: BoardServer) -> str:
    hostname = (*own_addresses(), LOOPBACK)[0] if is_wildcard(server.host) else server.host
    return (
        f"virtual Red Pitaya ready at {hostname}, port {server.port}, sshport {server.sshport}; "
        "in Python:\n"
        f'    p = pyrpl.Pyrpl(config="virtual", hostname="{hostname}", '
        f"port={server.port}, sshport={server.sshport})"
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _until_signal() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set."""
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
