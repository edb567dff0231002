"""Viewers of PyRPL's acquisition modules: single runs, and live views that share one run."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from pymodaq.utils.data import DataFromPlugins

from pyrpl_pyro.errors import ConnectionLost

from .background import Stopped
from .viewer import SLICE, BoardViewer


class RunViewer(BoardViewer):
    """A viewer of a module with ``single_async()`` and ``continuous()``.

    A single measurement is a run of its own, begun after the call. A live view watches the
    continuous run of the module, whoever began it, and begins one when there is none.
    """

    also_read: ClassVar[Sequence[str]] = ()
    """Attributes to read with each curve, in addition to the mirrored ones."""

    def ini_attributes(self) -> None:
        super().ini_attributes()
        self._number = -1
        self._started = False

    # What a viewer defines.

    @abstractmethod
    def duration(self) -> float:
        """About how long a run takes (s)."""

    def missing(self) -> str:
        """Why there may be no result."""
        return f"{self.module_name} gave no result."

    @abstractmethod
    def data(
        self, x: np.ndarray | None, curve: np.ndarray, state: dict[str, Any]
    ) -> list[DataFromPlugins]:
        """A curve as PyMoDAQ's data; `x` is PyRPL's of a live view, None for a single run."""

    # What the base calls.

    def measure(self, stop: threading.Event) -> list[DataFromPlugins]:
        """A curve of a run that began after the call."""
        module = self.module
        was_continuous = module.running_state == "running_continuous"

        def run() -> np.ndarray:
            return self.wait_for_run(module.single_async(), stop, self.duration())

        try:
            curve = self.retry_when_taken_over(run, stop)
        except TimeoutError:
            raise TimeoutError(f"nothing within {self.time_limit:g} s: {self.missing()}") from None
        except ConnectionLost:
            was_continuous = False
            raise
        finally:
            if was_continuous and not self.lost and module.running_state == "stopped":
                module.continuous()
        return self.data(None, curve, self.read_state())

    def watch(self, stop: threading.Event, first: bool) -> list[DataFromPlugins]:
        """The next curve of the continuous run."""
        module = self.module
        if first:
            self._number = -1
            self._started = module.running_state != "running_continuous"
            if self._started:
                module.continuous()
        deadline = time.monotonic() + self.time_limit + self.duration()
        while True:
            try:
                self._number, x, curve = self.board.next_curve(module, self._number, SLICE)
            except TimeoutError:
                if stop.is_set():
                    raise Stopped from None
                if time.monotonic() > deadline:
                    raise TimeoutError(
                        f"nothing within {self.time_limit:g} s: {self.missing()}"
                    ) from None
                if module.running_state == "stopped":
                    # Whoever took a single curve, or stopped the run, is done with it.
                    self._started = True
                    module.continuous()
            else:
                return self.data(x, curve, self.read_state())

    def watch_ends(self) -> None:
        """Stop the run that the live view began; one of others goes on."""
        if self._started:
            self.module.stop()
        self._started = False

    def read_state(self) -> dict[str, Any]:
        """The mirrored attributes, :attr:`also_read` and ``setup_attributes``, in one message."""
        module = self.module
        names = [item.attribute for item in self.mirrored]
        with self.board.batch():
            results = {
                name: getattr(module, name)
                for name in (*names, *self.also_read, "setup_attributes")
            }
        return {name: result.value for name, result in results.items()}
