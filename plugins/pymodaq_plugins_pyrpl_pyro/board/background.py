"""Long calls to a board, while PyMoDAQ's thread goes on with its events.

PyMoDAQ delivers its stop button, moves of slaves and settings as events of the thread in
which ``grab_data`` runs. A wait that blocks that thread would hold them all up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from qtpy import QtCore

Result = TypeVar("Result")

_THREAD_ENDS = -1
"""What a loop returns at once when its thread was told to quit."""


class Stopped(Exception):
    """The user pressed stop, or closed the instrument."""


class Background(QtCore.QObject):
    """Runs functions in one thread of its own, one after the other.

    Attributes
    ----------
    thread_ends : bool
        Whether the thread that waits was told to quit meanwhile.
    end_call : callable
        What :meth:`interrupt` calls, too.
    """

    _woken = QtCore.Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pyrpl measurement")
        self._stop = threading.Event()
        self.thread_ends = False
        self.end_call: Callable[[], object] = nothing

    def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """Call ``function(stop, *args)`` in the background; return its result.

        Meanwhile this thread handles its events.

        Raises
        ------
        Stopped
            :meth:`interrupt` was called. The function goes on until it sees that the
            event ``stop`` is set; the next one waits for that.
        """
        stop = self._stop = threading.Event()
        future: Future[Result] = self._pool.submit(function, stop, *args)
        future.add_done_callback(lambda done: self._woken.emit())
        loop = QtCore.QEventLoop()
        self._woken.connect(loop.quit)
        while not future.done() and not stop.is_set():
            self._handle_events(loop)
        if stop.is_set():
            raise Stopped
        return future.result()

    def pause(self, seconds: float) -> None:
        """Handle events for some time; raises Stopped as :meth:`run` does."""
        stop = self._stop = threading.Event()
        loop = QtCore.QEventLoop()
        self._woken.connect(loop.quit)
        timer = QtCore.QTimer()
        timer.setSingleShot(True)
        timer.setTimerType(QtCore.Qt.TimerType.PreciseTimer)
        timer.timeout.connect(loop.quit)
        timer.start(max(0, round(seconds * 1000)))
        while timer.isActive() and not stop.is_set():
            self._handle_events(loop)
        if stop.is_set():
            raise Stopped

    def _handle_events(self, loop: QtCore.QEventLoop) -> None:
        if loop.exec() == _THREAD_ENDS:
            # No loop turns any longer, and no timer fires: to wait would be for ever.
            self.thread_ends = True
            self.interrupt()

    def interrupt(self) -> None:
        """End what runs."""
        self._stop.set()
        self.end_call()
        self._woken.emit()

    def close(self) -> None:
        """End what runs, and the thread."""
        self.interrupt()
        self._pool.shutdown(wait=False, cancel_futures=True)


def nothing() -> None:
    """No call is to be ended."""
