"""Run calls in the Qt main thread, each in its own greenlet.

PyRPL's objects may be used only in the thread of the QApplication. A call from another
thread hops there once. It runs in a greenlet, so that code which waits (PyRPL's ``wait``,
see :mod:`pyrpl_pyro.server.cooperative`) parks its own call and lets all others go on:
waits end in any order, whoever started first.
"""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import greenlet
from qtpy import QtCore

from ..errors import LimitReached

_NESTED_LOOP_RETRY_MS = 2


class Job:
    """One call that runs in the Qt thread, in a greenlet.

    Attributes
    ----------
    done : bool
    result : object
        What the call returned, when it is done and ``error`` is None.
    error : BaseException or None
    updates : dict
        ``(id(module), attribute) -> value`` for each change that PyRPL announced while
        this call ran.
    tasks : set of asyncio.Task
        Runs that this call started and that are not done.
    runner : greenlet or None
        The greenlet that runs it.
    uninterrupted : bool
        The call does not let others in between, except where it waits for something.
    needs_board : bool
        What the call waits for cannot come while the board is away.
    session : str
        Which client asked for it, "" for the server itself.
    request : list or None
        What the client asked for: operation and arguments.
    """

    def __init__(self, hub: Any, function: Callable[..., Any], args: tuple[Any, ...], room: _Room):
        self._hub = hub
        self._room = room
        self.runner: _Runner | None = None
        self._function = function
        self._args = args
        self.on_done: Callable[[Job], None] = _ignore
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.updates: dict[tuple[int, str], Any] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.uninterrupted = False
        self.needs_board = True
        self.session = ""
        self.request: list[Any] | None = None
        self.resumed_at = 0.0
        self._waiting: object | None = None
        self._cancel_reason: BaseException | None = None

    def perform(self) -> None:
        """Run the call and note its outcome; called in the greenlet that it runs in."""
        if self._cancel_reason is not None:
            self.finish(None, self._cancel_reason)
            return
        try:
            result = self._function(*self._args)
        except BaseException as error:
            # SystemExit and the like must end this call, never the server.
            self.finish(None, error)
        else:
            self.finish(result, None)

    def finish(self, result: Any, error: BaseException | None) -> None:
        """Note the outcome and tell whoever waits for it."""
        self.result = result
        self.error = error
        self.done = True
        self._room.leave(self)
        self.on_done(self)

    def park(self, arrange: Callable[[Callable[[Any], None]], None]) -> Any:
        """Give the Qt thread back until ``resume(value)`` is called; return that value.

        ``arrange`` is called with ``resume`` and must see to it that somebody calls it,
        in the Qt thread. Only the first call counts. LimitReached when too many wait.
        """
        if self._cancel_reason is not None:
            raise self._cancel_reason
        self._room.enter(self)
        token = object()
        self._waiting = token
        runner = self.runner
        assert runner is not None

        def resume(value: Any) -> None:
            if self._waiting is not token:
                return
            if greenlet.getcurrent() is not self._hub:
                # A call opened a nested Qt loop; a job goes on from the main stack only.
                QtCore.QTimer.singleShot(_NESTED_LOOP_RETRY_MS, lambda: resume(value))
                return
            self._waiting = None
            runner.switch(value)

        try:
            arrange(resume)
        except BaseException:
            # What it had arranged so far must not go on with this runner's next job.
            self._waiting = None
            raise
        return self._hub.switch()

    def cancel(self, reason: BaseException) -> None:
        """Make the call end with ``reason`` at the point where it waits. Qt thread only."""
        if self.done:
            return
        if greenlet.getcurrent() is not self._hub:
            # The job goes on from the main stack, not from where it was cancelled.
            QtCore.QTimer.singleShot(0, lambda: self.cancel(reason))
            return
        self._cancel_reason = reason
        if self._waiting is not None and self.runner is not None:
            self._waiting = None
            self.runner.throw(reason)


