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


class Stopped(Exception):
    """The user pressed stop, or closed the instrument."""


class Background(QtCore.QObject):
    """Runs functions in one thread of its own, one after the other."""

    _woken = QtCore.Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pyrpl measurement")
        self._stop = threading.Event()

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
            loop.exec()
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
            loop.exec()
        if stop.is_set():
            raise Stopped

    def interrupt(self) -> None:
        """End what runs."""
        self._stop.set()
        self._woken.emit()

    def close(self) -> None:
        """End what runs, and the thread."""
        self.interrupt()
        self._pool.shutdown(wait=False, cancel_futures=True)
