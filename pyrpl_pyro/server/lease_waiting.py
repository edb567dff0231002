"""Clients that wait for a module to become free. Qt thread only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import ModuleLeased
from .cooperative import call_after
from .executor import current_job

LONGEST_WAIT = 86400.0

Result = TypeVar("Result")


@dataclass
class _Waiter:
    identifier: str
    resume: Callable[[Any], None] | None = None
    given_up: BaseException | None = None


class Waiting:
    """Parks calls until something has become free; who came first tries first."""

    def __init__(self) -> None:
        self._waiters: list[_Waiter] = []

    def until_done(self, attempt: Callable[[], Result], identifier: str, timeout: float) -> Result:
        """Call `attempt` until it does not raise ModuleLeased, for `timeout` seconds.

        Raises
        ------
        ModuleLeased
            That of the last attempt.
        ValueError
            `timeout` is out of range.
        """
        if not 0 <= timeout <= LONGEST_WAIT:
            raise ValueError(f"timeout={timeout} is wrong: expected 0 to {LONGEST_WAIT:g} s")
        deadline = time.monotonic() + timeout
        waiter = _Waiter(identifier)
        self._waiters.append(waiter)
        try:
            while True:
                try:
                    return attempt()
                except ModuleLeased:
                    remaining = deadline - time.monotonic()
                    if remaining <= 0:
                        raise
                self._park(waiter, remaining)
                if waiter.given_up is not None:
                    raise waiter.given_up
        finally:
            self._waiters.remove(waiter)

    def look_again(self) -> None:
        """Let all try again: something has become free."""
        for waiter in list(self._waiters):
            if waiter.resume is not None:
                waiter.resume(None)

    def cancel(self, identifier: str, reason: BaseException) -> None:
        """Let a call that waits end with `reason`."""
        for waiter in list(self._waiters):
            if waiter.identifier == identifier and waiter.resume is not None:
                waiter.given_up = reason
                waiter.resume(None)

    def _park(self, waiter: _Waiter, seconds: float) -> None:
        job = current_job()
        if job is None:
            raise RuntimeError("only a client can wait for a lease")
        job.needs_board = False
        timer = None

        def arrange(resume: Callable[[Any], None]) -> None:
            nonlocal timer
            waiter.resume = resume
            timer = call_after(seconds, lambda: resume(None))

        try:
            job.park(arrange)
        finally:
            waiter.resume = None
            if timer is not None:
                timer.stop()
