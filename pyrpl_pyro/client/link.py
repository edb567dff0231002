"""The connections of one client to one server: one for each thread, made when needed."""

from __future__ import annotations

import getpass
import os
import socket
import sys
import threading
import uuid
import weakref
from collections.abc import Callable
from typing import Any

import Pyro5.errors
from Pyro5.client import Proxy

from ..errors import (
    BoardNotAnswering,
    CallTimeout,
    ConnectionLost,
    ProtocolMismatch,
    PyrplError,
    ServerClosed,
)
from ..wire import messages
from ..wire.codec import Convert, pack, unpack
from ..wire.exceptions import decode_exception
from ..wire.protocol import (
    HOLD_SECONDS,
    PROTOCOL_VERSION,
    SERVICE_OBJECT,
    Operation,
    Status,
    handshake,
)

_COLLECT = pack([Operation.COLLECT.value])


class _ServiceProxy(Proxy):
    """Pyro's proxy, which keeps what the server said in the handshake."""

    def _pyroValidateHandshake(self, response: Any) -> None:
        self.__dict__["greeting"] = response


class _Channel:
    """One connection, after Pyro's handshake: sends requests and waits for the replies."""

    def __init__(self, proxy: Proxy):
        # The proxy would close the connection when it is collected.
        self._proxy = proxy
        self._connection = proxy._pyroConnection
        self._socket: socket.socket = self._connection.sock
        self._incoming = messages.Incoming(messages.REPLY)
        self._number = 0
        self.timeout: float = proxy._pyroTimeout
        self.closed = False

    def exchange(self, request: bytes) -> bytes:
        """Send a request and return the reply.

        Raises
        ------
        TimeoutError, OSError, ValueError
            The connection is closed then, so that no later call gets the reply to this one.
        """
        self._number = (self._number + 1) & 0xFFFF
        try:
            self._socket.sendall(messages.message(messages.REQUEST, self._number, request))
            while (reply := self._incoming.next()) is None:
                if not self._incoming.read(self._socket):
                    raise ConnectionResetError("the server closed it")
            if reply[0] != self._number:
                raise ValueError(f"reply {reply[0]} came for request {self._number}")
        except BaseException:
            self.close()
            raise
        return reply[1]

    def close(self) -> None:
        self.closed = True
        self._connection.close()

    def abandon(self) -> None:
        """Let go of the connection without ending it: a parent process still uses it."""
        self.closed = True
        if self._socket.fileno() >= 0:
            os.close(self._socket.detach())


_links: weakref.WeakSet[Link] = weakref.WeakSet()


def _abandon_all() -> None:
    for link in list(_links):
        link.start_over()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_all)


