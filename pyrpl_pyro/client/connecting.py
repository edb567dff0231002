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
from ..settings import ClientSettings, NameServerSettings
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
    """
    where = Where.of(nameserver, timeout, settings)
    if board is not None and board.startswith(("PYRO:", "PYRONAME:")):
        return _connect_to_uri(board, where)
    deadline = time.monotonic() + where.timeout
    found = where.find(board)
    remaining = max(0.2, deadline - time.monotonic())
    made = Board(
        _address(found.uri),
        found.board,
        timeout=remaining,
        nameserver=where.text,
        locate=where.locator(found.board),
    )
    made._refresh()
    made._link.timeout = where.timeout
    made._link.progress = where.progress
    install_if_interactive()
    return made


class Where:
    """Which name server to ask, and how long to wait."""

    def __init__(self, nameserver: NameServerSettings, client: ClientSettings):
        self._nameserver = nameserver
        self.timeout = client.timeout
        self.progress = client.progress
        self.text = network.location(nameserver.host, nameserver.port)

    @classmethod
    def of(
        cls,
        nameserver: str | None = None,
        timeout: float | None = None,
        file: str | Path | None = None,
    ) -> Where:
        """From arguments, settings file and environment; SettingsError when one is wrong."""
        arguments = {} if nameserver is None else settings.nameserver_address(nameserver)
        loaded = settings.load(file, arguments={**arguments, "client.timeout": timeout})
        return cls(loaded.nameserver, loaded.client)

    def registered(self, timeout: float | None = None) -> dict[str, RegisteredBoard]:
        """The boards that the name server knows; NameServerNotFound when none answers."""
        server = self._nameserver
        limit = self.timeout if timeout is None else timeout
        with locate(
            server.host, server.port, limit, server.broadcast, server.broadcast_port
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


def shared_board(address: str, name: str, nameserver: str | None, timeout: float) -> Board:
    """One board for all proxies that are unpickled in this process."""
    key = (address, name)
    with _shared_lock:
        if key not in _shared or _shared[key]._link._closed:
            locator = Where.of(nameserver, timeout).locator(name) if nameserver else None
            _shared[key] = Board(
                address, name, timeout=timeout, nameserver=nameserver, locate=locator
            )
        return _shared[key]


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
        return connect(name, nameserver=where.text, timeout=where.timeout)
    made = Board(_address(text), name, timeout=where.timeout)
    made._link.progress = where.progress
    made._refresh()
    install_if_interactive()
    return made


def _address(uri: str) -> str:
    location = Pyro5.core.URI(uri).location
    if location is None:
        raise PyrplError(f"{uri} names no address.")
    return location
