"""A connection to Pyro5's name server, with a time limit on everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from Pyro5 import errors as pyro_errors
from Pyro5.client import BatchProxy, Proxy
from Pyro5.core import NAMESERVER_NAME

from .. import network
from ..binding import BindError, NoSuchObject, Refused, bind
from ..errors import NameServerNotFound, PyrplError, SettingsError
from ..security import Credentials
from .broadcast import ask_by_broadcast

DEFAULT_PORT = 9090
DEFAULT_BROADCAST_PORT = 9091

_Result = TypeVar("_Result")
_ADVICE = (
    "Start one with 'pyrpl-pyro nameserver', or name the one to use with "
    '--nameserver HOST:PORT (in Python nameserver="HOST:PORT")'
)


class Entry(NamedTuple):
    """What the name server knows of a name: the object's URI and its tags."""

    uri: str
    tags: frozenset[str]


class NameTaken(PyrplError):
    """A name that should be new is registered already."""


class NameServerConnection:
    """A connection to a name server; it belongs to the thread that made it.

    Use it in a ``with`` statement, or call :meth:`close`.

    Attributes
    ----------
    host, port : str, int
        Where the name server was found.
    """

    def __init__(self, proxy: Proxy, host: str, port: int):
        self._proxy = proxy
        self.host = host
        self.port = port

    @property
    def address(self) -> str:
        """``host:port`` of the name server."""
        return network.location(self.host, self.port)

    def __enter__(self) -> NameServerConnection:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<connection to the name server at {self.address}>"

    def close(self) -> None:
        """Close the connection; closing it again does nothing."""
        self._proxy._pyroRelease()

    def set_timeout(self, seconds: float) -> None:
        """Limit each further call to so many seconds."""
        self._proxy._pyroTimeout = seconds

    def find(self, *tags: str) -> dict[str, Entry]:
        """All names that carry all of `tags` (at least one tag)."""
        found = self._call("the lookup", lambda: self._proxy.yplookup(meta_all=set(tags)))
        return {name: Entry(uri, frozenset(its_tags)) for name, (uri, its_tags) in found.items()}

    def lookup(self, name: str) -> Entry:
        """The entry of one name.

        Raises
        ------
        LookupError
            The name server does not know the name.
        """

        def ask() -> Entry:
            try:
                uri, tags = self._proxy.lookup(name, return_metadata=True)
            except pyro_errors.NamingError as error:
                if "unknown name" in str(error):
                    raise LookupError(
                        f"the name server at {self.address} knows no {name}"
                    ) from None
                raise
            return Entry(str(uri), frozenset(tags))

        return self._call("the lookup", ask)

    def register_new(self, name: str, entry: Entry) -> None:
        """Register a name that is not registered yet.

        Raises
        ------
        NameTaken
            It is registered already.
        """

        def register() -> None:
            try:
                self._proxy.register(name, entry.uri, safe=True, metadata=set(entry.tags))
            except pyro_errors.NamingError as error:
                if "already registered" in str(error):
                    raise NameTaken(f"{name} is registered already") from None
                raise

        self._call("the registration", register)

    def register(self, entries: Mapping[str, Entry]) -> None:
        """Register names, in one message, in place of what they meant before."""
        batch = BatchProxy(self._proxy)
        for name, entry in entries.items():
            batch.register(name, entry.uri, metadata=set(entry.tags))
        self._call("the registration", lambda: list(batch()))

    def remove(self, names: Iterable[str]) -> None:
        """Remove names, in one message; those that are not registered are passed over."""
        batch = BatchProxy(self._proxy)
        for name in names:
            batch.remove(name)
        self._call("the removal", lambda: list(batch()))

    def _call(self, what: str, function: Callable[[], _Result]) -> _Result:
        try:
            return function()
        except pyro_errors.CommunicationError as error:
            raise NameServerNotFound(
                f"{what} at the name server {self.address} was not answered: {error}. {_ADVICE}"
            ) from error
        except pyro_errors.NamingError as error:
            raise PyrplError(
                f"the name server at {self.address} could not do {what}: {error}"
            ) from error


def locate(
    host: str = network.LOOPBACK,
    port: int = DEFAULT_PORT,
    timeout: float = 10.0,
    broadcast: bool = False,
    broadcast_port: int = DEFAULT_BROADCAST_PORT,
    credentials: Credentials | None = None,
) -> NameServerConnection:
    """Connect to a name server.

    Parameters
    ----------
    host, port : str, int
        Where to look for it. A host that means "every address" (0.0.0.0), which is one to
        listen on, is taken as this computer.
    timeout : float
        Limit for finding and connecting together, and then for each call (s).
    broadcast : bool
        When nothing answers at `host`, ask the local network and believe whoever answers
        first.
    broadcast_port : int
        UDP port to ask at.
    credentials : Credentials or None
        What to prove to the name server, which has to prove the same; None for nothing.

    Raises
    ------
    AccessRefused, UntrustedServer
        One of both sides did not accept the proof of the other.
    NameServerNotFound
        No name server answers; the message names the address that was tried.
    """
    if network.is_wildcard(host):
        host = network.LOOPBACK
    if port == 0:
        raise SettingsError("the port of the name server to look for must be given, not 0")
    if not broadcast:
        return _connected(host, port, timeout, credentials)
    # The broadcast needs a share of the time, also when the address swallows packets.
    try:
        connection = _connected(host, port, timeout / 2, credentials)
    except NameServerNotFound as error:
        reason = str(error).removesuffix(f". {_ADVICE}")
        try:
            host, port = ask_by_broadcast(broadcast_port, timeout / 4)
        except BindError as silence:
            raise NameServerNotFound(f"{reason}; and {silence.reason}. {_ADVICE}") from None
        connection = _connected(host, port, timeout / 4, credentials)
    connection.set_timeout(timeout)
    return connection


def _connected(
    host: str, port: int, timeout: float, credentials: Credentials | None
) -> NameServerConnection:
    address = network.location(host, port)
    try:
        proxy = bind(f"PYRO:{NAMESERVER_NAME}@{address}", timeout, credentials=credentials)
    except Refused as error:
        raise type(error.error)(f"the name server at {address}: {error.reason}") from None
    except NoSuchObject:
        raise NameServerNotFound(
            f"no name server at {address}: a Pyro5 server answers there that is no name server. "
            f"{_ADVICE}"
        ) from None
    except BindError as error:
        raise NameServerNotFound(
            f"no name server at {address}: {error.reason}. {_ADVICE}"
        ) from None
    return NameServerConnection(proxy, host, port)
