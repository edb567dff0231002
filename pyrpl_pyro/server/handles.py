"""Runs that a client started and may collect later: the futures of ``single_async()``."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import AcquisitionCancelled
from ..wire.references import HandleReference

_KEPT_PER_SESSION = 1000


@dataclass
class _Entry:
    future: asyncio.Future[Any]
    session: str
    reference: HandleReference


class Handles:
    """The handles of all sessions. Qt thread only.

    Parameters
    ----------
    stop_run : callable
        Ends a run that nobody waits for any longer.
    """

    def __init__(self, stop_run: Callable[[asyncio.Future[Any]], None]):
        self._stop_run = stop_run
        self._entries: dict[str, _Entry] = {}
        self._numbers = itertools.count(1)
        # The session of a client goes on when the server was started anew; its runs do not.
        self._mark = uuid.uuid4().hex[:12]

    def add(self, future: asyncio.Future[Any], session: str) -> HandleReference:
        """Keep a future for a session; the same future keeps its handle."""
        for entry in self._entries.values():
            if entry.future is future and entry.session == session:
                return entry.reference
        self._forget_oldest(session)
        text = getattr(getattr(future, "get_coro", lambda: None)(), "__qualname__", "future")
        reference = HandleReference(f"{session}-{self._mark}-{next(self._numbers)}", text)
        self._entries[reference.identifier] = _Entry(future, session, reference)
        return reference

    def find(self, identifier: str) -> asyncio.Future[Any]:
        """The future of a handle.

        Raises
        ------
        AcquisitionCancelled
            The server does not know the handle: its client went away, or the server
            was started anew.
        """
        entry = self._entries.get(identifier)
        if entry is None:
            raise AcquisitionCancelled(
                "the server does not know this run any longer: it was started by a client that "
                "has gone, or before the server was restarted. Start it again."
            )
        return entry.future

    def drop_session(self, session: str) -> None:
        """End and forget what a client that has gone left behind."""
        for identifier, entry in list(self._entries.items()):
            if entry.session == session:
                del self._entries[identifier]
                if not entry.future.done():
                    self._stop_run(entry.future)

    def _forget_oldest(self, session: str) -> None:
        mine = [key for key, entry in self._entries.items() if entry.session == session]
        for key in mine[: max(0, len(mine) - _KEPT_PER_SESSION + 1)]:
            if self._entries[key].future.done():
                del self._entries[key]
