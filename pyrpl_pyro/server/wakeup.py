"""Tell the Qt loop to stop, from a signal or from another thread."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable

from qtpy import QtCore


class WakeUp:
    """Calls a function in the Qt thread when a signal arrives or :meth:`wake` is called.

    Python runs a signal handler only between its own bytecodes, and the Qt loop runs none
    while nothing happens; so the signal writes a byte to a socket that Qt watches.

    Parameters
    ----------
    woken : callable
        Called in the Qt thread.
    """

    def __init__(self, woken: Callable[[], None]):
        self._woken = woken
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QtCore.QSocketNotifier(self._reader.fileno(), QtCore.QSocketNotifier.Read)
        self._notifier.activated.connect(self._on_readable)

    def catch_signals(self) -> None:
        """React to SIGINT, SIGTERM and SIGHUP from now on."""
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None or (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
                # Windows has no SIGHUP, and nohup has a process ignore that its terminal closes.
                continue
            signal.signal(number, lambda number, frame: None)

    def wake(self) -> None:
        """Call the function soon; callable in any thread."""
        with contextlib.suppress(OSError):
            self._writer.send(b"\0")

    def _on_readable(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._reader.recv(64)
        self._woken()
