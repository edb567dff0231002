"""Run Pyro5's own name server, in this process or in the foreground."""

from __future__ import annotations

import errno
import logging
import signal
import sys
import threading
from types import FrameType
from typing import TextIO

from Pyro5 import config
from Pyro5.nameserver import BroadcastServer, SqlStorage

from .. import network
from ..errors import (
    AccessRefused,
    NameServerNotFound,
    PyrplError,
    SettingsError,
    StartError,
    UntrustedServer,
)
from ..notify import Notifier
from ..security import check_may_listen, check_may_serve, credentials_of
from ..security.admission import Admission
from ..settings import NameServerSettings, SecuritySettings
from ..wire.serializers import accept_only_safe_serializers
from .connection import locate
from .daemon import Daemon

log = logging.getLogger(__name__)

STOP_SECONDS = 3.0
"""Limit of an orderly end; Pyro's own waits for each of up to 80 connections in turn."""


class RunningNameServer:
    """A name server that runs in threads of this process.

    Use it in a ``with`` statement, or call :meth:`stop`.

    Attributes
    ----------
    host, port : str, int
        Address to call it at. When it listens on every address of this computer, the host
        is one that other computers can reach.
    security : SecuritySettings
        What it asks clients for.
    warning : str
        What the administrator should know of how it listens, empty for nothing.
    """

    def __init__(self, settings: NameServerSettings, security: SecuritySettings | None = None):
        self.security = security or SecuritySettings()
        self.warning = check_may_listen(settings.host, self.security)
        self._credentials = credentials_of(self.security)
        check_may_serve(self.security)
        accept_only_safe_serializers()
        if sys.platform == "win32":
            # There the option lets a second program listen on a port that is taken.
            config.SOCK_REUSE = False
        self._settings = settings
        self.host = settings.host
        if network.is_wildcard(settings.host):
            self.host = network.outward_address()
        self._broadcast_server: BroadcastServer | None = None
        daemon = self._listen()
        self._daemon: Daemon | None = daemon
        self.port = int(daemon.sock.getsockname()[1])
        if settings.broadcast:
            try:
                self._broadcast_server = self._listen_for_broadcasts(daemon)
            except BaseException:
                self.stop()
                raise
        threading.Thread(target=daemon.requestLoop, name="name server", daemon=True).start()

    @property
    def address(self) -> str:
        """``host:port`` to call it at."""
        return network.location(self.host, self.port)

    def __enter__(self) -> RunningNameServer:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def stop(self, timeout: float = STOP_SECONDS) -> None:
        """Stop answering, within `timeout` (s); stopping again does nothing."""
        daemon, self._daemon = self._daemon, None
        if daemon is None:
            return
        if self._broadcast_server is not None:
            self._broadcast_server.close()
        cleaner, daemon.cleaner_thread = daemon.cleaner_thread, None
        if cleaner is not None:
            # Joining it could last as long as all dead names take to time out.
            cleaner.stop = True
        ending = threading.Thread(target=daemon.shutdown, name="name server's end", daemon=True)
        ending.start()
        ending.join(timeout)
        for connection in list(daemon.connections):
            connection.close()
        if ending.is_alive():
            log.warning("the name server at %s did not end within %g s", self.address, timeout)

    def check(self) -> None:
        """Ask it for a word, as a client does.

        Raises
        ------
        NameServerNotFound
            It does not answer.
        """
        locate(self.host, self.port, timeout=2.0, credentials=self._credentials).close()

    def _listen(self) -> Daemon:
        settings = self._settings
        # Pyro would listen on ::1 for "localhost" where that comes first.
        host = network.LOOPBACK if settings.host == "localhost" else settings.host
        # Names that are handed out must not point to 0.0.0.0.
        advertised = self.host if network.is_wildcard(settings.host) else None
        config.NS_AUTOCLEAN = settings.autoclean
        _check_storage(settings.storage)
        try:
            return Daemon(
                Admission(self._credentials),
                host,
                settings.port,
                nathost=advertised,
                natport=settings.port if advertised else None,
                storage=settings.storage,
            )
        except OSError as error:
            raise _cannot_listen(error, host, settings.port) from error

    def _listen_for_broadcasts(self, daemon: Daemon) -> BroadcastServer:
        settings = self._settings
        if network.is_loopback(settings.host):
            raise SettingsError(
                f"broadcast = true with host = {settings.host!r}: nobody else could reach what "
                "the broadcast tells; listen on host = '0.0.0.0', or set broadcast = false"
            )
        try:
            server = BroadcastServer(
                daemon.uriFor(daemon.nameserver, nat=False),
                bcport=settings.broadcast_port,
            )
        except OSError as error:
            raise StartError(
                f"UDP port {settings.broadcast_port} for broadcasts cannot be used: "
                f"{error.strerror or error}; set broadcast_port to another one, "
                "or broadcast = false"
            ) from error
        server.runInThread()
        return server


