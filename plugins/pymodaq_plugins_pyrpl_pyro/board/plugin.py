"""What every plugin does: connect to a board, show its settings, tell of errors, close."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from pymodaq_gui.parameter import Parameter
from pymodaq_utils.logger import get_module_name, set_logger
from pymodaq_utils.utils import ThreadCommand
from qtpy import QtCore

import pyrpl_pyro
from pyrpl_pyro import Board, BoardInfo, PyrplError, Reconnection
from pyrpl_pyro.errors import (
    BoardNotAnswering,
    BoardNotFound,
    CallTimeout,
    ConnectionLost,
    NameServerNotFound,
)
from pyrpl_pyro.schema import ModuleSchema

from .choice import BoardChoice
from .input_range import INPUTS, InputRanges
from .mirror import Mirrored, Watcher, same
from .parameters import GROUP
from .private_server import private_server
from .provenance import provenance

logger = set_logger(get_module_name(__file__))

STARTING = "Starting a virtual board. The first time on a computer it is compiled: some 30 s."
_LAST_WORDS_MS = 100
_LOOK_SECONDS = 1.0
_CLOSING_SECONDS = 1.5
"""For a call while closing: PyMoDAQ kills a thread that has not ended within 5 s."""
LOST = (ConnectionLost, CallTimeout, BoardNotAnswering, BoardNotFound, NameServerNotFound)
"""Errors after which a new connection is made."""


class BoardPlugin:
    """Mixin for PyMoDAQ's plugin classes, which come after it in the list of bases."""

    mirrored: ClassVar[Sequence[Mirrored]] = ()

    settings: Parameter
    parent: Any
    comes_back = True
    """Whether a server that has gone may be started again, by somebody else."""
    _watches_thread = False
    _watcher: Watcher | None = None
    _leave_board: Callable[[], None] | None = None
    emit_status: Callable[[ThreadCommand], None]

    # Called by the plugins.

    def connect_board(self) -> str:
        """Connect to the board of the settings, and show what it has; return a text."""
        self.disconnect_board()
        settings = self.settings.child("board_choice")
        choice = BoardChoice(
            settings["board"], settings["address"], settings["nameserver"], settings["time_limit"]
        )
        self.comes_back = not choice.is_private
        self._telling = threading.Lock()
        self._loss_is_told = False
        if choice.is_private and not private_server.is_running:
            self.tell(STARTING)
        self.board, self._leave_board = choice.open()
        self.board.on_reconnect(self._connected_again)
        self.controller = self.board
        self.lost = False
        self._info = self.board.info()
        text = (
            f"{self._info.board} ({self._info.hardware}) at {self._info.address}, "
            f"PyRPL {self._info.pyrpl_version}, pyrpl_pyro {self._info.version}"
        )
        settings.child("connected_to").setValue(text)
        self.adopt_module()
        self._watcher = Watcher(self._look, self.tell_loss)
        self._watcher.seen.connect(self._show_seen)
        self._close_with_thread()
        return f"Connected to {text}"

    def _connected_again(self, connection: Reconnection) -> None:
        # In the thread that was the first to find the board again.
        self._loss_is_told = False
        self.tell(str(connection))

    def tell_loss(self, error: Exception) -> None:
        """Tell once that the server has gone; the client looks for it by itself. Any thread."""
        with self._telling:
            told, self._loss_is_told = self._loss_is_told, True
        if not told:
            self.tell(message_of(error))

    def _look(self) -> dict[str, Any]:
        board = self.board
        if board is None:
            return {}
        with board.timeout(away=_LOOK_SECONDS):
            return self.read_mirrored()

    def init_failed(self, error: Exception) -> str:
        """Tell why there is no connection, and end the thread that PyMoDAQ made for it.

        PyMoDAQ makes another one when its user tries again, and forgets this one.
        """
        text = self.tell(error)
        self.disconnect_board()
        self.tell_later(text)
        thread = QtCore.QThread.currentThread()
        if thread != QtCore.QCoreApplication.instance().thread():
            QtCore.QTimer.singleShot(_LAST_WORDS_MS, thread.quit)
        return text

    def _close_with_thread(self) -> None:
        # PyMoDAQ asks the plugin to close, and its thread to end, at once: whichever comes first.
        thread = QtCore.QThread.currentThread()
        if not self._watches_thread and thread != QtCore.QCoreApplication.instance().thread():
            self._watches_thread = True
            thread.finished.connect(self.close, QtCore.Qt.ConnectionType.DirectConnection)

    def disconnect_board(self) -> None:
        """Close the connection, if there is one."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()
        leave, self._leave_board = self._leave_board, None
        self.board: Board | None = None
        if leave is not None:
            leave()

    def connect_again(self) -> None:
        """A new connection, when the last one was lost.

        Raises
        ------
        PyrplError
            The board is still not there; the next call tries again.
        """
        if not self.lost:
            return
        try:
            self.connect_board()
        except Exception:
            self.lost = True
            self.disconnect_board()
            raise

    def close(self) -> None:
        """Close the connection; the board stays as it is unless "switch off" is set."""
        self.lost = False
        if self.board is None:
            return
        try:
            if self.settings["board_choice", "switch_off"]:
                with self.closing_limit():
                    self.switch_off()
        except Exception as error:
            # PyMoDAQ's status line hears nothing any longer.
            logger.error("the outputs were not switched off: %s", message_of(error))
        finally:
            self.disconnect_board()
            self.controller = None

    def closing_limit(self) -> AbstractContextManager[None]:
        """For the calls of a block that are made while the instrument is closed."""
        if self.board is None:
            return nullcontext()
        return self.board.timeout(_CLOSING_SECONDS, away=_CLOSING_SECONDS)

    def switch_off(self) -> None:
        """Set the outputs that this instrument uses to 0."""

    @property
    def info(self) -> BoardInfo:
        """Of the board that the plugin is connected to."""
        return self._info

    @property
    def module_name(self) -> str:
        """The PyRPL module that the user chose."""
        return self.settings[GROUP, "module"]

    @property
    def module(self) -> Any:
        """Proxy of that module."""
        return getattr(self.board, self.module_name)

    @property
    def time_limit(self) -> float:
        """Limit for a measurement, in addition to its own duration (s)."""
        return self.settings["board_choice", "time_limit"]

    @property
    def ranges(self) -> InputRanges:
        """Positions of the jumpers."""
        group = self.settings.child("input_range")
        return InputRanges(*(group[f"range_{name}"] for name in INPUTS))

    def metadata(self, setup: dict[str, Any]) -> dict[str, str]:
        """What goes into the h5 file with the data; `setup` are the module's attributes."""
        return provenance(self._info, self.module_name, setup, self.ranges)

    # The settings.

    def adopt_module(self) -> None:
        """Show the options, limits, units and values of the chosen module."""
        # The thread that watches the board must not touch parameters.
        self._path = self.module_name
        if self._watcher is not None:
            # What it reads at this moment is of the module before.
            self._watcher.writes += 1
        self._schema: ModuleSchema = pyrpl_pyro.schema_of(self.module)
        self.show_mirrored(self.read_mirrored())

    def read_mirrored(self) -> dict[str, Any]:
        """Values of all mirrored attributes, in one message to the board. Any thread."""
        board = self.board
        if board is None or not self.mirrored:
            return {}
        module = getattr(board, self._path)
        with board.batch():
            results = {item.attribute: getattr(module, item.attribute) for item in self.mirrored}
        return {name: result.value for name, result in results.items()}

    def show_mirrored(self, values: dict[str, Any]) -> None:
        """Show values that were read; PyMoDAQ does not send them back."""
        if not values:
            return
        group = self.settings.child(GROUP)
        self.values = values
        for item in self.mirrored:
            parameter = group.child(item.attribute)
            factor = self._factor(item)
            item.adopt(parameter, self._schema.attributes[item.attribute], factor)
            shown = item.shown(values[item.attribute], factor)
            if not same(parameter.value(), shown):
                parameter.setValue(shown)

    def _factor(self, item: Mirrored) -> float:
        return 1.0 if item.signal is None else self.ranges.factor(item.signal(self.values))

    def _show_seen(self, number: int, values: dict[str, Any]) -> None:
        # A reading that began before the last write tells of the time before it.
        if self._watcher is not None and number == self._watcher.writes:
            self.show_mirrored(values)

    def commit_settings(self, param: Parameter) -> None:
        """Do what the user changed in the settings. PyMoDAQ calls it in the plugin's thread."""
        if self.board is None:
            return
        try:
            self._commit(param.name(), param.value())
        except Exception as error:
            # Whatever goes wrong here, PyMoDAQ would log it and show the wrong value on.
            self.tell(error)
            self._show_what_is()

    def _commit(self, name: str, value: Any) -> None:
        items = {item.attribute: item for item in self.mirrored}
        if name in items:
            item = items[name]
            self.write(item.attribute, item.asked(value, self._factor(item)))
        elif name == "module":
            self.adopt_module()
        elif name.startswith("range_"):
            self.show_mirrored(self.read_mirrored())
        elif name in ("board", "address", "nameserver"):
            self.tell(f"{self._info.board} is used until the instrument is initialised again.")
        else:
            self.setting_changed(name, value)

    def write(self, attribute: str, value: Any) -> dict[str, Any]:
        """Write an attribute of the module; show and return what all mirrored ones are then."""
        assert self.board is not None
        if self._watcher is not None:
            self._watcher.writes += 1
        setattr(self.module, attribute, value)
        values = self.read_mirrored()
        self.show_mirrored(values)
        return values

    def setting_changed(self, name: str, value: Any) -> None:
        """A parameter that is no attribute of the module was changed by the user."""

    def _show_what_is(self) -> None:
        try:
            self.show_mirrored(self.read_mirrored())
        except (PyrplError, OSError) as error:
            logger.info("the settings could not be read: %s", error)

    # Errors.

    def tell(self, error: BaseException | str) -> str:
        """One line for the status line and the log; returns it."""
        text = error if isinstance(error, str) else message_of(error)
        if isinstance(error, LOST):
            self.lost = True
        self.emit_status(ThreadCommand("Update_Status", [text]))
        return text

    def tell_later(self, text: str, seconds: float = 0.0) -> None:
        """Show a line again, after what PyMoDAQ is about to say."""
        show = ThreadCommand("Update_Status", [text, False])
        QtCore.QTimer.singleShot(round(seconds * 1000), lambda: self.emit_status(show))


def message_of(error: BaseException) -> str:
    """The first line of an error's text, or its kind when it has none."""
    lines = str(error).strip().splitlines()
    if not lines:
        return type(error).__name__
    return lines[0]
