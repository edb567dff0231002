"""What every viewer does: measure in the background, emit data, stop with a reason."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from pymodaq.control_modules.viewer_utility_classes import DAQ_Viewer_base, comon_parameters
from pymodaq.utils.data import DataFromPlugins, DataToExport
from pymodaq_utils.utils import ThreadCommand

from pyrpl_pyro import PyrplError
from pyrpl_pyro.errors import AcquisitionCancelled, ConnectionLost

from .background import Background, Result, Stopped, nothing
from .backlog import Backlog
from .defaults import default_number
from .mirror import Mirrored
from .parameters import GROUP, board_parameters
from .plugin import BoardPlugin

SLICE = 0.2
"""How long one request for a result may wait (s): the stop button is seen after it."""

_MOST_WINDOW_SECONDS = 2.0
_AWAY_SECONDS = 1.0
_RATES = (0.01, 1000.0)

Measure = Callable[[threading.Event], list[DataFromPlugins]]


def viewer_parameters(
    modules: Sequence[str], mirrored: Sequence[Mirrored], extra: Sequence[dict] = ()
) -> list[dict]:
    """The parameters of a viewer, see :func:`~.parameters.board_parameters`."""
    rate = {
        "title": "Live rate:",
        "name": "live_rate",
        "type": "float",
        "value": default_number("live", "rate", 20.0, *_RATES),
        "limits": list(_RATES),
        "suffix": "Hz",
        "siPrefix": True,
        "tip": "Most data per second in a live view. What comes in between is dropped.",
    }
    return [*comon_parameters, *board_parameters(modules, mirrored, [*extra, rate])]


class BoardViewer(BoardPlugin, DAQ_Viewer_base):
    """Base of the viewers. A viewer has :meth:`measure`, and where it can :meth:`watch`."""

    mirrored: ClassVar[Sequence[Mirrored]] = ()

    # What a viewer defines.

    @abstractmethod
    def measure(self, stop: threading.Event) -> list[DataFromPlugins]:
        """Measure once, with all that was set before the call. In a thread of its own."""

    def watch(self, stop: threading.Event, first: bool) -> list[DataFromPlugins]:
        """The next data of a live view; `first` when it begins. In a thread of its own."""
        return self.measure(stop)

    def watch_ends(self) -> None:
        """The live view ended. In PyMoDAQ's thread."""

    # What PyMoDAQ calls.

    def ini_attributes(self) -> None:
        self.board = None
        self.lost = False
        self.values: dict[str, Any] = {}
        self.background = Background()
        self._backlog = Backlog()
        self._grabbing = 0
        self._live = False
        self._last_emitted = 0.0
        self._failure = ""

    def ini_detector(self, controller: Any = None) -> tuple[str, bool]:
        """Connect to the board; each instrument has a connection of its own."""
        try:
            return self.connect_board(), True
        except Exception as error:
            return self.init_failed(error), False

    def grab_data(self, Naverage: int = 1, **kwargs: Any) -> None:
        """Measure and emit the data. No exception leaves this method."""
        if self.board is None and not self.lost:
            return
        if self._grabbing:
            # PyMoDAQ delivers another snap or grab in the middle of this one; that one counts.
            self.background.interrupt()
        live = bool(kwargs.get("live", False))
        self._grabbing += 1
        try:
            data = self._grab(live)
        except Stopped:
            if self.background.thread_ends:
                self._end_grab_loop()
        except Exception as error:
            # PyMoDAQ would only log it, and grab again for ever.
            self._fail(error)
        else:
            self.dte_signal.emit(DataToExport(self._title, data=data))
            self._last_emitted = time.monotonic()
            self._backlog.note_sent()
        finally:
            self._grabbing -= 1

    def stop(self) -> str:
        """End the measurement that runs, and the live view. Called in PyMoDAQ's thread."""
        self.background.interrupt()
        if self._live:
            self._live = False
            if not self.lost:
                try:
                    self.watch_ends()
                except Exception as error:
                    self._failure = self.tell(error)
        failure, self._failure = self._failure, ""
        if failure:
            # PyMoDAQ has just said that the grab is stopped; the reason is what matters.
            self.tell_later(failure)
        return ""

    def close(self) -> None:
        """End what runs, then as :meth:`BoardPlugin.close`."""
        self._end_grab_loop()
        with self.closing_limit():
            self.stop()
        self.background.close()
        super().close()

    def _end_grab_loop(self) -> None:
        # PyMoDAQ's would go on without its instrument.
        if self.parent is not None:
            self.parent.grab_state = False

    # For the viewers.

    def until_stopped(self, call: Callable[[], Result], stop: threading.Event) -> Result:
        """Ask the board for something long, which the server ends when the user presses stop.

        Raises
        ------
        Stopped
            The user did.
        """
        assert self.board is not None
        with self.board.cancellable() as calls:
            self.background.end_call = calls.cancel
            try:
                if stop.is_set():
                    raise Stopped
                return call()
            except AcquisitionCancelled:
                if stop.is_set():
                    raise Stopped from None
                raise
            finally:
                self.background.end_call = nothing

    def wait_for_run(self, handle: Any, stop: threading.Event, duration: float) -> Any:
        """Wait for the result of a run in the server, in slices so that stop is seen.

        The time limit begins anew with each :meth:`progress`.

        Raises
        ------
        Stopped
            The run was cancelled, since the user pressed stop.
        TimeoutError
            No result within the time limit and `duration` (s); the run was cancelled.
        """
        limit = self.time_limit + duration
        seen, deadline = 0, time.monotonic() + limit
        while True:
            try:
                return handle.result(SLICE)
            except TimeoutError:
                if stop.is_set():
                    handle.cancel()
                    raise Stopped from None
                progress = self.progress()
                if progress != seen:
                    seen, deadline = progress, time.monotonic() + limit
                if time.monotonic() > deadline:
                    handle.cancel()
                    raise

    def progress(self) -> int:
        """A number that changes while a run gets on, in instruments that can tell."""
        return 0

    def retry_when_taken_over(self, measure: Any, stop: threading.Event) -> Any:
        """Call ``measure()``; again when another client's run took the module over."""
        deadline = time.monotonic() + self.time_limit
        while True:
            try:
                return measure()
            except AcquisitionCancelled:
                if stop.is_set():
                    raise Stopped from None
                if time.monotonic() > deadline:
                    raise

    def emit_unfinished(self, data: list[DataFromPlugins]) -> None:
        """Show data of a measurement that still runs; they are not saved. Any thread."""
        self.dte_signal_temp.emit(DataToExport(self._title, data=data))

    def _grab(self, live: bool) -> list[DataFromPlugins]:
        self.connect_again()
        if not live:
            return self._run(self.measure)
        self._keep_pace()
        first, self._live = not self._live, True
        return self._run(lambda stop: self.watch(stop, first), lambda stop: self.watch(stop, True))

    def _run(self, measure: Measure, again: Measure | None = None) -> list[DataFromPlugins]:
        """Measure; `again` when the server went away meanwhile and is back in time."""
        try:
            return self.background.run(self._measured, measure)
        except ConnectionLost as error:
            if not self.comes_back:
                raise
            self.tell_loss(error)
            self.lost = True
            self.background.run(self._wait_for_board)
            return self.background.run(self._measured, again or measure)

    def _measured(self, stop: threading.Event, measure: Measure) -> list[DataFromPlugins]:
        board = self.board
        assert board is not None
        # The stop button is not seen while a call waits for the server.
        with board.timeout(away=_AWAY_SECONDS):
            return measure(stop)

    def _wait_for_board(self, stop: threading.Event) -> None:
        board, deadline = self.board, time.monotonic() + self.time_limit
        assert board is not None
        while True:
            try:
                with board.timeout(away=_AWAY_SECONDS):
                    self._info = board.info()
            except PyrplError:
                if stop.is_set():
                    raise Stopped from None
                if time.monotonic() > deadline:
                    raise
            else:
                self.lost = False
                return

    def _keep_pace(self) -> None:
        period = 1.0 / self.settings[GROUP, "live_rate"]
        self.background.pause(self._last_emitted + period - time.monotonic())
        limit = time.monotonic() + _MOST_WINDOW_SECONDS
        while self._backlog.waits() and time.monotonic() < limit:
            self.background.pause(0.002)

    def _fail(self, error: Exception) -> None:
        self._failure = self.tell(error)
        self.emit_status(ThreadCommand("stop"))
        if self.parent is None:
            self.stop()
