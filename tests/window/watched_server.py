"""A server with PyRPL's window, and hands and eyes for it.

``python -m tests.window.watched_server OPTIONS`` starts what ``serve --gui`` starts, shows
all parts of the window, and then does what it reads from standard input, a JSON list a line:

``[1, "shown", "asg0.amplitude"]``          what the widget shows
``[2, "typed", "asg0.amplitude", "0.25"]``  a person types into a number or text field
``[3, "chosen", "asg0.waveform", "cos"]``   a person chooses from a list
``[4, "clicked", "scope.average"]``         a person clicks on a box
``[5, "enabled", "pid2.setpoint"]``         whether a person can use the widget

The answers are JSON objects on standard output, with the number of the question.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from pyrpl_pyro.notify import Notifier
from pyrpl_pyro.server.options import ServerOptions
from pyrpl_pyro.server.process import ServerProcess
from pyrpl_pyro.server.reporting import Reporter


class Watcher:
    """Looks at PyRPL's widgets and uses them as a person does."""

    def __init__(self, pyrpl_object: Any):
        from qtpy import QtCore

        self._pyrpl = pyrpl_object
        self._unread = b""
        for dock in pyrpl_object.widgets[0].dock_widgets.values():
            dock.show()
            # Docks lie on top of each other; only the one in front makes its widgets.
            dock.raise_()
            QtCore.QCoreApplication.processEvents()
        os.set_blocking(0, False)
        self._notifier = QtCore.QSocketNotifier(0, QtCore.QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        data = os.read(0, 4096)
        if not data:
            self._notifier.setEnabled(False)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            number, order, place, *rest = json.loads(line)
            answer = getattr(self, order)(self._widget(place), *rest)
            print(json.dumps({"number": number, "answer": answer}), flush=True)

    def _widget(self, place: str) -> Any:
        module, _, attribute = place.rpartition(".")
        return getattr(getattr(self._pyrpl.rp, module), f"_{attribute}_widget")

    def shown(self, widget: Any) -> Any:
        return widget.widget_value

    def enabled(self, widget: Any) -> bool:
        return widget.isEnabled()

    def typed(self, widget: Any, text: str) -> None:
        from qtpy import QtCore, QtTest

        line = getattr(widget.widget, "line", widget.widget)
        line.selectAll()
        QtTest.QTest.keyClicks(line, text)
        QtTest.QTest.keyClick(line, QtCore.Qt.Key.Key_Return)
        line.clearFocus()

    def chosen(self, widget: Any, option: str) -> None:
        widget.widget.setCurrentIndex(widget.widget.findText(option))

    def clicked(self, widget: Any) -> None:
        widget.widget.click()


class WatchedServer(ServerProcess):
    """The server that ``serve`` runs, with a watcher."""

    def run(self) -> None:
        self._watcher = Watcher(self._pyrpl)
        print("the window is watched", flush=True)
        super().run()


def main() -> int:
    options = ServerOptions(**json.loads(sys.argv[1]))
    reporter = Reporter(options.quiet, options.announce)
    server = WatchedServer(options, reporter, Notifier.from_environment())
    server.start()
    server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
