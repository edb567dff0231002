"""``pyrpl-pyro nameserver``."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from ..settings import FIELDS
from .common import Common, InsecureOption, command


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "nameserver", shared=("traceback",))
    def nameserver(
        common: Common,
        config: Annotated[
            Path | None,
            typer.Option(
                "--config",
                metavar="FILE",
                help="Settings file, such as nameserver_config/lab.toml.",
                show_default=False,
            ),
        ] = None,
        host: Annotated[
            str | None, typer.Option(help=_help("host"), metavar="ADDRESS", show_default=False)
        ] = None,
        port: Annotated[
            int | None, typer.Option(help=_help("port"), metavar="PORT", show_default=False)
        ] = None,
        broadcast: Annotated[
            bool | None,
            typer.Option("--broadcast/--no-broadcast", help=_help("broadcast"), show_default=False),
        ] = None,
        broadcast_port: Annotated[
            int | None,
            typer.Option(help=_help("broadcast_port"), metavar="PORT", show_default=False),
        ] = None,
        storage: Annotated[
            str | None,
            typer.Option(help=_help("storage"), metavar="memory|sql:FILE", show_default=False),
        ] = None,
        autoclean: Annotated[
            float | None,
            typer.Option(help=_help("autoclean"), metavar="SECONDS", show_default=False),
        ] = None,
        insecure: InsecureOption = None,
        parent_pid: Annotated[int | None, typer.Option(hidden=True)] = None,
    ) -> None:
        """Run a name server, where clients find boards."""
        from ..nameserver.running import run
        from ..server.lifeline import watch_parent

        settings = Common(common.nameserver, config or common.settings_file).load(
            nameserver_host=host,
            nameserver_port=port,
            nameserver_broadcast=broadcast,
            nameserver_broadcast_port=broadcast_port,
            nameserver_storage=storage,
            nameserver_autoclean=autoclean,
            security_insecure=insecure,
        )
        ended = threading.Event()
        if parent_pid is not None:
            watch_parent(parent_pid, ended.set)
        run(settings.nameserver, settings.security, ended=ended)


def _help(key: str) -> str:
    doc = str(FIELDS[f"nameserver.{key}"].metadata["doc"])
    return doc[0].upper() + doc[1:] + "."
