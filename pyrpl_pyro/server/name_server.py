"""The name server that a server registers its board with: the lab's, or one of its own."""

from __future__ import annotations

from typing import Any

from .. import network
from ..errors import NameServerNotFound
from ..nameserver import locate
from ..nameserver.running import RunningNameServer, start_embedded
from ..settings import SecuritySettings
from .options import ServerOptions
from .registration import Registration
from .reporting import Reporter

_LOCATE_SECONDS = 3.0


def find_name_server(
    options: ServerOptions, credentials: Any, security: SecuritySettings, reporter: Reporter
) -> tuple[Registration, RunningNameServer | None]:
    """Find the name server, or be one for this machine.

    Returns
    -------
    registration : Registration
        Registers names with it, also when it is restarted.
    nameserver : RunningNameServer or None
        The one that was started in this process, if there was none.

    Raises
    ------
    NameServerNotFound
        There is none, and it is one that the user has named.
    """
    host, port = options.nameserver_host, options.nameserver_port
    where = (host, port, _LOCATE_SECONDS, options.broadcast, options.broadcast_port)
    embedded = None
    try:
        locate(*where, credentials).close()
    except NameServerNotFound:
        if options.nameserver_required or not network.is_loopback(host):
            raise
        embedded = start_embedded(host, port, security)
        reporter.progress(
            f"no name server at {network.location(host, port)}: started one in this process, "
            "for this machine only. For a lab, run 'pyrpl-pyro nameserver'."
        )
    registration = Registration(
        options.board,
        host,
        port,
        timeout=_LOCATE_SECONDS,
        broadcast=options.broadcast,
        broadcast_port=options.broadcast_port,
        credentials=credentials,
    )
    return registration, embedded
