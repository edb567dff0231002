"""Find a board and connect to it, quickly or with a reason."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import Pyro5.core
import Pyro5.errors

from .. import naming, network, settings
from ..errors import BoardNotFound, PyrplError, SettingsError
from ..nameserver import RegisteredBoard, boards, locate
from ..security import Credentials, credentials_of
from ..settings import ClientSettings, NameServerSettings, SecuritySettings
from .board import Board
from .completion import install_if_interactive

_shared: dict[tuple[str, str], Board] = {}
_shared_lock = threading.Lock()


def connect(
    board: str | None = None,
    *,
    nameserver: str | None = None,
    timeout: float | None = None,
    settings: str | Path | None = None,
) -> Board:
    """Connect to a board that a server holds.

    Parameters
    ----------
    board : str, optional
        Name of the board, or a ``PYRO:`` URI of the board or of one of its modules, which
        needs no name server. May be left out when there is one board only.
    nameserver : str, optional
        "host" or "host:port"; default: settings file or environment, else this machine.
    timeout : float, optional
        Limit for connecting, and later for each answer of the server (s); default 10 s
        or what the settings say. Acquisitions may take longer: the server answers
        meanwhile that it is at it.
    settings : path, optional
        Settings file.

    Returns
    -------
    Board

    Raises
    ------
    NameServerNotFound
        No name server answers.
    BoardNotFound
        The name server knows no such board; the message names those it knows.
    BoardNotAnswering
        The board is registered, but its server does not answer.
    ProtocolMismatch
        Client and server are of versions that do not understand each other.
    AccessRefused
        The server or name server does not let this client in.
    UntrustedServer
        What answers could not prove that it belongs to the lab.
    """
    where = Where.of(nameserver, timeout, settings)
    if not isinstance(board, str | None):
        raise TypeError(f"expected the name of a board, such as 'bench1', got {board!r:.80}.")
    if board is not None and board.startswith(("PYRO:", "PYRONAME:")):
        return _connect_to_uri(board, where)
    return _connect(board, where)


def _connect(board: str | None, where: Where) -> Board:
    deadline = time.monotonic() + where.timeout
    found = where.find(board)
    remaining = max(0.2, deadline - time.monotonic())
    made = Board(
        _address(found.uri),
        found.board,
        timeout=remaining,
        nameserver=where.text,
        locate=where.locator(found.board),
        credentials=where.credentials,
    )
    made._refresh()
    made._link.timeout = where.timeout
    made._link.progress = where.progress
    install_if_interactive()
    return made


class Where:
    """Which name server to ask, how long to wait, and what to prove."""

    def __init__(
        self, nameserver: NameServerSettings, client: ClientSettings, security: SecuritySettings
    ):
        self._nameserver = nameserver
        self.credentials: Credentials = credentials_of(security)
        self.timeout = client.timeout
        self.progress = client.progress
        self.text = network.location(nameserver.host, nameserver.port)

    @classmethod
    def of(
        cls,
        nameserver: str | None = None,
        timeout: float | None = None,
        file: str | Path | None = None,
        security: SecuritySettings | None = None,
    ) -> Where:
        """From arguments, settings file and environment; SettingsError when one is wrong."""
        arguments = {} if nameserver is None else settings.nameserver_address(nameserver)
        loaded = settings.load(file, arguments={**arguments, "client.timeout": timeout})
        return cls(loaded.nameserver, loaded.client, security or loaded.security)

    def registered(self, timeout: float | None = None) -> dict[str, RegisteredBoard]:
        """The boards that the name server knows; NameServerNotFound when none answers."""
        server = self._nameserver
        limit = self.timeout if timeout is None else timeout
        with locate(
            server.host,
            server.port,
            limit,
            server.broadcast,
            server.broadcast_port,
            self.credentials,
        ) as connection:
            return boards(connection)

    def find(self, board: str | None, timeout: float | None = None) -> RegisteredBoard:
        """The board of that name, or the only one."""
        known = self.registered(timeout)
        names = ", ".join(sorted(known)) or "none"
        if board is not None:
            naming.check_board_name(board)
            if board not in known:
                raise BoardNotFound(
                    f"the name server at {self.text} knows no board {board!r}. It knows: {names}."
                )
            return known[board]
        if len(known) != 1:
            hint = (
                "Start one with `pyrpl-pyro serve --board NAME --virtual`."
                if not known
                else 'Name the one you want: connect("NAME").'
            )
            raise BoardNotFound(
                f"which board? The name server at {self.text} knows: {names}. {hint}"
            )
        return next(iter(known.values()))

    def locator(self, board: str) -> Callable[[float], str]:
        """A function that looks up the address of a board again, within a time limit (s)."""
        return lambda timeout: _address(self.find(board, timeout).uri)


def shared_board(
    address: str, name: str, nameserver: str | None, timeout: float, security: SecuritySettings
) -> Board:
    """One board for all proxies that are unpickled in this process."""
    key = (address, name)
    with _shared_lock:
        if key not in _shared or _shared[key]._link._closed:
            where = Where.of(nameserver, timeout, security=security) if nameserver else None
            _shared[key] = Board(
                address,
                name,
                timeout=timeout,
                nameserver=nameserver,
                locate=where.locator(name) if where else None,
                credentials=credentials_of(security),
            )
        return _shared[key]


def connect_privately(uri: str) -> Board:
    """Connect to a server of ours on this computer, which asks for no proof."""
    return _connect_to_uri(uri, Where.of(security=SecuritySettings()))


def _connect_to_uri(text: str, where: Where) -> Board:
    try:
        uri = Pyro5.core.URI(text)
    except Pyro5.errors.PyroError:
        raise SettingsError(
            f"{text!r} is not a Pyro URI: expected PYRO:pyrpl.NAME@HOST:PORT."
        ) from None
    try:
        name, _path = naming.split_name(uri.object)
    except SettingsError:
        raise SettingsError(
            f"{text!r} is not the URI of a board: expected PYRO:pyrpl.NAME@HOST:PORT."
        ) from None
    if uri.protocol == "PYRONAME":
        return _connect(name, where)
    made = Board(_address(text), name, timeout=where.timeout, credentials=where.credentials)
    made._link.progress = where.progress
    made._refresh()
    install_if_interactive()
    return made


def _address(uri: str) -> str:
    location = Pyro5.core.URI(uri).location
    if location is None:
        raise PyrplError(f"{uri} names no address.")
    return location
