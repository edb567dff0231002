"""Who does what is being done in the Qt thread: a client, PyRPL's window, or PyRPL itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType

from .executor import current_job

WINDOW = "PyRPL's window"
PYRPL = "PyRPL"


class Authors:
    """Names whoever is at work. Qt thread only.

    Parameters
    ----------
    name_of_session : callable
        Who has a session.
    """

    def __init__(self, name_of_session: Callable[[str], str]):
        import pyrpl

        self._name_of_session = name_of_session
        self._pyrpl = os.path.dirname(os.path.abspath(pyrpl.__file__)) + os.sep
        self._widgets = os.path.join(self._pyrpl, "widgets") + os.sep

    def now(self) -> str:
        """Who does what is being done."""
        job = current_job()
        if job is not None:
            return self._name_of_session(job.session) if job.session else PYRPL
        return WINDOW if self._begun_by_widget() else PYRPL

    def _begun_by_widget(self) -> bool:
        """Whether PyRPL's outermost function is one of a widget.

        A widget that only follows what PyRPL does is called from PyRPL's code.
        """
        outermost = ""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith(self._pyrpl):
                outermost = file
            frame = frame.f_back
        return outermost.startswith(self._widgets)
