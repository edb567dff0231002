"""What the server does when the board goes and when it is back. Qt thread only.

A call that waits for something on the board ends when the board goes, as it would wait in
vain. A continuous acquisition that failed meanwhile begins again when the board is back with
its registers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ..errors import BoardUnreachable
from ..hardware import BoardKeeper, Condition, HardwareState
from .cooperative import Cooperation
from .executor import QtExecutor, current_job

_TAKE_BACK_SECONDS = 30.0


class WayToBoard:
    """Follows the way to one board.

    Parameters
    ----------
    red_pitaya : pyrpl.RedPitaya
    executor : QtExecutor
    cooperation : Cooperation
    changed : callable
        Told of each change: how things stand, and whether the registers were lost.
    """

    def __init__(
        self,
        red_pitaya: Any,
        executor: QtExecutor,
        cooperation: Cooperation,
        changed: Callable[[HardwareState, bool], None],
    ):
        self._tell = changed
        self._told: tuple[Any, ...] = ()
        self._keeper: BoardKeeper | None = getattr(red_pitaya, "_keeper", None)
        self._client = red_pitaya.client
        self._executor = executor
        self._cooperation = cooperation
        self._modules: Any = None
        self._registers_lost: float | None = None
        self._interrupted: list[tuple[Any, Any]] = []

    def follow(self, acquisition_modules: Any) -> None:
        """Begin; `acquisition_modules` is called for PyRPL's modules that take curves."""
        self._modules = acquisition_modules
        if self._keeper is not None:
            self._client.subscribe(lambda _state: self._executor.submit(self._changed))

    @property
    def state(self) -> HardwareState:
        """Where things stand; a virtual board in the same process is always there."""
        if self._keeper is None:
            return HardwareState(Condition.CONNECTED)
        state: HardwareState = self._client.state
        return state

    def check(self) -> None:
        """Raise BoardUnreachable while the board is away."""
        state = self.state
        if state.condition is not Condition.CONNECTED:
            raise state.error(self._client.hostname)

    def take_back(self) -> None:
        """Take the board back from another PyRPL, and wait until that is done.

        Raises
        ------
        BoardUnreachable
            It cannot be had.
        RuntimeError
            It is a virtual board inside the server.
        """
        if self._keeper is None:
            raise RuntimeError("the virtual board of this server cannot be taken by another PyRPL.")
        job = current_job()
        if job is not None:
            job.needs_board = False
        future = asyncio.wrap_future(self._keeper.take_back(), loop=self._cooperation.loop)
        self._cooperation.wait(future, _TAKE_BACK_SECONDS)

    def _changed(self) -> None:
        # It may have changed again since this was asked for.
        state = self.state
        # What is being done changes with each attempt.
        new = (state.condition, state.since, state.registers_lost)
        if new != self._told:
            self._told = new
            self._tell(state, state.registers_lost != self._registers_lost)
        # A board that is back at once was never seen to be away.
        self._interrupted += [run for run in self._runs() if run not in self._interrupted]
        if state.condition is not Condition.CONNECTED:
            self._executor.fail_waiting(state.error(self._client.hostname))
            return
        kept = state.registers_lost == self._registers_lost
        self._registers_lost = state.registers_lost
        interrupted, self._interrupted = self._interrupted, []
        for module, run in interrupted:
            # It may go on untouched, or somebody has begun another one.
            if module._last_run is not run or not run.done():
                continue
            if kept and module.running_state == "running_continuous":
                module.continuous()
            else:
                # What it left switched on could not be switched off.
                module.stop()

    def _runs(self) -> list[tuple[Any, Any]]:
        """Acquisition modules with the run that the board's absence ends, or has ended."""
        return [
            (module, module._last_run)
            for module in self._modules()
            if module._last_run is not None and not _ended(module)
        ]


def _ended(module: Any) -> bool:
    """Whether the last run of a module ended in order, or by somebody's wish."""
    run = module._last_run
    if not run.done():
        return False
    if run.cancelled() or module.running_state == "stopped":
        return True
    return not isinstance(run.exception(), BoardUnreachable)
