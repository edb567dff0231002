"""For which client the code works that runs in the Qt thread now.

A run that a call starts (``single_async()``, a lockbox that locks) works for the same client:
a task inherits the context of the code that made it, and each call has a context of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_session: ContextVar[str] = ContextVar("session", default="")
_changes: ContextVar[bool] = ContextVar("changes", default=False)


@contextmanager
def acting_for(session: str) -> Iterator[None]:
    """Say who asked for what is done inside."""
    token = _session.set(session)
    try:
        yield
    finally:
        _session.reset(token)


@contextmanager
def changing(changes: bool) -> Iterator[None]:
    """Say whether what is done inside may change a module, by its purpose."""
    token = _changes.set(changes)
    try:
        yield
    finally:
        _changes.reset(token)


def session() -> str:
    """Who asked for what is being done; "" for the server, PyRPL itself and its window."""
    return _session.get()


def changing_session() -> str:
    """Who asked for a change that is being made; "" for the server and for a reading."""
    return _session.get() if _changes.get() else ""
