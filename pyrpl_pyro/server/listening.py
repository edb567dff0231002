"""Where a server listens, and who may be told its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import network
from ..errors import StartError
from ..security import check_certified_for, check_may_listen
from ..security.admission import Admission
from ..settings import SecuritySettings
from .options import ServerOptions
from .reporting import Reporter
from .sessions import Sessions

if TYPE_CHECKING:
    from .daemon import BoardDaemon


def listen(
    options: ServerOptions,
    sessions: Sessions,
    greeting: Callable[[], dict[str, Any]],
    admission: Admission,
    security: SecuritySettings,
    reporter: Reporter,
) -> BoardDaemon:
    """Open the port of a server.

    Raises
    ------
    StartError
        The port is taken, the address is none of this machine, or nobody could reach it.
    SettingsError
        Others could reach it, and there is no proof that they would have to give.
    """
    from ..wire.guard import PeerLimits
    from .daemon import BoardDaemon

    host = options.host
    if host == "auto":
        host = network.address_facing(options.nameserver_host, options.nameserver_port)
    advertise = options.advertise
    if not advertise and network.is_wildcard(host):
        advertise = network.address_facing(options.nameserver_host, options.nameserver_port)
        if network.is_loopback(advertise):
            advertise = network.outward_address()
    for warning in (
        check_may_listen(host, security),
        check_certified_for(advertise or host, security),
    ):
        if warning:
            reporter.warning(warning)
    limits = PeerLimits(
        connections=options.connections,
        hello_seconds=options.handshake_timeout,
        message_seconds=options.message_timeout,
    )
    who = (advertise, sessions, greeting, limits, admission)
    # Clients that know its address find a server that took the place of another.
    port = options.port or options.last_port
    try:
        daemon = BoardDaemon(host, port, *who)
    except StartError:
        if options.port or not options.last_port:
            raise
        daemon = BoardDaemon(host, 0, *who)
    try:
        _check_reachable_for_others(options, advertise or host)
    except StartError:
        daemon.close()
        raise
    return daemon


def _check_reachable_for_others(options: ServerOptions, address: str) -> None:
    remote = options.use_nameserver and not network.is_loopback(options.nameserver_host)
    own = options.nameserver_host in network.own_addresses()
    if remote and not own and network.is_loopback(address):
        raise StartError(
            f"the name server at {options.nameserver_host} is on another machine, but this "
            f"server would listen on {address} only, where nobody else can reach it. "
            "Add --host auto (the address that faces the name server), or --host ADDRESS."
        )
