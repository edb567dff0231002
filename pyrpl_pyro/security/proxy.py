"""Pyro's proxy on a connection whose other side has proven what it is."""

from __future__ import annotations

import socket
import time
from typing import Any

from Pyro5 import core, protocol, serializers, socketutil
from Pyro5 import errors as pyro_errors
from Pyro5.client import Proxy

from ..errors import AccessRefused, PyrplError, UntrustedServer
from .credentials import Credentials
from .tls import alert


class SecureProxy(Proxy):
    """A proxy that proves itself to the server, and has the server prove itself.

    Without credentials it is Pyro's proxy as it is.

    Parameters
    ----------
    uri : str
        ``PYRO:object@host:port``.
    credentials : Credentials
    name : str
        Name or address that the server must be certified for; that of the URI when empty.
    """

    def __init__(self, uri: str, credentials: Credentials, name: str = ""):
        super().__init__(uri)
        self.__dict__["credentials"] = credentials
        self.__dict__["certified_name"] = name or self._pyroUri.host

    # Pyro has its own TLS, but one for the whole process, which may use other servers too.
    def _Proxy__pyroCreateConnection(
        self, replaceUri: bool = False, connected_socket: Any = None
    ) -> bool:
        credentials: Credentials = self.__dict__["credentials"]
        if not credentials or connected_socket is not None:
            return super()._Proxy__pyroCreateConnection(replaceUri, connected_socket)
        self._Proxy__check_owner()
        if self._pyroConnection is not None:
            return False
        self._connect_securely(credentials)
        return True

    def _connect_securely(self, credentials: Credentials) -> None:
        uri = self._pyroUri
        limit = self._pyroTimeout
        deadline = None if limit is None else time.monotonic() + limit
        try:
            peer = socket.create_connection((uri.host, uri.port), limit)
        except TimeoutError as error:
            raise pyro_errors.TimeoutError(f"cannot connect to {uri.location}: timeout") from error
        except OSError as error:
            text = f"cannot connect to {uri.location}: {error}"
            raise pyro_errors.CommunicationError(text) from error
        try:
            socketutil.set_nodelay(peer)
            socketutil.set_keepalive(peer)
            _limit(peer, deadline)
            peer = credentials.secure(peer, self.__dict__["certified_name"])
            connection = socketutil.SocketConnection(peer, uri.object)
            _limit(peer, deadline)
            self._greet(connection, uri)
            peer.settimeout(limit)
        except BaseException as error:
            peer.close()
            told = _told(error, uri.location)
            if told is error:
                raise
            raise told from error

    def _greet(self, connection: Any, uri: core.URI) -> None:
        serializer = serializers.serializers[self._pyroSerializer or "serpent"]
        hello = serializer.dumps({"handshake": self._pyroHandshake, "object": uri.object})
        connection.send(
            protocol.SendingMessage(
                protocol.MSG_CONNECT, 0, self._pyroSeq, serializer.serializer_id, hello
            ).data
        )
        kinds = [protocol.MSG_CONNECTOK, protocol.MSG_CONNECTFAIL]
        answer = protocol.recv_stub(connection, kinds)
        if answer.serializer_id != serializer.serializer_id:
            raise pyro_errors.ProtocolError("the answer is in another serializer")
        response = serializer.loads(answer.data)
        if answer.type == protocol.MSG_CONNECTFAIL:
            raise pyro_errors.CommunicationError(
                f"connection to {uri.location} rejected: {response}"
            )
        self._Proxy__processMetadata(response["meta"])
        self._pyroConnection = connection
        self._pyroLocalSocket = connection.sock.getsockname()
        self._pyroValidateHandshake(response["handshake"])


def refusal(error: BaseException | None) -> PyrplError | None:
    """The refusal behind an error of a proxy, where there is one."""
    while error is not None:
        if isinstance(error, (AccessRefused, UntrustedServer)):
            return error
        error = error.__cause__
    return None


def _limit(peer: socket.socket, deadline: float | None) -> None:
    peer.settimeout(None if deadline is None else max(0.001, deadline - time.monotonic()))


def _told(error: BaseException, where: str) -> BaseException:
    """The error that a user of Pyro's proxies expects, or our own refusal."""
    if isinstance(error, (pyro_errors.PyroError, OSError)) and not isinstance(error, PyrplError):
        told = alert(str(error))
        if told:
            return AccessRefused(f"it refused this client: {told}")
    if isinstance(error, TimeoutError):
        return pyro_errors.TimeoutError(f"cannot connect to {where}: timeout")
    if isinstance(error, OSError) and not isinstance(error, PyrplError):
        return pyro_errors.ConnectionClosedError(f"cannot connect to {where}: {error}")
    return error
