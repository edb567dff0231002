"""Connect a Pyro proxy within a time limit that holds for the whole of it.

Pyro's own limit is one for each wait on the socket and none for resolving a host name,
so a peer that sends a byte now and then, or a name service that is down, would outlast it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar

from Pyro5 import errors as pyro_errors
from Pyro5.client import Proxy
from Pyro5.core import URI

from .errors import AccessRefused, PyrplError, SettingsError
from .network import location
from .security import Credentials, credentials_of
from .security.proxy import SecureProxy, refusal

AnyProxy = TypeVar("AnyProxy", bound=Proxy)

_SLICE_SECONDS = 0.2
"""Ctrl-C is seen after this time where it does not end the wait for a thread, as on Windows."""


class BindError(Exception):
    """A proxy could not be connected.

    Attributes
    ----------
    answered : bool
        Whether something accepted the connection.
    reason : str
        What happened, to complete "no answer from ...: ".
    """

    def __init__(self, reason: str, answered: bool):
        super().__init__(reason)
        self.reason = reason
        self.answered = answered


class NoSuchObject(BindError):
    """A Pyro daemon answers, but has no object of that id."""


class Refused(BindError):
    """What answers does not accept this client, or could not prove that it belongs to the lab.

    Attributes
    ----------
    error : AccessRefused or UntrustedServer
    """

    def __init__(self, error: PyrplError):
        super().__init__(str(error), answered=True)
        self.error = error


def bind(
    uri: str,
    timeout: float,
    serializer: str = "serpent",
    credentials: Credentials | None = None,
) -> Proxy:
    """Return a connected proxy for `uri` that the calling thread owns.

    Parameters
    ----------
    uri : str
        ``PYRO:object@host:port``.
    timeout : float
        Limit for resolving the host name, connecting and the handshake together (s), and
        then for each wait of a call.
    serializer : str
        Serializer to speak.
    credentials : Credentials or None
        What to prove to the other side, which has to prove the same; None for nothing.

    Raises
    ------
    Refused
        One of both sides did not accept the proof of the other.
    BindError
        Nothing, or nothing that speaks Pyro's protocol, answers in time.
    SettingsError
        `uri` is no such URI.
    """
    target = _parsed(uri)
    deadline = time.monotonic() + timeout
    proven = credentials or credentials_of(None)
    reached = threading.Event()
    try:
        proxy = in_time(
            lambda: _connect(target, timeout, deadline, serializer, reached, proven),
            timeout,
            f"connect to {target.location}",
        )
    except FutureTimeoutError:
        raise BindError(_silence(timeout, reached.is_set()), reached.is_set()) from None
    proxy._pyroTimeout = timeout
    return proxy


def in_time(connect: Callable[[], AnyProxy], timeout: float, name: str) -> AnyProxy:
    """The proxy that `connect` makes, owned by the calling thread, with a limit on all of it.

    It is made in a thread of its own, so that Ctrl-C ends the wait at once, that for the name
    service too. What comes too late is closed.

    Parameters
    ----------
    connect : callable
        Returns a connected proxy.
    timeout : float
        Limit (s).
    name : str
        Of the thread.

    Raises
    ------
    concurrent.futures.TimeoutError
        Not within `timeout`.
    Exception
        What `connect` raised.
    """
    result: Future[AnyProxy] = Future()

    def run() -> None:
        try:
            proxy = connect()
        except BaseException as error:
            result.set_exception(error)
        else:
            result.set_result(proxy)

    threading.Thread(target=run, name=name, daemon=True).start()
    deadline = time.monotonic() + timeout
    try:
        while not result.done() and (remaining := deadline - time.monotonic()) > 0:
            wait([result], min(remaining, _SLICE_SECONDS))
        proxy = result.result(0)
    except BaseException:
        result.add_done_callback(_discard)
        raise
    proxy._pyroClaimOwnership()
    return proxy


def _parsed(uri: str) -> URI:
    try:
        target = URI(uri)
    except pyro_errors.PyroError:
        target = None
    if target is None or target.protocol != "PYRO" or not target.host:
        raise SettingsError(f"{uri!r} is no URI of an object: expected 'PYRO:object@host:port'")
    return target


def _connect(
    target: URI,
    timeout: float,
    deadline: float,
    serializer: str,
    reached: threading.Event,
    credentials: Credentials,
) -> Proxy:
    try:
        addresses = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BindError(f"the host name {target.host!r} is not known", answered=False) from None
    failure = BindError("no address to try", answered=False)
    for host in dict.fromkeys(str(address[4][0]) for address in addresses):
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            break
        try:
            # Pyro reports a refusal and a silent peer alike, so the way there is tried first.
            socket.create_connection((host, target.port), remaining).close()
        except TimeoutError:
            failure = BindError(_silence(timeout, False), answered=False)
            continue
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            failure = BindError(reason, answered=False)
            continue
        reached.set()
        return _handshake(target, host, timeout, deadline, serializer, credentials)
    raise failure


def _handshake(
    target: URI,
    host: str,
    timeout: float,
    deadline: float,
    serializer: str,
    credentials: Credentials,
) -> Proxy:
    address = f"PYRO:{target.object}@{location(host, target.port)}"
    proxy = SecureProxy(address, credentials, target.host)
    proxy._pyroTimeout = max(deadline - time.monotonic(), 0.001)
    proxy._pyroSerializer = serializer
    proxy._pyroMaxRetries = 0
    try:
        proxy._pyroBind()
    except PyrplError as error:
        refused = refusal(error)
        if refused is None:
            raise
        raise Refused(refused) from None
    except pyro_errors.TimeoutError:
        raise BindError(_silence(timeout, True), answered=True) from None
    except (pyro_errors.ConnectionClosedError, pyro_errors.ProtocolError) as error:
        raise BindError(
            f"something answers there that does not speak Pyro5's protocol ({error})",
            answered=True,
        ) from None
    except pyro_errors.CommunicationError as error:
        if "unknown object" in str(error):
            raise NoSuchObject(
                "a Pyro5 server answers there, but not the one looked for", answered=True
            ) from None
        if asks_for_proof(str(error)):
            raise Refused(AccessRefused(str(error).partition("rejected: ")[2])) from None
        raise BindError(str(error), answered=True) from None
    return proxy


def asks_for_proof(text: str) -> bool:
    """Whether the text of a refused handshake is one of :mod:`pyrpl_pyro.security.admission`."""
    return "this server takes" in text or "this server does not know" in text


def _silence(timeout: float, accepted: bool) -> str:
    if accepted:
        return f"the connection was accepted, but no complete answer came within {timeout:.3g} s"
    return f"no answer within {timeout:.3g} s"


def _discard(result: Future[AnyProxy]) -> None:
    if result.exception() is None:
        proxy = result.result()
        proxy._pyroClaimOwnership()
        proxy._pyroRelease()
