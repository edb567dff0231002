"""The list of boards in PyMoDAQ's settings, with a button that looks for them again.

PyMoDAQ makes a plugin object when the instrument is initialised; what is shown before is
made of parameters alone. So the parameter itself asks the name server, in a thread.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from pymodaq_gui.parameter.pymodaq_ptypes import registerParameterType
from pymodaq_gui.parameter.pymodaq_ptypes.list import ListParameter, ListParameterItem
from qtpy import QtCore, QtGui, QtWidgets

from pyrpl_pyro import PyrplError

from .choice import VIRTUAL, board_names

BOARD_TYPE = "pyrpl_board"
ICON = Path(__file__).parent.parent / "resources" / "icon.svg"


class _Search(QtCore.QObject):
    """Looks for boards in a thread; tells what it found in the thread that made it."""

    found = QtCore.Signal(list, str)

    def start(self, nameserver: str) -> None:
        threading.Thread(target=self._run, args=(nameserver,), daemon=True).start()

    def _run(self, nameserver: str) -> None:
        names, message = [VIRTUAL], ""
        try:
            names = board_names(nameserver)
        except PyrplError as error:
            message = str(error)
        try:
            self.found.emit(names, message)
        except RuntimeError:
            # The window was closed meanwhile, and Qt deleted this object with it.
            return


class BoardParameterItem(ListParameterItem):
    """A combo box with a refresh button."""

    def makeWidget(self) -> QtWidgets.QWidget:
        self._search = _Search()
        self._search.found.connect(self._show)
        widget = super().makeWidget()
        # Without this the button is there only while the row is selected.
        self.hideWidget = False
        button = widget.add_pb
        button.clicked.disconnect()
        button.clicked.connect(self._clicked)
        button.setIcon(QtGui.QIcon(str(ICON)))
        button.setToolTip("Look for boards again")
        button.setVisible(True)
        self._tip = self.param.opts.get("tip", "")
        self._was_clicked = False
        self.refresh()
        return widget

    def _clicked(self) -> None:
        self._was_clicked = True
        self.refresh()

    def refresh(self) -> None:
        """Ask the name server which boards there are."""
        parent = self.param.parent()
        nameserver = parent["nameserver"] if parent is not None else ""
        self._search.start(nameserver)

    def _show(self, names: list[str], message: str) -> None:
        chosen = self.param.value()
        # One that does not answer at present stays chosen: initialising says why it fails.
        names = names if chosen in names or not chosen else [chosen, *names]
        self.param.setLimits(names)
        self.widget.setToolTip("\n".join(text for text in (self._tip, message) if text))
        if self._was_clicked:
            self._was_clicked = False
            place = self.widget.mapToGlobal(self.widget.rect().bottomLeft())
            QtWidgets.QToolTip.showText(place, message or f"found: {', '.join(names)}")


class BoardParameter(ListParameter):
    """Names of boards."""

    itemClass = BoardParameterItem

    def __init__(self, **opts: Any):
        opts.setdefault("limits", [VIRTUAL])
        super().__init__(**opts)


registerParameterType(BOARD_TYPE, BoardParameter, override=True)
