"""Who is connected: a session is one client program, with a connection for each thread."""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..security import EVERYONE, Identity, Role
from ..wire.guard import Refused, address_of_peer
from ..wire.printable import printable

logger = logging.getLogger(__name__)

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")

GRACE_SECONDS = 2.0
"""How long a session outlives its last connection (s): a thread may hand over to another."""


@dataclass
class Connected:
    """A connection of a session, and what its client has proven when it was made."""

    connection: Any
    identity: Identity
    ended: bool = False


@dataclass
class Session:
    """One client program.

    Attributes
    ----------
    identifier, description, host : str
    native : bool
        Whether it is one of our own clients, or a plain Pyro5 client.
    identity : Identity
        Who it has proven to be last, and what it may do.
    connections : dict
        By the id() of Pyro's connection.
    left_at : float or None
        Monotonic time when the last connection was closed (s).
    """

    identifier: str
    description: str
    native: bool
    host: str = ""
    identity: Identity = EVERYONE
    connections: dict[int, Connected] = field(default_factory=dict)
    left_at: float | None = None

    @property
    def author(self) -> str:
        """The program without its number, for people."""
        return self._with_proof(self.description.partition("[")[0])

    @property
    def shown(self) -> str:
        """The program with its number, for people."""
        return self._with_proof(self.description)

    def _with_proof(self, said: str) -> str:
        # What a client says of itself is worth less than what it has proven.
        return f"{said} ({self.identity})" if self.identity.proof else said


class Sessions:
    """All sessions of a server; callable from any thread.

    Parameters
    ----------
    ended : callable
        Called with the identifier of a session that has no connection any longer.
    board : str
        Its name, for messages.
    most : int
        Sessions that may be connected at once.
    most_connections : int
        Connections that one session may have.
    """

    def __init__(self, ended: Callable[[str], None], board: str, most: int, most_connections: int):
        self._ended = ended
        self._board = board
        self._most = most
        self._most_connections = most_connections
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._of_connection: dict[int, Session] = {}
        self._gone = EVERYONE

    def connect(self, connection: Any, hello: Any, identity: Identity = EVERYONE) -> Session:
        """Note a new connection; return the session that it belongs to.

        Raises
        ------
        Refused
            There is no room for another session, or it is named wrongly or of another.
        """
        native = isinstance(hello, dict) and isinstance(hello.get("session"), str)
        identifier = hello["session"] if native else uuid.uuid4().hex
        if not _IDENTIFIER.fullmatch(identifier):
            raise Refused("a session is named by 1 to 64 letters, digits, _ and -")
        peer = address_of_peer(connection)
        where = peer.rpartition(":")[0] or peer
        description = _describe(hello.get("client")) if native else f"plain Pyro5 client at {where}"
        host = str(hello["client"].get("host", "?"))[:64] if _names_client(hello) else where
        with self._lock:
            self._check_room(identifier)
            session = self._sessions.setdefault(
                identifier, Session(identifier, description, native, host, identity)
            )
            if not session.identity.is_of_same_client(identity):
                raise Refused(_other_client(session))
            session.identity = identity
            if identity.proof:
                self._gone = Identity("a client that has gone", Role.READ, identity.proof)
            session.connections[id(connection)] = Connected(connection, identity)
            session.left_at = None
            self._of_connection[id(connection)] = session
        proven = f" ({identity}, role {identity.role})" if identity.proof else ""
        logger.info("connected: %s from %s%s", description, peer, proven)
        return session

    def _check_room(self, identifier: str) -> None:
        known = self._sessions.get(identifier)
        if known is not None and known.connections:
            if len(known.connections) >= self._most_connections:
                raise Refused(full(self._board, "connections_per_client", self._most_connections))
            return
        if sum(1 for session in self._sessions.values() if session.connections) >= self._most:
            raise Refused(full(self._board, "clients", self._most))

    def disconnect(self, connection: Any) -> None:
        """Note that a connection is closed."""
        with self._lock:
            session = self._of_connection.pop(id(connection), None)
            if session is None:
                return
            session.connections.pop(id(connection), None)
            if not session.connections:
                session.left_at = time.monotonic()
        logger.info("disconnected: %s", session.description)

    def end(self, objection: Callable[[Identity], str]) -> None:
        """Close the connections of those to whom there is an objection now."""
        with self._lock:
            found = [
                (session, connected, reason)
                for session in self._sessions.values()
                for connected in session.connections.values()
                if not connected.ended and (reason := objection(connected.identity))
            ]
            for _, connected, _ in found:
                connected.ended = True
        told = {(session.shown, reason) for session, _, reason in found}
        for description, reason in sorted(told):
            logger.warning("closing the connections of %s: %s", description, reason)
        for _, connected, _ in found:
            # Of the connection itself: its thread may be in the middle of TLS.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connected.connection.sock, socket.SHUT_RDWR)

    def of(self, connection: Any) -> Session:
        """The session of a connection."""
        with self._lock:
            return self._of_connection[id(connection)]

    def author(self, identifier: str) -> str:
        """``user@host/program`` of a session, for the journal."""
        session = self._sessions.get(identifier)
        return "a client that has gone" if session is None else session.author

    def who(self, identifier: str) -> tuple[str, str]:
        """``user@host/program[number]`` of a session, and the computer that it is on."""
        session = self._sessions.get(identifier)
        if session is None:
            return "a client that has gone", ""
        return session.description, session.host

    def is_connected(self, identifier: str) -> bool:
        """Whether a session has a connection now."""
        with self._lock:
            session = self._sessions.get(identifier)
            return session is not None and bool(session.connections)

    def identity(self, identifier: str) -> Identity:
        """Who the client of a session is; one that has gone may read only, where proof is asked."""
        with self._lock:
            session = self._sessions.get(identifier)
            return self._gone if session is None else session.identity

    def expire(self) -> None:
        """End the sessions whose grace time is over."""
        limit = time.monotonic() - GRACE_SECONDS
        with self._lock:
            gone = [
                session
                for session in self._sessions.values()
                if session.left_at is not None and session.left_at < limit
            ]
            for session in gone:
                del self._sessions[session.identifier]
        for session in gone:
            self._ended(session.identifier)

    def descriptions(self) -> list[str]:
        """Who has a connection, sorted."""
        with self._lock:
            connected = [item for item in self._sessions.values() if item.connections]
        return sorted(item.shown for item in connected)

    def count(self) -> int:
        """Number of sessions with a connection."""
        with self._lock:
            return sum(1 for session in self._sessions.values() if session.connections)


def _names_client(hello: Any) -> bool:
    return isinstance(hello, dict) and isinstance(hello.get("client"), dict)


def _describe(client: Any) -> str:
    if not isinstance(client, dict):
        return "client"
    user, host = client.get("user", "?"), client.get("host", "?")
    program, pid = client.get("program", "?"), client.get("pid", "?")
    return printable(f"{user}@{host}/{program}[{pid}]", 200)


def _other_client(session: Session) -> str:
    """What is said to a program that proves to be another client than it was."""
    if not session.connections:
        # It tries again until that session has ended.
        return "another client was connected by that session until just now"
    return (
        f"this server takes a program as one client, and this one is connected as "
        f"({session.identity}): close those connections first, or start the program again"
    )


def full(board: str, what: str, count: int) -> str:
    """What is said to a client for which there is no room."""
    if what == "connections_per_client":
        has = (
            f"this client has {count} connections, one for each of its threads, and no more may be"
        )
    else:
        has = f"it has its {count} {what}"
    return (
        f"the server of board {board} is full: {has}. Close some, or raise '{what}' in [server] of "
        "its settings"
    )
