"""Who may connect to a Pyro daemon of ours: decided before anything is read from a client.

It runs in the worker thread of the connection, with a limit for the whole, so that a
client that says nothing, or garbage, keeps nobody else waiting.
"""

from __future__ import annotations

import hmac
import logging
import socket
import ssl
import struct
import threading
import time
from typing import Any

from Pyro5 import errors as pyro_errors
from Pyro5 import protocol, serializers

from ..errors import AccessRefused, SettingsError
from . import tls, tokens
from .credentials import Credentials
from .identity import EVERYONE, Identity

logger = logging.getLogger(__name__)

_WRONG_SECONDS = 0.2
_WRONG_AT_ONCE = 16
_LINGER_SECONDS = 1.0
_QUIET_SECONDS = 60.0
_PEERS_KEPT = 1000
_TLS_RECORD = 0x16
_HEADER = struct.Struct(protocol._header_format)


class Admission:
    """Lets clients in, or not.

    Parameters
    ----------
    credentials : Credentials
        What this process proves itself with, and asks clients for.
    """

    def __init__(self, credentials: Credentials):
        self._credentials = credentials
        self._slowed = threading.Semaphore(_WRONG_AT_ONCE)
        self._log = _RefusalLog()

    def admit(self, connection: Any, deadline: float) -> bool:
        """Make a new connection secure until `deadline`; whether it may go on to Pyro's handshake.

        A client that has proven itself has ``connection.identity`` then; a plain Pyro5
        client proves its token in Pyro's handshake, see :meth:`identify`.
        """
        peer: socket.socket = connection.sock
        # TLS takes the socket over: nothing can be asked of this one then.
        before, where = peer.gettimeout(), _address(peer)
        connection.identity = None
        try:
            start = _first_bytes(peer, deadline)
            if not start:
                return False
            peer.settimeout(max(0.1, deadline - time.monotonic()))
            if self._credentials.certificates is not None:
                self._admit_tls(connection, start)
            elif self._credentials:
                self._admit_token(connection, start)
            else:
                self._admit_anyone(connection, start)
            connection.sock.settimeout(before)
            return True
        except (AccessRefused, SettingsError) as error:
            self._log.add(where, str(error))
        except ssl.SSLError as error:
            self._log.add(where, _explained(error))
        except TimeoutError:
            self._log.add(where, "it did not prove itself in time")
        except (OSError, EOFError) as error:
            self._log.add(where, str(error))
        _let_read(connection.sock)
        return False

    def identify(self, connection: Any, hello: Any) -> Identity:
        """Who a client is, from what it says in Pyro's handshake if it is not known yet.

        Raises
        ------
        SecurityError
            It knows no token.
        """
        identity: Identity | None = getattr(connection, "identity", None)
        if identity is None:
            identity = self._identity_of_hello(connection, hello)
            connection.identity = identity
        return identity

    def _identity_of_hello(self, connection: Any, hello: Any) -> Identity:
        given = hello.get("token") if isinstance(hello, dict) else hello
        if not isinstance(given, str) or given == "hello":
            self._log.add(_address(connection.sock), "it gave no token")
            raise pyro_errors.SecurityError(
                "this server takes only clients that know a token of this lab: set "
                "security.token_file (a plain Pyro5 client: proxy._pyroHandshake = TOKEN)"
            )
        theirs = given.encode()
        token = tokens.find(
            self._credentials.tokens,
            lambda item: hmac.compare_digest(item.secret.encode(), theirs),
        )
        if token is None:
            self._slow_down()
            self._log.add(_address(connection.sock), "a wrong token")
            raise pyro_errors.SecurityError("this server does not know that token")
        return token.identity

    def _admit_anyone(self, connection: Any, start: bytes) -> None:
        if start[0] == _TLS_RECORD:
            raise AccessRefused(
                "it speaks TLS, but this server was started without security.directory"
            )
        if start.startswith(tokens.MAGIC[:5]):
            tokens.decline(connection.sock)
            raise AccessRefused(
                "it wants to prove a token, but this server was started without security.token_file"
            )
        connection.identity = EVERYONE

    def _admit_token(self, connection: Any, start: bytes) -> None:
        if start[0] == _TLS_RECORD:
            raise AccessRefused(
                "it speaks TLS, but this server was started with security.token_file"
            )
        if start.startswith(tokens.MAGIC[:5]):
            known = self._credentials.tokens
            token = tokens.ask_for_proof(connection.sock, known, self._slow_down)
            connection.identity = token.identity

    def _admit_tls(self, connection: Any, start: bytes) -> None:
        certificates = self._credentials.certificates
        assert certificates is not None
        if start.startswith(b"PYRO"):
            _refuse_plainly(
                connection.sock,
                "this server takes TLS connections only, from clients with a certificate of this "
                "lab: set security.directory (a plain Pyro5 client: Pyro5.config.SSL)",
            )
            raise AccessRefused("it does not speak TLS")
        if start.startswith(tokens.MAGIC[:5]):
            tokens.decline(connection.sock)
            raise AccessRefused("it wants to prove a token, but this server takes certificates")
        secured = certificates.context(server=True).wrap_socket(
            connection.sock, server_side=True, do_handshake_on_connect=False
        )
        connection.sock = secured
        secured.do_handshake()
        connection.identity = tls.identity_of(secured.getpeercert())

    def _slow_down(self) -> None:
        """Make guessing slow, without letting guessers take all the threads."""
        if self._slowed.acquire(blocking=False):
            try:
                time.sleep(_WRONG_SECONDS)
            finally:
                self._slowed.release()


