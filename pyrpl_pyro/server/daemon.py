"""The Pyro5 daemon of a server process: who may connect, and what is registered."""

from __future__ import annotations

import errno
import logging
import sys
from typing import Any

import Pyro5.api
import Pyro5.errors
from Pyro5 import config

from .. import __version__
from ..errors import StartError
from ..network import keep_alive
from ..security.admission import Admission
from ..wire.guard import GuardedDaemon, PeerLimits
from ..wire.protocol import PROTOCOL_VERSION
from ..wire.serializers import accept_only_safe_serializers
from .exposure import BoardDaemonObject
from .native import NativeConnections
from .sessions import Sessions, full

logger = logging.getLogger(__name__)


class BoardDaemon(GuardedDaemon, Pyro5.api.Daemon):
    """Pyro5's daemon with our handshake.

    Attributes
    ----------
    sessions : Sessions
    native : NativeConnections or None
        Serves the connections of our own clients.
    """

    def __init__(
        self,
        host: str,
        port: int,
        advertise: str,
        sessions: Sessions,
        greeting: Any,
        limits: PeerLimits,
        admission: Admission,
    ):
        accept_only_safe_serializers()
        self.guard(limits)
        if sys.platform == "win32":
            config.SOCK_REUSE = False
        self.sessions = sessions
        self.native: NativeConnections | None = None
        self._greeting = greeting
        self._admission = admission
        try:
            super().__init__(
                host,
                port,
                nathost=advertise or None,
                natport=0 if advertise else None,
                interface=BoardDaemonObject,
            )
        except OSError as error:
            raise _cannot_listen(error, host, port) from error

    def refused_for_room(self, what: str, count: int) -> str:
        return full(str(self._greeting().get("board")), what, count)

    def secure(self, conn: Any, deadline: float) -> bool:
        return self._admission.admit(conn, deadline)

    def _handshake(self, conn: Any, denied_reason: str | None = None) -> bool:
        accepted = False
        try:
            accepted = super()._handshake(conn, denied_reason)
        finally:
            if not accepted:
                # Pyro announces the end of accepted connections only.
                self.sessions.disconnect(conn)
        return accepted

    def validateHandshake(self, conn: Any, data: Any) -> dict[str, Any]:
        identity = self._admission.identify(conn, data)
        if isinstance(data, dict) and data.get("pyrpl_pyro", PROTOCOL_VERSION) != PROTOCOL_VERSION:
            raise Pyro5.errors.SecurityError(
                f"the server speaks version {PROTOCOL_VERSION} of the wire protocol "
                f"(pyrpl_pyro {__version__}), the client version {data['pyrpl_pyro']}"
            )
        keep_alive(conn.sock, idle=2, interval=1, probes=3, unanswered=5)
        self.sessions.connect(conn, data, identity)
        return {"pyrpl_pyro": PROTOCOL_VERSION, "version": __version__, **self._greeting()}

    def handleRequest(self, conn: Any) -> None:
        session = self.sessions.of(conn)
        if not session.native:
            super().handleRequest(conn)
            return
        assert self.native is not None
        self.native.serve(conn.sock, session.identifier)
        raise Pyro5.errors.ConnectionClosedError("the connection has ended")

    def clientDisconnect(self, conn: Any) -> None:
        self.sessions.disconnect(conn)


def _cannot_listen(error: OSError, host: str, port: int) -> StartError:
    if error.errno == errno.EADDRINUSE:
        return StartError(
            f"port {port} of {host} is taken by another program. Choose another with --port, or "
            "leave it out for any free one."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return StartError(f"{host} is not an address of this machine. Check --host.")
    return StartError(f"cannot listen on {host}:{port}: {error.strerror or error}.")
