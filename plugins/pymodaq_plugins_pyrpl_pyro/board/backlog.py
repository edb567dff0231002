"""Whether PyMoDAQ's window has dealt with the data that were sent to it.

Data go to the window as events, and events queue up without limit. A live view that asks
for the next trace only after the window has taken the last one drops traces that nobody
could see, instead of showing them ever later.
"""

from __future__ import annotations

from qtpy import QtCore, QtWidgets


class _Echo(QtCore.QObject):
    """Lives in the window's thread; notes the number of the last request it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    @QtCore.Slot(int)
    def note(self, number: int) -> None:
        self.seen = number


class Backlog(QtCore.QObject):
    """Counts what was sent to the window and what it has taken."""

    _sent = QtCore.Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._echo = _Echo()
        self._echo.moveToThread(QtWidgets.QApplication.instance().thread())
        self._sent.connect(self._echo.note, QtCore.Qt.ConnectionType.QueuedConnection)

    def note_sent(self) -> None:
        """Data were sent just now."""
        self._number += 1
        # Events of one thread are handled in the order in which they were posted.
        self._sent.emit(self._number)

    def waits(self) -> bool:
        """Whether the window has not taken the last data yet."""
        return self._echo.seen < self._number