class _RefusalLog:
    """One line for each client's address and reason a minute, however often it tries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def add(self, where: str, reason: str) -> None:
        now = time.monotonic()
        with self._lock:
            last, count = self._seen.get((where, reason), (-_QUIET_SECONDS, 0))
            if now - last < _QUIET_SECONDS:
                self._seen[where, reason] = (last, count + 1)
                return
            if len(self._seen) >= _PEERS_KEPT:
                self._seen.clear()
            self._seen[where, reason] = (now, 0)
        more = f" (and {count} times before, since the last such line)" if count else ""
        logger.warning("refused a client from %s: %s%s", where, reason, more)


def _address(peer: socket.socket) -> str:
    try:
        return str(peer.getpeername()[0])
    except (OSError, IndexError):
        return "an address that has gone"


def _first_bytes(peer: socket.socket, deadline: float) -> bytes:
    """What a client says first, left there to be read; empty when it closed or was silent."""
    while True:
        peer.settimeout(max(0.01, deadline - time.monotonic()))
        start = peer.recv(8, socket.MSG_PEEK)
        # Five bytes tell all that may come apart; TLS is known by its first.
        if not start or start[0] == _TLS_RECORD or len(start) >= 5:
            return start
        if not b"PPTOK".startswith(start) and not b"PYRO".startswith(start[:4]):
            return start
        if time.monotonic() > deadline:
            raise TimeoutError("no complete greeting")
        time.sleep(0.01)


def _refuse_plainly(peer: socket.socket, reason: str) -> None:
    """Answer Pyro's handshake, unread but for its head, with a refusal."""
    fields = _HEADER.unpack(tokens.receive(peer, _HEADER.size))
    known = serializers.serializers_by_id
    serializer = known.get(fields[3]) or serializers.serializers["serpent"]
    answer = protocol.SendingMessage(
        protocol.MSG_CONNECTFAIL, 0, fields[5], serializer.serializer_id, serializer.dumps(reason)
    )
    peer.sendall(answer.data)


def _let_read(peer: socket.socket) -> None:
    """Wait until the client has read the refusal: closing at once could take it back."""
    deadline = time.monotonic() + _LINGER_SECONDS
    try:
        # Of the connection itself: the end of TLS is no matter any more.
        socket.socket.shutdown(peer, socket.SHUT_WR)
        while (left := deadline - time.monotonic()) > 0:
            peer.settimeout(left)
            if not socket.socket.recv(peer, 4096):
                return
    except (OSError, ValueError):
        return


def _explained(error: ssl.SSLError) -> str:
    told = tls.alert(str(error))
    if told:
        return f"it ended the TLS handshake: {told.replace('this client', 'this server')}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    if "PEER_DID_NOT_RETURN_A_CERTIFICATE" in str(error):
        return "it showed no certificate"
    return f"it sent no valid TLS handshake ({error.reason or error})"
