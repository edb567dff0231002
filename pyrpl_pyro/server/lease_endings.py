"""What is done with a module when its lease ends, now or when the board is back. Qt thread only."""

from __future__ import annotations

import logging
from collections.abc import Callable

from ..errors import BoardUnreachable
from . import ownership
from .executor import Job, QtExecutor
from .lease import Held, State
from .outputs import Ramp, switch_off

logger = logging.getLogger(__name__)


class Endings:
    """Restores, keeps, switches off or ramps modules, and frees them then.

    Parameters
    ----------
    executor : QtExecutor
    reachable : callable
        Whether the board can be reached.
    ended : callable
        Called with each :class:`~.lease.Held` that is free.
    """

    def __init__(
        self,
        executor: QtExecutor,
        reachable: Callable[[], bool],
        ended: Callable[[Held], None],
    ):
        self._executor = executor
        self._reachable = reachable
        self._ended = ended
        self._waiting: dict[int, tuple[Held, str]] = {}
        self._busy: set[int] = set()

    def begin(self, held: Held, action: str) -> None:
        """End a lease of a module; `action` is restore, keep, off or ramp."""
        held.state = State.ENDING
        self._waiting[id(held)] = (held, action)
        self._try(held, action)

    def now(self, held: Held, action: str) -> bool:
        """End it within the running call; False when that has to wait for the board."""
        held.state = State.ENDING
        self._busy.add(id(held))
        try:
            self._perform(held, action)
        except BoardUnreachable:
            self._waiting[id(held)] = (held, action)
            return False
        except Exception:
            self._failed(held, action)
        finally:
            self._busy.discard(id(held))
        self._ended(held)
        return True

    def is_busy(self, held: Held) -> bool:
        """Whether something is being done with the module at this moment."""
        return id(held) in self._busy

    def cancel(self, held: Held) -> None:
        """Do no more, and leave the module as it is."""
        self._waiting.pop(id(held), None)
        if held.ramp is not None:
            held.ramp.stop()
            held.ramp = None

    def stop(self) -> None:
        """Do no more of anything: the server stops."""
        for held, _action in list(self._waiting.values()):
            self.cancel(held)

    def look_around(self) -> None:
        """Try again what waits for the board."""
        if not self._reachable():
            return
        for held, action in list(self._waiting.values()):
            if held.ramp is None:
                self._try(held, action)

    def _try(self, held: Held, action: str) -> None:
        if id(held) in self._busy:
            return
        if action == "ramp":
            self._ramp(held)
            return
        self._busy.add(id(held))
        self._executor.run(lambda job: self._done(job, held, action), self._perform, held, action)

    def _ramp(self, held: Held) -> None:
        def at_zero() -> None:
            held.ramp = None
            if id(held) in self._waiting:
                self.begin(held, "off")

        held.state = State.RAMPING
        seconds = held.lease.terms.ramp_seconds
        ownership.leave(held.module)
        held.ramp = Ramp(held.module, seconds, self._reachable, at_zero)

    def _perform(self, held: Held, action: str) -> None:
        module = held.module
        if action == "restore":
            ownership.free_restored(module, held.setup)
            return
        if action == "off":
            switch_off(module)
        ownership.free_as_it_is(module)

    def _done(self, job: Job, held: Held, action: str) -> None:
        self._busy.discard(id(held))
        if isinstance(job.error, BoardUnreachable):
            return
        self._waiting.pop(id(held), None)
        if job.error is not None:
            try:
                raise job.error
            except Exception:
                self._failed(held, action)
        self._ended(held)

    def _failed(self, held: Held, action: str) -> None:
        logger.exception("%s: %r at the end of its lease failed", held.path, action)
        ownership.abandon(held.module)
