"""Let PyRPL's own waits park a call instead of blocking the Qt thread.

PyRPL turns a coroutine into a blocking call with ``pyrpl.async_utils.wait``, which pumps
Qt events in a nested loop: nested waits end last-in-first-out, so two clients delay each
other. Here ``wait``, ``sleep`` and the clock that PyRPL's sampling loops read are replaced
in the modules that imported them. Called from a :class:`~pyrpl_pyro.server.executor.Job`
they park the job; called from anywhere else (PyRPL's window) they do what they always did.
PyRPL's files stay as they are, and a user's lockbox model gets the same functions.
"""

from __future__ import annotations

import asyncio
import math
import sys
import time as clock
from collections.abc import Callable
from types import ModuleType
from typing import Any

from qtpy import QtCore

from .executor import current_job

_TIME_SLICE = 0.005
"""Seconds that a sampling loop may keep the Qt thread."""

_LONGEST_MS = 2**31 - 1

StopRun = Callable[[asyncio.Future], None]


def call_after(seconds: float, function: Callable[[], None]) -> QtCore.QTimer:
    """Call a function once; the timer lives as long as the caller keeps it.

    Qt's usual timers, which PyRPL's loop uses, may be off by a twentieth of the time.
    """
    timer = QtCore.QTimer()
    timer.setSingleShot(True)
    timer.setTimerType(QtCore.Qt.PreciseTimer)
    timer.timeout.connect(function)
    timer.start(min(_LONGEST_MS, math.ceil(max(0.0, seconds) * 1000)))
    return timer


def _time_limit(timeout: Any) -> float | None:
    """Seconds to wait at most, None for no limit."""
    if timeout is None:
        return None
    if isinstance(timeout, str | bytes) or not hasattr(timeout, "__float__"):
        raise TypeError(f"timeout is a number of seconds, or None for no limit, not {timeout!r}.")
    seconds = float(timeout)
    if math.isnan(seconds):
        raise ValueError("timeout is a number of seconds, or None for no limit, not nan.")
    return None if seconds == math.inf else seconds


class Cooperation:
    """The replacements, bound to PyRPL's event loop.

    Parameters
    ----------
    loop : asyncio loop
        ``pyrpl.async_utils.LOOP``.
    stop_run : callable
        Ends a run that nobody waits for any longer.
    """

    def __init__(self, loop: Any, wait: Callable[..., Any], stop_run: StopRun):
        self.loop = loop
        self._plain_wait = wait
        self._stop_run = stop_run
        loop.set_task_factory(self._make_task)

    def _make_task(self, loop: Any, coroutine: Any, **kwargs: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, **kwargs)
        job = current_job()
        if job is not None:
            job.tasks.add(task)
            task.add_done_callback(job.tasks.discard)
        return task

    def wait(self, future: Any, timeout: float | None = None) -> Any:
        """Wait for a future or coroutine; return its result.

        Raises
        ------
        TimeoutError
            After ``timeout`` seconds. A run that the same call had started is stopped.
        TypeError, ValueError
            When ``timeout`` is no number of seconds. That run is stopped, too.
        """
        job = current_job()
        if job is None:
            return self._plain_wait(future, timeout)
        future = asyncio.ensure_future(future, loop=self.loop)
        if not future.done():
            started_here = future in job.tasks
            try:
                timeout = _time_limit(timeout)
            except (TypeError, ValueError):
                if started_here:
                    self._stop_run(future)
                raise
            timer = None

            def arrange(resume: Callable[[Any], None]) -> None:
                nonlocal timer
                future.add_done_callback(resume)
                if timeout is not None:
                    timer = call_after(timeout, lambda: resume(None))

            try:
                finished = job.park(arrange)
            except BaseException:
                if started_here:
                    self._stop_run(future)
                raise
            finally:
                if timer is not None:
                    timer.stop()
                job.resumed_at = clock.perf_counter()
            if finished is None and not future.done():
                if started_here:
                    self._stop_run(future)
                raise TimeoutError(f"Timeout exceeded: no result within {timeout:g} s.")
        return future.result()

    def sleep(self, seconds: float) -> None:
        """Wait for ``seconds``."""
        job = current_job()
        if job is None:
            clock.sleep(seconds)
            return
        timers = []
        job.park(lambda resume: timers.append(call_after(seconds, lambda: resume(None))))
        job.resumed_at = clock.perf_counter()

    def time(self) -> float:
        """PyRPL's clock (s); a sampling loop that reads it lets other calls in between."""
        job = current_job()
        now = clock.perf_counter()
        if job is None or job.uninterrupted:
            return now
        if job.resumed_at == 0.0:
            job.resumed_at = now
        elif now - job.resumed_at > _TIME_SLICE:
            self.sleep(0)
            now = clock.perf_counter()
        return now

    def install(self, async_utils: ModuleType, pyrpl_utils: ModuleType) -> None:
        """Put the replacements where modules look their functions up, a user's own included."""
        plain_time = pyrpl_utils.time
        for name, module in list(sys.modules.items()):
            instrument = name.startswith(("pyrpl.hardware_modules", "pyrpl.software_modules"))
            # A module may be any object, and some make their attributes on demand.
            for attribute, value in list(getattr(module, "__dict__", {}).items()):
                if value is self._plain_wait:
                    setattr(module, attribute, self.wait)
                elif instrument and value is clock.sleep:
                    setattr(module, attribute, self.sleep)
                elif instrument and value is plain_time:
                    setattr(module, attribute, self.time)
        async_utils.wait = self.wait  # type: ignore[attr-defined]
