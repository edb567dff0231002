"""PyRPL's own window on demand, or why it cannot be shown. Qt main thread only."""

from __future__ import annotations

import pyrpl.pyrpl

from ..errors import WindowError

_NOWHERE = ("offscreen", "minimal")


class Pyrpl(pyrpl.pyrpl.Pyrpl):
    # Clients get the documentation of PyRPL's own class and methods: there is none here.

    def show_gui(self) -> None:
        # With serve --gui somebody wants it, wherever it is drawn.
        if not self.c.redpitaya.gui:
            check_display()
        super().show_gui()


def check_display() -> None:
    """Raise WindowError when a window could be seen by nobody."""
    from qtpy import QtGui

    platform = QtGui.QGuiApplication.platformName()
    if platform in _NOWHERE:
        raise WindowError(
            "PyRPL's window cannot be shown: the server was started without a display (Qt's "
            f"platform is {platform!r}). Start it where somebody is logged in at the screen: in a "
            "terminal of that desktop, or with DISPLAY (or WAYLAND_DISPLAY) set and without "
            "QT_QPA_PLATFORM=offscreen. Until then, pyrpl-pyro monitor shows the board in a "
            "terminal."
        )