def start_embedded(
    host: str = network.LOOPBACK, port: int = 9090, security: SecuritySettings | None = None
) -> RunningNameServer:
    """Run a name server, which keeps names in memory, in a thread of this process.

    Parameters
    ----------
    host : str
        Address to listen on.
    port : int
        TCP port; 0 for any free one.
    security : SecuritySettings or None
        What it proves itself with, and asks clients for; None for nothing.

    Raises
    ------
    StartError
        It cannot listen there.
    SettingsError
        Other computers could reach it there without any proof.
    """
    return RunningNameServer(NameServerSettings(host=host, port=port), security)


def run(
    settings: NameServerSettings,
    security: SecuritySettings | None = None,
    *,
    ended: threading.Event | None = None,
    output: TextIO | None = None,
    warnings: TextIO | None = None,
) -> None:
    """Run a name server until SIGINT or SIGTERM; call it from the main thread.

    Parameters
    ----------
    settings : NameServerSettings
        How to run it.
    security : SecuritySettings or None
        What it proves itself with, and asks clients for; None for nothing.
    ended : threading.Event or None
        It also ends when this is set.
    output, warnings : text file or None
        Where the line with the address, and warnings, go; None for stdout and stderr.

    Raises
    ------
    StartError
        It cannot listen at the address.
    SettingsError
        The settings do not fit together or to this computer.
    """
    ended = ended or threading.Event()
    output, warnings = output or sys.stdout, warnings or sys.stderr

    def end(signal_number: int, frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with RunningNameServer(settings, security) as server:
            print(_ready(server, settings), file=output, flush=True)
            if server.warning:
                print(_exposed(server, settings), file=warnings, flush=True)
            notifier = Notifier.from_environment()
            notifier.send(READY=1, STATUS=f"at {server.address}")
            # Windows delivers Ctrl-C only between waits.
            while not ended.wait(0.5):
                _tell_watchdog(notifier, server)
            notifier.send(STOPPING=1)
        print("name server stopped", file=output, flush=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell_watchdog(notifier: Notifier, server: RunningNameServer) -> None:
    """Tell systemd's watchdog that the name server answers, as often as it wants to hear it."""
    if not notifier.is_due():
        return
    try:
        server.check()
    except NameServerNotFound as error:
        log.error("the name server does not answer itself: %s", error)
    else:
        notifier.send(WATCHDOG=1)


def _ready(server: RunningNameServer, settings: NameServerSettings) -> str:
    kept = "in memory" if settings.storage == "memory" else f"in {settings.storage[4:]}"
    parts = [f"names kept {kept}"]
    if settings.broadcast:
        parts.append(f"answers broadcasts on UDP port {settings.broadcast_port}")
    if server.security.directory:
        parts.append("for clients with a certificate")
    elif server.security.token_file:
        parts.append("for clients with a token")
    return f"name server ready at {server.address} ({', '.join(parts)})"


def _exposed(server: RunningNameServer, settings: NameServerSettings) -> str:
    where = server.address
    if network.is_wildcard(settings.host):
        where = " and ".join(
            network.location(address, server.port) for address in network.own_addresses()
        )
    return (
        f"warning: every computer that reaches {where} can look up, register and remove names; "
        "run it in a network that you trust"
    )


def _check_storage(storage: str) -> None:
    if storage == "memory":
        return
    import sqlite3

    file = storage.removeprefix("sql:")
    try:
        SqlStorage(file)
    except sqlite3.Error as error:
        raise SettingsError(
            f"the names cannot be kept in {file}: {error}; name a file in a folder that exists "
            "and can be written to"
        ) from error


def _cannot_listen(error: OSError, host: str, port: int) -> PyrplError:
    where = network.location(host, port)
    if error.errno == errno.EADDRINUSE:
        return StartError(f"port {port} is taken: {_who_is_there(host, port)}")
    if error.errno == errno.EADDRNOTAVAIL:
        own = ", ".join([network.LOOPBACK, *network.own_addresses()])
        return StartError(
            f"the name server cannot listen on {host}: it is no address of this computer, which "
            f"has {own}; give one of them, or 0.0.0.0 for all"
        )
    if error.errno == errno.EACCES:
        return StartError(
            f"the name server may not listen on {where}: ports below 1024 are for the system; "
            "choose another port"
        )
    return StartError(f"the name server cannot listen on {where}: {error.strerror or error}")


def _who_is_there(host: str, port: int) -> str:
    host = network.LOOPBACK if network.is_wildcard(host) else host
    address = network.location(host, port)
    there = f"a name server is running at {address} already; use that one, or choose another port"
    try:
        with locate(host, port, timeout=2.0):
            return there
    except (AccessRefused, UntrustedServer):
        return there
    except NameServerNotFound:
        return f"another program, which is no name server, uses {address}; choose another port"