class _Room:
    """The calls that wait for something, no more than so many. Qt thread only, but `check`."""

    def __init__(self, most: int):
        self._most = most
        self.waiting: weakref.WeakSet[Job] = weakref.WeakSet()

    def check(self, queued: int = 0) -> None:
        """Raise LimitReached when no further call may wait; in any thread."""
        waiting = len(self.waiting) + queued
        if waiting >= self._most:
            raise LimitReached(
                f"{waiting} calls wait in the server, as many as may. Try again when some have "
                "ended, or raise 'calls_waiting' in [server] of its settings."
            )

    def enter(self, job: Job) -> None:
        if job not in self.waiting:
            self.check()
            self.waiting.add(job)

    def leave(self, job: Job) -> None:
        # Mostly nobody waits, and to look for a job there is dear for a small call.
        if self.waiting:
            self.waiting.discard(job)


class _Runner(greenlet.greenlet):
    """Runs one job after the other: a greenlet for each costs more than a small call."""

    def __init__(self, hub: Any, idle: list[_Runner]):
        super().__init__(parent=hub)
        self._hub = hub
        self._idle = idle
        self.job: Job | None = None

    def run(self) -> None:
        while self.job is not None:
            self.job.perform()
            self.job = None
            self._idle.append(self)
            self._hub.switch()


def _ignore(job: Job) -> None:
    """What is done when nobody waits for the outcome."""


def _settle(future: Future[Any], job: Job) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if job.error is not None:
        future.set_exception(job.error)
    else:
        future.set_result(job.result)


def current_job() -> Job | None:
    """The job that runs now, or None when other code of the Qt thread runs."""
    current = greenlet.getcurrent()
    return current.job if isinstance(current, _Runner) else None


class QtExecutor(QtCore.QObject):
    """Takes calls as a :class:`concurrent.futures.Executor` does; the Qt thread runs them.

    Must be made in that thread.

    Parameters
    ----------
    most : int
        Calls of clients that may wait, queued or for something that they wait for.
    """

    _WAKE = QtCore.QEvent.Type(QtCore.QEvent.registerEventType())

    def __init__(self, most: int = 1000) -> None:
        super().__init__()
        self._room = _Room(most)
        self._hub = greenlet.getcurrent()
        self._queue: deque[Job] = deque()
        self._wake_posted = False
        self._closed: BaseException | None = None
        self._idle: list[_Runner] = []

    def check_room(self) -> None:
        """Raise LimitReached when no further call of a client may be queued; in any thread."""
        self._room.check(len(self._queue))

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Queue a call and return its future at once; callable from any thread."""
        return self.start(function, *args)[1]

    def start(self, function: Callable[..., Any], /, *args: Any) -> tuple[Job, Future[Any]]:
        """As :meth:`submit`, but returns the :class:`Job` too, which can be cancelled."""
        job = Job(self._hub, function, args, self._room)
        future: Future[Any] = Future()
        job.on_done = lambda job: _settle(future, job)
        self._enqueue(job)
        return job, future

    def run(
        self, on_done: Callable[[Job], None], function: Callable[..., Any], /, *args: Any
    ) -> Job:
        """Run a call from the Qt thread itself, at once where that is possible.

        ``on_done`` is called with the job when it is done, which may be before this
        method returns.
        """
        job = Job(self._hub, function, args, self._room)
        job.on_done = on_done
        if self._closed is None and greenlet.getcurrent() is self._hub:
            self._switch_to(job)
        else:
            self._enqueue(job)
        return job

    def cancel(self, job: Job, reason: BaseException) -> None:
        """Cancel a job from any thread."""
        self.submit(job.cancel, reason)

    def fail_waiting(self, reason: BaseException) -> None:
        """End the calls that wait for something on the board. Qt thread only."""
        for job in list(self._room.waiting):
            if job.needs_board:
                job.cancel(reason)

    def close(self, reason: BaseException) -> None:
        """End all calls, running and queued, with ``reason``. Qt thread only."""
        self._closed = reason
        queued = list(self._queue)
        self._queue.clear()
        for job in queued:
            job.finish(None, reason)
        for job in list(self._room.waiting):
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
            self._switch_to(self._queue.popleft())
        return True

    def _enqueue(self, job: Job) -> None:
        if self._closed is not None:
            job.finish(None, self._closed)
            return
        self._queue.append(job)
        if not self._wake_posted:
            self._wake_posted = True
            self._wake_again()

    def _switch_to(self, job: Job) -> None:
        runner = self._idle.pop() if self._idle else _Runner(self._hub, self._idle)
        runner.job = job
        job.runner = runner
        runner.switch()

    def _wake_again(self) -> None:
        QtCore.QCoreApplication.postEvent(self, QtCore.QEvent(self._WAKE))
