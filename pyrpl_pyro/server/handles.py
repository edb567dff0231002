"""Runs that a client started and may collect later: the futures of ``single_async()``."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import AcquisitionCancelled, LimitReached
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
    most : int
        Runs that a session may have under way at once.

    Attributes
    ----------
    forgotten : callable
        Called with the identifier of a handle that is no longer known.
    """

    def __init__(self, stop_run: Callable[[asyncio.Future[Any]], None], most: int):
        self._stop_run = stop_run
        self._most = most
        self._entries: dict[str, _Entry] = {}
        self.forgotten: Callable[[str], None] = _ignore

    def add(self, future: asyncio.Future[Any], session: str) -> HandleReference:
        """Keep a future for a session; the same future keeps its handle.

        Raises
        ------
        LimitReached
            The session has too many runs under way; this one was stopped.
        """
        for entry in self._entries.values():
            if entry.future is future and entry.session == session:
                return entry.reference
        self._check_room(future, session)
        self._forget_oldest(session)
        text = getattr(getattr(future, "get_coro", lambda: None)(), "__qualname__", "future")
        reference = HandleReference(uuid.uuid4().hex, text)
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
                self._forget(identifier)
                if not entry.future.done():
                    self._stop_run(entry.future)

    def _forget_oldest(self, session: str) -> None:
        mine = [key for key, entry in self._entries.items() if entry.session == session]
        for key in mine[: max(0, len(mine) - _KEPT_PER_SESSION + 1)]:
            if self._entries[key].future.done():
                self._forget(key)

    def _check_room(self, future: asyncio.Future[Any], session: str) -> None:
        running = sum(
            1
            for entry in self._entries.values()
            if entry.session == session and not entry.future.done()
        )
        if running < self._most:
            return
        if not future.done():
            self._stop_run(future)
        raise LimitReached(
            f"this client has {running} runs under way, as many as it may; this one was stopped. "
            "Wait for some of them, cancel() them, or raise 'runs_per_client' in [server] of the "
            "server's settings."
        )

    def _forget(self, identifier: str) -> None:
        del self._entries[identifier]
        self.forgotten(identifier)


def _ignore(identifier: str) -> None:
    pass
