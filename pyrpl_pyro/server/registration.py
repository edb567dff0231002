"""Keep the names of a board in the name server, as long as its server runs.

A name server that keeps names in memory has forgotten everything when it is started
again, and one that cleans up may drop names during a pause of the network. So a thread
compares what the name server knows with what it should know, and corrects it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping

from .. import naming
from ..binding import BindError, NoSuchObject, bind
from ..errors import NameServerNotFound, PyrplError, SettingsError, StartError
from ..nameserver import Entry, NameServerConnection, locate
from ..nameserver.connection import DEFAULT_BROADCAST_PORT, NameTaken
from ..security import Credentials

log = logging.getLogger(__name__)

PING_SECONDS = 2.0
"""Limit of asking a server that is registered under our name whether it is alive."""


class Registration:
    """The names of one board's modules in the name server.

    Parameters
    ----------
    board : str
        Name of the board.
    host, port : str, int
        Where the name server is, as for :func:`pyrpl_pyro.nameserver.locate`.
    timeout : float
        Limit for reaching the name server, and for each question to it (s).
    broadcast, broadcast_port : bool, int
        Whether to ask the local network when nothing answers there, and at which UDP port.
    credentials : Credentials or None
        What to prove to the name server and to other servers; None for nothing.
    interval : float
        Time between two checks that the name server still knows the names (s).
    """

    def __init__(
        self,
        board: str,
        host: str,
        port: int,
        *,
        timeout: float = 5.0,
        broadcast: bool = False,
        broadcast_port: int = DEFAULT_BROADCAST_PORT,
        credentials: Credentials | None = None,
        interval: float = 2.0,
    ):
        self.board = naming.check_board_name(board)
        self._name = naming.object_name(board)
        self._address = (host, port)
        self._found: tuple[str, int] | None = None
        self._timeout = timeout
        self._broadcast = broadcast
        self._broadcast_port = broadcast_port
        self._credentials = credentials
        self._interval = interval
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._keeper: threading.Thread | None = None
        self._problem: Exception | None = None

    def register(self, entries: Mapping[str, tuple[str, set[str]]]) -> None:
        """Register all names, in place of those of an earlier call, and keep them.

        Parameters
        ----------
        entries : mapping of name to (URI, tags)
            Names as :func:`pyrpl_pyro.naming.object_name` makes them; that of the board
            itself must be among them.

        Raises
        ------
        StartError
            Another server, which is alive, holds the name of the board.
        NameServerNotFound
            No name server answers.
        """
        self._set(entries)
        with self._locate() as connection:
            self._correct(connection)
            log.info(
                "board %s is registered with the name server at %s (names: %d)",
                self.board,
                connection.address,
                len(self._entries),
            )
        if self._keeper is None:
            self._keeper = threading.Thread(
                target=self._keep, name=f"names of {self.board}", daemon=True
            )
            self._keeper.start()

    def update(self, entries: Mapping[str, tuple[str, set[str]]]) -> None:
        """Replace the names by `entries`; returns at once, the keeper does the rest."""
        self._set(entries)
        self._wake.set()

    def close(self, timeout: float = 2.0) -> None:
        """Stop keeping the names and remove them, within `timeout` (s)."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        self._closing.set()
        self._wake.set()
        keeper.join(timeout)
        if keeper.is_alive():
            log.warning(
                "the names of board %s were not removed within %g s: the name server is slow",
                self.board,
                timeout,
            )

    @property
    def problem(self) -> str:
        """Why the names are not registered at present, empty when they are."""
        return str(self._problem or "")

    def _set(self, entries: Mapping[str, tuple[str, set[str]]]) -> None:
        if self._name not in entries:
            raise ValueError(f"the name of the board itself, {self._name}, must be registered too")
        new = {name: Entry(str(uri), frozenset(tags)) for name, (uri, tags) in entries.items()}
        with self._lock:
            self._entries = new

    def _locate(self) -> NameServerConnection:
        if self._found is not None:
            try:
                return locate(*self._found, self._timeout, credentials=self._credentials)
            except NameServerNotFound:
                if not self._broadcast:
                    raise
        connection = locate(
            *self._address,
            self._timeout,
            self._broadcast,
            self._broadcast_port,
            self._credentials,
        )
        self._found = (connection.host, connection.port)
        return connection

    def _correct(self, connection: NameServerConnection) -> int:
        """Make the name server know exactly our names; returns how many were missing."""
        with self._lock:
            wanted = dict(self._entries)
        own = wanted[self._name]
        found = {
            name: entry
            for name, entry in connection.find(naming.board_tag(self.board)).items()
            if self._is_of_board(name)
        }
        holder, new = found.get(self._name), 0
        if holder is not None and holder.uri != own.uri:
            self._refuse_if_alive(holder)
            connection.remove(found)
            found = {}
        if self._name not in found:
            # Only this step can tell that another server starts at the same moment.
            try:
                connection.register_new(self._name, own)
            except NameTaken:
                self._refuse_if_alive(connection.lookup(self._name))
                connection.register({self._name: own})
            found[self._name] = own
            new = 1
        missing = {name: entry for name, entry in wanted.items() if found.get(name) != entry}
        connection.register(missing)
        connection.remove(found.keys() - wanted.keys())
        return new + len(missing)

    def _is_of_board(self, name: str) -> bool:
        return name == self._name or name.startswith(self._name + ".")

    def _refuse_if_alive(self, holder: Entry) -> None:
        state = _state_of(holder.uri, self._credentials)
        if not state:
            log.info("replacing the names of a server that is gone (%s)", holder.uri)
            return
        try:
            where = f"on {naming.tag_value(holder.tags, 'host')} ({holder.uri})"
        except LookupError:
            where = f"at {holder.uri}"
        raise StartError(
            f"board {self.board} is held by a server {where}, {state}: connect to that one with "
            f"pyrpl_pyro.connect(\"{self.board}\"), stop it with 'pyrpl-pyro stop {self.board}', "
            "or choose another name with --board"
        )

    def _keep(self) -> None:
        while not self._closing.is_set():
            self._wake.wait(self._interval)
            self._wake.clear()
            if not self._closing.is_set():
                self._check()
        self._remove_all()

    def _check(self) -> None:
        try:
            with self._locate() as connection:
                missing = self._correct(connection)
                address = connection.address
        except (PyrplError, LookupError) as error:
            if type(error) is not type(self._problem):
                log.warning(
                    "board %s is not registered at present, trying again every %g s: %s",
                    self.board,
                    self._interval,
                    error,
                )
            self._problem = error
            return
        if self._problem or missing:
            log.info(
                "board %s is registered again with the name server at %s (new to it: %d names)",
                self.board,
                address,
                missing,
            )
        self._problem = None

    def _remove_all(self) -> None:
        try:
            with self._locate() as connection:
                found = connection.find(naming.board_tag(self.board))
                connection.remove(
                    name
                    for name, entry in found.items()
                    if name in self._entries and entry.uri == self._entries[name].uri
                )
        except PyrplError as error:
            log.warning("the names of board %s could not be removed: %s", self.board, error)


def _state_of(uri: str, credentials: Credentials | None) -> str:
    """What a registered server does, empty when it is gone."""
    try:
        with bind(uri, PING_SECONDS, credentials=credentials):
            return "which answers"
    except NoSuchObject:
        # Its port belongs to another server now.
        return ""
    except BindError as error:
        if not error.answered:
            return ""
        # It may hold the board although it is stuck, and two servers would fight for it.
        return f"which accepts connections but does not answer properly ({error.reason})"
    except SettingsError:
        return ""