class Link:
    """Sends requests and returns replies.

    Parameters
    ----------
    address : str
        "host:port" of the server.
    board : str
        Name of the board, for messages.
    timeout : float
        Limit for connecting and for each answer (s).
    locate : callable or None
        Returns the address anew, when the server is no longer where it was.
    convert, resolve : callable
        Proxies as references and back, see :mod:`pyrpl_pyro.wire.codec`.
    """

    def __init__(
        self,
        address: str,
        board: str,
        timeout: float,
        locate: Callable[[], str] | None,
        convert: Convert,
        resolve: Convert,
    ):
        self.address = address
        self.board = board
        self.timeout = timeout
        self.greeting: dict[str, Any] = {}
        self._locate = locate
        self._convert = convert
        self._resolve = resolve
        self._closed = False
        self._channels: weakref.WeakSet[_Channel] = weakref.WeakSet()
        self.start_over()
        _links.add(self)

    def start_over(self) -> None:
        """Forget all connections without ending them, as a forked process must."""
        for channel in list(self._channels):
            channel.abandon()
        self._session = uuid.uuid4().hex
        self._local = threading.local()
        self._channels = weakref.WeakSet()

    def request(self, operation: Operation, *arguments: Any) -> tuple[Any, int, list[Any]]:
        """Ask the server; return (result, revision of the module tree, adjustments).

        Raises
        ------
        CallTimeout
            No answer within the time limit.
        ConnectionLost
            The connection broke; whether the call ran is not known.
        BoardNotAnswering, ProtocolMismatch
            No connection could be made.
        PyrplError or one of Python's own errors
            What the server raised.
        """
        message = pack([operation.value, *arguments], self._convert)
        reply = unpack(self._exchange(message), self._resolve)
        while reply[0] == Status.PENDING:
            reply = unpack(self._exchange(_COLLECT), self._resolve)
        if reply[0] == Status.FAILED:
            raise decode_exception(reply[1], f"the server of {self.board} ({self.address})")
        return reply[1], reply[2], reply[3]

    def close(self) -> None:
        """Close the connections of all threads."""
        self._closed = True
        for channel in list(self._channels):
            channel.close()
        self._local = threading.local()

    def _exchange(self, message: bytes) -> bytes:
        channel = self._channel()
        try:
            return channel.exchange(message)
        except TimeoutError as error:
            raise CallTimeout(
                f"the server of board {self.board} at {self.address} did not answer within "
                f"{channel.timeout:g} s. It may be busy or stopped; the call may still have "
                "been done. `pyrpl-pyro list` shows whether it answers."
            ) from error
        except (OSError, ValueError) as error:
            raise ConnectionLost(
                f"the connection to the server of board {self.board} at {self.address} was lost "
                f"({error}). The call may or may not have been done; it was not repeated. The next "
                "call connects again."
            ) from error

    def _channel(self) -> _Channel:
        if self._closed:
            raise ServerClosed(
                f"this connection to board {self.board} was closed; connect() makes a new one."
            )
        channel: _Channel | None = getattr(self._local, "channel", None)
        if channel is None or channel.closed:
            channel = _Channel(self._connect())
            self._local.channel = channel
            self._channels.add(channel)
        return channel

    def _connect(self) -> _ServiceProxy:
        try:
            return self._connect_to(self.address)
        except BoardNotAnswering:
            if self._locate is None:
                raise
            address = self._locate()
            if address == self.address:
                raise
            self.address = address
            return self._connect_to(address)

    def _connect_to(self, address: str) -> _ServiceProxy:
        proxy = _ServiceProxy(f"PYRO:{SERVICE_OBJECT}@{address}")
        proxy._pyroSerializer = "msgpack"
        proxy._pyroMaxRetries = 0
        proxy._pyroTimeout = self.timeout
        proxy._pyroHandshake = handshake(_who_we_are(), self._session)
        try:
            proxy._pyroBind()
        except Pyro5.errors.PyroError as error:
            raise self._cannot_connect(address, error) from None
        greeting = proxy.__dict__.get("greeting")
        if not isinstance(greeting, dict) or greeting.get("pyrpl_pyro") != PROTOCOL_VERSION:
            proxy._pyroRelease()
            raise ProtocolMismatch(
                f"what answers at {address} is not a server of this version: it speaks version "
                f"{greeting.get('pyrpl_pyro', '?') if isinstance(greeting, dict) else '?'} of the "
                f"wire protocol, this client version {PROTOCOL_VERSION}. Install the same "
                "version of pyrpl_pyro on both sides."
            )
        self.greeting = greeting
        proxy._pyroTimeout = self.timeout + HOLD_SECONDS
        return proxy

    def _cannot_connect(self, address: str, error: Exception) -> PyrplError:
        text = str(error)
        if "wire protocol" in text:
            reason = text.partition("rejected: ")[2] or text
            return ProtocolMismatch(
                f"the server of board {self.board} at {address} refused this client: {reason}. "
                "Install the same version of pyrpl_pyro on both sides."
            )
        if "unknown object" in text:
            return BoardNotAnswering(
                f"something answers at {address}, but it is not the server of a board."
            )
        if "no free workers" in text:
            return BoardNotAnswering(
                f"the server of board {self.board} at {address} has no room for another client. "
                "Close some, or try again later."
            )
        cause = error.__cause__
        if isinstance(error, Pyro5.errors.TimeoutError) or isinstance(cause, TimeoutError):
            reason = f"no answer within {self.timeout:g} s"
        elif isinstance(cause, OSError):
            reason = cause.strerror or str(cause)
        else:
            reason = text
        return BoardNotAnswering(
            f"the server of board {self.board} does not answer at {address}: {reason}. "
            "`pyrpl-pyro list` shows which boards do."
        )


def _who_we_are() -> dict[str, Any]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "?"
    program = os.path.basename(sys.argv[0] or sys.executable) if sys.argv else "python"
    return {"user": user, "host": socket.gethostname(), "program": program, "pid": os.getpid()}
