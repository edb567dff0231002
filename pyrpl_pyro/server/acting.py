"""For which client the code works that runs in the Qt thread now.

A run that a call starts (``single_async()``, a lockbox that locks) works for the same client:
a task inherits the context of the code that made it, and each call has a context of its own.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any

_session: ContextVar[str] = ContextVar("session", default="")
_changes: ContextVar[bool] = ContextVar("changes", default=False)


class _Within:
    """A context variable has a value in a block; quicker than a generator, in each call."""

    __slots__ = ("_token", "_value", "_variable")

    def __init__(self, variable: ContextVar[Any], value: Any):
        self._variable = variable
        self._value = value

    def __enter__(self) -> None:
        self._token = self._variable.set(self._value)

    def __exit__(self, *exc_info: object) -> None:
        self._variable.reset(self._token)


def acting_for(session: str) -> AbstractContextManager[None]:
    """Say who asked for what is done inside."""
    return _Within(_session, session)


def changing(changes: bool) -> AbstractContextManager[None]:
    """Say whether what is done inside may change a module, by its purpose."""
    return _Within(_changes, changes)


def session() -> str:
    """Who asked for what is being done; "" for the server, PyRPL itself and its window."""
    return _session.get()


def changing_session() -> str:
    """Who asked for a change that is being made; "" for the server and for a reading."""
    return _session.get() if _changes.get() else ""
