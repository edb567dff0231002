"""Run calls in the Qt main thread, each in its own greenlet.

PyRPL's objects may be used only in the thread of the QApplication. A call from another
thread hops there once. It runs in a greenlet, so that code which waits (PyRPL's ``wait``,
see :mod:`pyrpl_pyro.server.cooperative`) parks its own call and lets all others go on:
waits end in any order, whoever started first.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import greenlet
from qtpy import QtCore

logger = logging.getLogger(__name__)

_NESTED_LOOP_RETRY_MS = 2


class Job(greenlet.greenlet):
    """One call that runs in the Qt thread.

    Attributes
    ----------
    future : concurrent.futures.Future
        Gets the result or the error.
    updates : dict
        ``(id(module), attribute) -> value`` for each change that PyRPL announced while
        this call ran.
    tasks : set of asyncio.Task
        Runs that this call started and that are not done.
    uninterrupted : bool
        The call does not let others in between, except where it waits for something.
    """

    def __init__(self, function: Callable[..., Any], args: tuple, kwargs: dict, hub: Any):
        super().__init__(parent=hub)
        self._function = function
        self._args = args
        self._kwargs = kwargs
        self.future: Future[Any] = Future()
        self.updates: dict[tuple[int, str], Any] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.uninterrupted = False
        self.resumed_at = 0.0
        self._waiting: object | None = None
        self._cancel_reason: BaseException | None = None

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        if self._cancel_reason is not None:
            self.future.set_exception(self._cancel_reason)
            return
        try:
            result = self._function(*self._args, **self._kwargs)
        except BaseException as error:
            # SystemExit and the like must end this call, never the server.
            self.future.set_exception(error)
        else:
            self.future.set_result(result)

    def park(self, arrange: Callable[[Callable[[Any], None]], None]) -> Any:
        """Give the Qt thread back until ``resume(value)`` is called; return that value.

        ``arrange`` is called with ``resume`` and must see to it that somebody calls it,
        in the Qt thread. Only the first call counts.
        """
        if self._cancel_reason is not None:
            raise self._cancel_reason
        token = object()
        self._waiting = token

        def resume(value: Any) -> None:
            if self._waiting is not token:
                return
            if greenlet.getcurrent() is not self.parent:
                # A call opened a nested Qt loop; a job goes on from the main stack only.
                QtCore.QTimer.singleShot(_NESTED_LOOP_RETRY_MS, lambda: resume(value))
                return
            self._waiting = None
            self.switch(value)

        arrange(resume)
        return self.parent.switch()

    def cancel(self, reason: BaseException) -> None:
        """Make the call end with ``reason`` at the point where it waits. Qt thread only."""
        if self.dead or self.future.done():
            return
        self._cancel_reason = reason
        if self._waiting is not None:
            self._waiting = None
            self.throw(reason)


def current_job() -> Job | None:
    """The job that runs now, or None when other code of the Qt thread runs."""
    current = greenlet.getcurrent()
    return current if isinstance(current, Job) else None


class QtExecutor(QtCore.QObject):
    """A :class:`concurrent.futures.Executor` whose worker is the Qt main thread.

    Must be made in that thread.
    """

    _WAKE = QtCore.QEvent.Type(QtCore.QEvent.registerEventType())

    def __init__(self) -> None:
        super().__init__()
        self._hub = greenlet.getcurrent()
        self._queue: deque[Job] = deque()
        self._wake_posted = False
        self._closed: BaseException | None = None
        self._jobs: set[Job] = set()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Queue a call and return its future at once; callable from any thread."""
        return self.start(function, *args, **kwargs).future

    def start(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Job:
        """As :meth:`submit`, but returns the :class:`Job`, which can be cancelled."""
        job = Job(function, args, kwargs, self._hub)
        if self._closed is not None:
            job.future.set_exception(self._closed)
            return job
        self._queue.append(job)
        if not self._wake_posted:
            self._wake_posted = True
            QtCore.QCoreApplication.postEvent(self, QtCore.QEvent(self._WAKE))
        return job

    def cancel(self, job: Job, reason: BaseException) -> None:
        """Cancel a job from any thread."""
        self.submit(job.cancel, reason)

    def jobs_running(self) -> int:
        """Number of calls that are parked in a wait."""
        return len(self._jobs)

    def close(self, reason: BaseException) -> None:
        """End all calls, running and queued, with ``reason``. Qt thread only."""
        self._closed = reason
        queued = list(self._queue)
        self._queue.clear()
        for job in queued:
            job.future.set_exception(reason)
        for job in list(self._jobs):
            job.cancel(reason)

    def event(self, event: QtCore.QEvent) -> bool:
        if event.type() != self._WAKE:
            return super().event(event)
        self._wake_posted = False
        if greenlet.getcurrent() is not self._hub:
            # A call opened a nested Qt loop; jobs must start from the main stack.
            QtCore.QTimer.singleShot(_NESTED_LOOP_RETRY_MS, self._wake_again)
            return True
        while self._queue:
            job = self._queue.popleft()
            self._jobs.add(job)
            job.future.add_done_callback(lambda _future, job=job: self._jobs.discard(job))
            job.switch()
        return True

    def _wake_again(self) -> None:
        QtCore.QCoreApplication.postEvent(self, QtCore.QEvent(self._WAKE))


