"""Open a connection to the server of a board: Pyro's handshake, and ours in it."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any

import Pyro5.errors

from ..binding import asks_for_proof, in_time
from ..errors import AccessRefused, BoardNotAnswering, ProtocolMismatch, PyrplError, ServerFull
from ..security import Credentials
from ..security.proxy import SecureProxy, refusal
from ..wire.protocol import PROTOCOL_VERSION, SERVICE_OBJECT, handshake

_ADVICE = "`pyrpl-pyro list` shows which boards do."


class ServiceProxy(SecureProxy):
    """Pyro's proxy, which keeps what the server said in the handshake, as ``greeting``."""

    def _pyroValidateHandshake(self, response: Any) -> None:
        self.__dict__["greeting"] = response


def open_connection(
    address: str, board: str, session: str, limit: float, credentials: Credentials
) -> ServiceProxy:
    """Connect to the server of a board.

    Parameters
    ----------
    address : str
        "host:port".
    board : str
    session : str
        Of this client, the same for all its connections.
    limit : float
        Time limit for all of it (s).
    credentials : Credentials
        What to prove to the server, which has to prove the same.

    Raises
    ------
    BoardNotAnswering
        Nothing answers there in time, or not the server of that board.
    AccessRefused, UntrustedServer
        One of both sides did not accept the proof of the other.
    ProtocolMismatch
        A server of another version.
    """
    try:
        return in_time(
            lambda: _open(address, board, session, limit, credentials),
            limit,
            f"connect to {address}",
        )
    except FutureTimeoutError:
        raise BoardNotAnswering(
            f"the server of board {board} does not answer at {address}: no answer within "
            f"{limit:.3g} s. {_ADVICE}"
        ) from None


def _open(
    address: str, board: str, session: str, limit: float, credentials: Credentials
) -> ServiceProxy:
    proxy = ServiceProxy(f"PYRO:{SERVICE_OBJECT}@{address}", credentials)
    proxy._pyroSerializer = "msgpack"
    proxy._pyroMaxRetries = 0
    proxy._pyroTimeout = limit
    proxy._pyroHandshake = handshake(_who_we_are(), session)
    try:
        proxy._pyroBind()
    except (Pyro5.errors.PyroError, PyrplError) as error:
        raise _cannot_connect(address, board, limit, error) from None
    try:
        _check_greeting(proxy.__dict__.get("greeting"), address, board)
    except PyrplError:
        proxy._pyroRelease()
        raise
    return proxy


def _check_greeting(greeting: Any, address: str, board: str) -> None:
    if not isinstance(greeting, dict) or greeting.get("pyrpl_pyro") != PROTOCOL_VERSION:
        version = greeting.get("pyrpl_pyro", "?") if isinstance(greeting, dict) else "?"
        raise ProtocolMismatch(
            f"what answers at {address} is not a server of this version: it speaks version "
            f"{version} of the wire protocol, this client version {PROTOCOL_VERSION}. Install the "
            "same version of pyrpl_pyro on both sides."
        )
    problem = ""
    if greeting.get("board") != board:
        problem = f"that is the server of board {greeting.get('board')} now"
    elif not greeting.get("epoch"):
        problem = "it starts, or it ends"
    if problem:
        raise BoardNotAnswering(
            f"the server of board {board} does not answer at {address}: {problem}. {_ADVICE}"
        )


def _cannot_connect(address: str, board: str, limit: float, error: Exception) -> PyrplError:
    text = str(error)
    refused = refusal(error)
    if refused is not None:
        return type(refused)(f"the server of board {board} at {address}: {refused}")
    if asks_for_proof(text):
        reason = text.partition("rejected: ")[2]
        return AccessRefused(f"the server of board {board} at {address}: {reason}")
    if isinstance(error, PyrplError):
        return error
    if "wire protocol" in text:
        reason = text.partition("rejected: ")[2] or text
        return ProtocolMismatch(
            f"the server of board {board} at {address} refused this client: {reason}. "
            "Install the same version of pyrpl_pyro on both sides."
        )
    if "unknown object" in text:
        return BoardNotAnswering(
            f"something answers at {address}, but it is not the server of a board."
        )
    if "is full:" in text:
        return ServerFull((text.partition("rejected: ")[2] or text) + ".")
    cause = error.__cause__
    if isinstance(error, Pyro5.errors.TimeoutError) or isinstance(cause, TimeoutError):
        reason = f"no answer within {limit:.3g} s"
    elif isinstance(cause, OSError):
        reason = cause.strerror or str(cause)
    else:
        reason = text
    return BoardNotAnswering(
        f"the server of board {board} does not answer at {address}: {reason}. {_ADVICE}"
    )


def _who_we_are() -> dict[str, Any]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "?"
    program = os.path.basename(sys.argv[0] or sys.executable) if sys.argv else "python"
    return {"user": user, "host": socket.gethostname(), "program": program, "pid": os.getpid()}
