"""The modules of a board as others find them: Pyro objects, and names at the name server."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

from .. import __version__, naming
from .registration import Registration

logger = logging.getLogger(__name__)


class PublishedModules:
    """What is published of a board; it follows the modules that PyRPL has.

    Parameters
    ----------
    board : str

    Attributes
    ----------
    daemon : Pyro5 daemon
        Where the objects are; to be set before anything is published.
    """

    def __init__(self, board: str):
        self.daemon: Any = None
        self._board = board
        self._registration: Registration | None = None
        self._expose: Callable[[str], Any] = _not_yet

    @property
    def uri(self) -> str:
        """Of the board itself."""
        return str(self.daemon.uriFor(naming.object_name(self._board)))

    @property
    def is_registered(self) -> bool:
        """Whether a name server knows of them."""
        return self._registration is not None

    def register(self, registration: Registration) -> None:
        """Claim the board's name; its modules follow with :meth:`complete`."""
        self._registration = registration
        registration.register(self._entries({}))

    def expose_with(self, make: Callable[[str], Any]) -> None:
        """Publish the board itself.

        Parameters
        ----------
        make : callable
            ``make(path)`` is the Pyro object of a module.
        """
        self._expose = make
        self._add("")

    def complete(self, paths: dict[str, str]) -> None:
        """Register all modules: their paths and the names of their classes."""
        if self._registration is not None:
            self._registration.register(self._entries(paths))

    def follow(self, new: dict[str, Any], gone: list[str]) -> None:
        """Modules appeared in PyRPL, or went."""
        for path in gone:
            self.daemon.unregister(naming.object_name(self._board, path))
        for path in new:
            self._add(path)

    def update(self, paths: dict[str, str]) -> None:
        """Tell the name server of what changed; it hears of it soon, nobody waits."""
        if self._registration is not None:
            self._registration.update(self._entries(paths))

    def withdraw(self, timeout: float = 2.0) -> None:
        """Remove the names, within `timeout` (s)."""
        if self._registration is not None:
            self._registration.close(timeout)

    def _add(self, path: str) -> None:
        name = naming.object_name(self._board, path)
        self.daemon.register(self._expose(path), name, force=True)

    def _entries(self, paths: dict[str, str]) -> dict[str, tuple[str, set[str]]]:
        machine = socket.gethostname()
        entries = {}
        for path, class_name in {"": "Pyrpl", **paths}.items():
            name = naming.object_name(self._board, path)
            tags = naming.tags(self._board, class_name, machine, __version__)
            entries[name] = (str(self.daemon.uriFor(name)), tags)
        return entries


def _not_yet(path: str) -> Any:
    raise RuntimeError(f"{path or 'the board'} is published before PyRPL was started")
