"""``pyrpl-pyro serve``."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from .. import naming
from ..errors import SettingsError
from ..network import is_loopback
from ..settings import FIELDS, Settings
from .common import Common, InsecureOption, command


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "serve", shared=("nameserver", "settings", "traceback"))
    def serve(
        common: Common,
        board: Annotated[
            str | None,
            typer.Option(
                metavar="NAME",
                help="Name of the board; made from the host name when left out.",
                show_default=False,
            ),
        ] = None,
        hostname: Annotated[
            str | None,
            typer.Option(
                metavar="ADDRESS",
                help="Host name or address of the Red Pitaya, such as rp-f08d6c.local.",
                show_default=False,
            ),
        ] = None,
        virtual: Annotated[
            bool, typer.Option("--virtual", help="Serve a simulated board: no hardware.")
        ] = False,
        plant: Annotated[
            str | None,
            typer.Option(help=_help("plant"), metavar="PLANT", show_default=False),
        ] = None,
        plant_file: Annotated[
            str | None,
            typer.Option(help=_help("plant_file"), metavar="FILE", show_default=False),
        ] = None,
        gui: Annotated[bool, typer.Option("--gui", help="Show PyRPL's own window too.")] = False,
        config: Annotated[
            str | None,
            typer.Option(
                metavar="NAME",
                help="PyRPL configuration to use; the board's name when left out.",
                show_default=False,
            ),
        ] = None,
        create_config: Annotated[
            bool,
            typer.Option("--create-config", help="Make the configuration NAME when it is new."),
        ] = False,
        user: Annotated[
            str, typer.Option(metavar="NAME", help="SSH user on the Red Pitaya.")
        ] = "root",
        password: Annotated[
            str, typer.Option(metavar="WORD", help="SSH password on the Red Pitaya.")
        ] = "root",
        sshport: Annotated[
            int, typer.Option(metavar="PORT", help="SSH port of the Red Pitaya.")
        ] = 22,
        boardport: Annotated[
            int,
            typer.Option(metavar="PORT", help="Port of PyRPL's monitor server on the Red Pitaya."),
        ] = 2222,
        reloadfpga: Annotated[
            bool | None,
            typer.Option(
                "--reloadfpga/--no-reloadfpga",
                help="Load PyRPL's bitfile in any case, or in no case; otherwise when needed.",
                show_default=False,
            ),
        ] = None,
        take_board: Annotated[
            bool,
            typer.Option(
                "--take-board", help="Take the Red Pitaya from another server that holds it."
            ),
        ] = False,
        adopt: Annotated[
            bool | None,
            typer.Option(
                "--adopt/--no-adopt",
                help="Keep what the registers hold, or write the saved settings; without this "
                "they are kept after a server that did not end in order.",
                show_default=False,
            ),
        ] = None,
        host: Annotated[
            str | None,
            typer.Option(help=_help("host"), metavar="ADDRESS", show_default=False),
        ] = None,
        port: Annotated[
            int | None, typer.Option(help=_help("port"), metavar="PORT", show_default=False)
        ] = None,
        advertise: Annotated[
            str | None,
            typer.Option(help=_help("advertise"), metavar="ADDRESS", show_default=False),
        ] = None,
        supervise: Annotated[
            bool | None,
            typer.Option(
                "--supervise/--no-supervise",
                help="Start the server again when it crashes or hangs, or not; by default yes.",
                show_default=False,
            ),
        ] = None,
        watchdog: Annotated[
            float | None,
            typer.Option(help=_help("watchdog"), metavar="SECONDS", show_default=False),
        ] = None,
        insecure: InsecureOption = None,
        broadcast: Annotated[
            bool | None,
            typer.Option(
                "--broadcast/--no-broadcast",
                help="Ask the local network for a name server.",
                show_default=False,
            ),
        ] = None,
        log_level: Annotated[
            str | None, typer.Option(help=_help("log_level"), metavar="LEVEL", show_default=False)
        ] = None,
        log_file: Annotated[
            str | None, typer.Option(help=_help("log_file"), metavar="FILE", show_default=False)
        ] = None,
        quiet: Annotated[
            bool, typer.Option("--quiet", "-q", help="Print nothing but warnings and errors.")
        ] = False,
        announce: Annotated[bool, typer.Option("--announce", hidden=True)] = False,
        parent_pid: Annotated[int | None, typer.Option(hidden=True)] = None,
    ) -> None:
        """Serve a board: run PyRPL for it and share its modules."""
        from ..server.options import LIMITS, ServerOptions

        if virtual == bool(hostname):
            raise SettingsError(
                "give either --hostname ADDRESS of a Red Pitaya, or --virtual for a simulated one"
            )
        if plant is not None and not virtual:
            raise SettingsError("--plant is for a simulated board: give it with --virtual")
        if plant_file is not None and not virtual:
            raise SettingsError("--plant-file is for a simulated board: give it with --virtual")
        if adopt and (virtual or reloadfpga):
            raise SettingsError(
                "--adopt keeps what the registers of a Red Pitaya hold: leave out "
                + ("--virtual" if virtual else "--reloadfpga, which resets them")
            )
        settings = common.load(
            server_plant=plant,
            server_plant_file=plant_file,
            nameserver_broadcast=broadcast,
            server_host=host,
            server_port=port,
            server_advertise=advertise,
            server_supervise=supervise,
            server_watchdog=watchdog,
            security_insecure=insecure,
            server_log_level=log_level,
            server_log_file=log_file,
        )
        options = ServerOptions(
            board=naming.check_board_name(board or _board_name(hostname)),
            hostname=hostname,
            virtual=virtual,
            plant=settings.server.plant,
            plant_file=settings.server.plant_file,
            gui=gui,
            config=config,
            create_config=create_config,
            user=user,
            password=password,
            sshport=sshport,
            boardport=boardport,
            reloadfpga="auto" if reloadfpga is None else reloadfpga,
            take_board=take_board,
            adopt=adopt,
            nameserver_host=settings.nameserver.host,
            nameserver_port=settings.nameserver.port,
            nameserver_required=_is_required(settings),
            broadcast=settings.nameserver.broadcast,
            broadcast_port=settings.nameserver.broadcast_port,
            host=settings.server.host,
            port=settings.server.port,
            advertise=settings.server.advertise,
            journal_entries=settings.server.journal_entries,
            **{name: getattr(settings.server, name) for name in LIMITS},
            lease_grace=settings.server.lease_grace,
            security_directory=settings.security.directory,
            token_file=settings.security.token_file,
            insecure=settings.security.insecure,
            log_level=settings.server.log_level,
            log_file=settings.server.log_file,
            quiet=quiet,
            announce=announce,
            parent_pid=parent_pid,
        )
        # A program that starts a server with its own lifeline sees itself when that ends.
        alone = parent_pid is not None and supervise is None
        if alone or not settings.server.supervise or sys.platform == "win32":
            from ..server.process import run_server

            status = run_server(options)
        else:
            from ..supervisor import supervise as run_supervised

            status = run_supervised(options, settings.server.watchdog, common.traceback)
        raise typer.Exit(status)


def _board_name(hostname: str | None) -> str:
    """Name for a board that was given none: ``rp-f08d6c`` for ``rp-f08d6c.local``."""
    if hostname is None:
        return "virtual"
    if re.fullmatch(r"[0-9.]+", hostname):
        return hostname.replace(".", "-")
    return hostname.partition(".")[0]


def _is_required(settings: Settings) -> bool:
    """Whether the name server must be there, rather than be started with the board."""
    source = settings.source("nameserver.host")
    if source == "default" or source.startswith("file "):
        return settings.nameserver.broadcast or not is_loopback(settings.nameserver.host)
    return True


def _help(key: str) -> str:
    doc = str(FIELDS[f"server.{key}"].metadata["doc"])
    return doc[0].upper() + doc[1:] + "."
