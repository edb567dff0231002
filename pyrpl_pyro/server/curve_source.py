"""The curves of an acquisition module for all that follow them. Qt thread only.

Readers share the run that goes on, whoever started it. When none does, the first reader
starts a continuous one, and with the last reader that one ends; a run that somebody else
started, or has asked for meanwhile, is left alone.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from qtpy import QtCore

from ..errors import AcquisitionCancelled, BoardUnreachable, ModuleLeased
from .readers import Reader

_LOOK_AGAIN_MS = 20
"""A stop() that another run follows at once is no end."""


class CurveSource:
    """One module with its readers.

    Parameters
    ----------
    path : str
    module : AcquisitionModule
    call : callable
        ``call(session, method)`` calls a method of the module for a client, with all checks.

    Attributes
    ----------
    begun : bool
        Whether the run that goes on was started for readers.
    """

    def __init__(self, path: str, module: Any, call: Callable[[str, str], None]):
        self.path = path
        self.begun = False
        self._module = module
        self._call = call
        self._readers: list[Reader] = []
        self._state = module.running_state
        launcher = module._signal_launcher
        launcher.display_curve.connect(self._on_curve)
        launcher.update_attribute_by_name.connect(self._on_attribute)

    def open(self, reader: Reader, begun: bool) -> dict[str, Any]:
        """Add a reader, and start a run if none goes on.

        Parameters
        ----------
        begun : bool
            The reader had followed a run before that was started for readers; one that the
            server took up when it was started again is that one.

        Raises
        ------
        ModuleLeased
            No run goes on, and somebody else has the module.
        """
        if self._is_stopped():
            self._begin(reader.session)
        elif begun and not self._readers:
            self.begun = True
        self._readers.append(reader)
        return {"begun": self.begun}

    def close(self, reader: Reader) -> None:
        """Remove a reader; the last one ends what was begun for readers."""
        reader.close()
        if reader in self._readers:
            self._readers.remove(reader)
        if self._readers or not self.begun:
            return
        self.begun = False
        if self._module.running_state.endswith("continuous"):
            # Whoever has leased it meanwhile decides.
            with contextlib.suppress(ModuleLeased):
                self._call(reader.session, "stop")

    def claimed(self) -> None:
        """Somebody asked for a continuous run, which then is not for readers alone."""
        self.begun = False

    def look_around(self) -> None:
        """Tell the readers of a run that failed."""
        run = self._module._last_run
        if not self._readers or run is None or not run.done() or run.cancelled():
            return
        error = run.exception()
        # That goes on when the board is back.
        if error is not None and not isinstance(error, BoardUnreachable):
            self._fail(error)

    def _is_stopped(self) -> bool:
        # PyRPL's state follows a run only when that has its first turn in the loop.
        run = self._module._last_run
        return run is None or run.done() or run.cancelling() > 0

    def _begin(self, session: str) -> None:
        owner = self._module.owner
        if owner is not None and self._may_not_use(owner):
            raise ModuleLeased(
                f"{self.path} is in use by {owner!r}, and has no run whose curves could be shown. "
                "Stream from that instead, or end that use first.",
                self.path,
                str(owner),
            )
        self._call(session, "continuous")
        self.begun = True

    def _may_not_use(self, owner: str) -> bool:
        # A module of PyRPL that uses another one; a lease is checked by what starts the run.
        return hasattr(self._module.pyrpl, str(owner))

    def _on_curve(self, data: list[Any]) -> None:
        frame = [time.time(), *data[:2]]
        for reader in self._readers:
            reader.push(frame)

    def _on_attribute(self, name: str, values: list[Any]) -> None:
        if name != "_running_state" or not values:
            return
        before, self._state = self._state, values[0]
        if self._state == "stopped" and self._readers:
            QtCore.QTimer.singleShot(_LOOK_AGAIN_MS, lambda: self._on_stopped(before))

    def _on_stopped(self, before: str) -> None:
        if not self._readers or self._module.running_state != "stopped":
            return
        if not before.endswith("single"):
            self._fail(
                AcquisitionCancelled(
                    f"somebody stopped {self.path}; stream() again starts it again."
                )
            )
            return
        # A single() in between does not end what others look at.
        refused: Exception | None = None
        for reader in self._readers:
            try:
                self._begin(reader.session)
                return
            except Exception as error:
                refused = error
        if refused is not None:
            self._fail(refused)

    def _fail(self, error: BaseException) -> None:
        readers, self._readers = self._readers, []
        self.begun = False
        for reader in readers:
            reader.fail(error)
