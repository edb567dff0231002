"""PyMoDAQ in a home of its own, and its modules driven as a user drives them."""

from __future__ import annotations

import ast
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py

# Before anything of PyMoDAQ is imported: as root it writes its settings to /etc.
import pymodaq_utils.config as pymodaq_config
import pytest

HOME = Path(os.environ["HOME"])
pymodaq_config.CONFIG_BASE_PATH = HOME / "etc"
pymodaq_config.CONFIG_BASE_PATH.mkdir(parents=True, exist_ok=True)
pymodaq_config.get_set_local_dir.cache_clear()
CONFIG = HOME / ".pymodaq" / "config"
CONFIG.mkdir(parents=True, exist_ok=True)
(CONFIG / "data.toml").write_text(f'[data_saving.h5file]\nsave_path = "{HOME / "data"}"\n')
(CONFIG / "pymodaq.toml").write_text("[scan]\nshow_popups = false\n")

from pymodaq_gui.qt_utils import mkQApp  # noqa: E402

APPLICATION = mkQApp("tests")

from pymodaq.control_modules.daq_viewer_ui.viewer_selector import SelectedModule  # noqa: E402
from pymodaq.control_modules.enums import DAQTypesEnum  # noqa: E402
from pymodaq.utils.data import DataActuator, DataToExport  # noqa: E402
from pymodaq.utils.gui_utils.loader_utils import (  # noqa: E402
    create_load_daq_move,
    create_load_daq_viewer,
)

import pyrpl_pyro  # noqa: E402
from pyrpl_pyro import Board  # noqa: E402

PATIENCE = 20.0


def run_for(seconds: float) -> None:
    """Let Qt's events happen."""
    until(lambda: False, seconds, fail=False)


def until(condition: Callable[[], object], timeout: float = PATIENCE, fail: bool = True) -> None:
    """Let Qt's events happen until a condition holds."""
    deadline = time.monotonic() + timeout
    while not condition():
        APPLICATION.processEvents()
        time.sleep(0.001)
        if time.monotonic() > deadline:
            assert not fail, f"nothing within {timeout:g} s"
            return


class Waiting:
    """Waits for a signal that what happens in the block causes; `values` are its arguments."""

    def __init__(self, signal: Any, timeout: float = PATIENCE):
        self._signal = signal
        self._timeout = timeout
        self.values: tuple[Any, ...] | None = None
        self.seconds = 0.0

    def _note(self, *values: Any) -> None:
        if self.values is None:
            self.values = values

    def __enter__(self) -> Waiting:
        self._signal.connect(self._note)
        self._start = time.monotonic()
        return self

    def __exit__(self, kind: object, *details: object) -> None:
        try:
            if kind is None:
                until(lambda: self.values is not None, self._timeout)
                self.seconds = time.monotonic() - self._start
        finally:
            self._signal.disconnect(self._note)


class Driven:
    """One of PyMoDAQ's modules with one of our plugins."""

    kind = ""

    def __init__(self, window: Any, module: Any):
        self.window = window
        self.module = module
        self.said: list[str] = []
        module.status_sig.connect(self.said.append)

    @property
    def settings(self) -> Any:
        return self.module.settings.child(self.kind)

    @property
    def instrument(self) -> Any:
        return self.settings.child("instrument")

    def init(self) -> bool:
        with Waiting(self.module.init_signal) as waiting:
            self.module.init_hardware_ui(True)
        assert waiting.values is not None
        return waiting.values[0]

    def choose(self, address: str) -> None:
        self.settings.child("board_choice", "address").setValue(address)

    def quit(self) -> None:
        self.module.quit_fun()
        self.window.mainwindow.close()
        run_for(0.05)


class Viewer(Driven):
    """A DAQ_Viewer."""

    kind = "detector_settings"

    def snap(self) -> DataToExport:
        with Waiting(self.module.grab_done_signal) as waiting:
            self.module.snap()
        assert waiting.values is not None
        return waiting.values[0]


class Move(Driven):
    """A DAQ_Move."""

    kind = "actuator_settings"

    def axis(self, name: str) -> None:
        self.settings.child("controller", "axis").setValue(name)
        run_for(0.1)

    def _finish(self, waiting: Waiting) -> float:
        assert waiting.values is not None
        return float(waiting.values[0].value())

    def to(self, value: float) -> float:
        with Waiting(self.module.move_done_signal) as waiting:
            self.module.move_abs(DataActuator(data=value, units=self.module.units))
        return self._finish(waiting)

    def by(self, value: float) -> float:
        with Waiting(self.module.move_done_signal) as waiting:
            self.module.move_rel(DataActuator(data=value, units=self.module.units))
        return self._finish(waiting)

    def home(self) -> float:
        with Waiting(self.module.move_done_signal) as waiting:
            self.module.move_home()
        return self._finish(waiting)

    def value(self) -> float:
        with Waiting(self.module.current_value_signal) as waiting:
            self.module.get_actuator_value()
        return self._finish(waiting)


def stored_arrays(path: Path) -> list[dict[str, Any]]:
    """The attributes of each array in a file of PyMoDAQ, and the array as "array"."""
    found: list[dict[str, Any]] = []

    def add(name: str, node: object) -> None:
        if isinstance(node, h5py.Dataset):
            attributes = {key: stored_value(value) for key, value in node.attrs.items()}
            found.append({**attributes, "array": node[()], "path": name})

    with h5py.File(path) as file:
        file.visititems(add)
    return found


def stored_value(value: Any) -> Any:
    """An attribute as PyMoDAQ stores it: text in JSON that holds Python text."""
    try:
        return ast.literal_eval(json.loads(value)["data"])
    except (TypeError, ValueError, KeyError, SyntaxError):
        return value


@pytest.fixture(scope="session")
def rp() -> Iterator[Board]:
    """A board of the test's own, as a notebook has it."""
    with pyrpl_pyro.launch(virtual=True) as board:
        yield board


@pytest.fixture
def make_viewer(rp: Board) -> Iterator[Callable[..., Viewer]]:
    """Makes viewers on that board, and closes them."""
    made: list[Viewer] = []

    def make(name: str, dimension: str = "1D", init: bool = True) -> Viewer:
        window, module = create_load_daq_viewer()
        module.detector = SelectedModule(DAQTypesEnum[f"DAQ{dimension}"], name)
        viewer = Viewer(window, module)
        made.append(viewer)
        viewer.choose(pyrpl_pyro.uri_of(rp))
        if init:
            assert viewer.init(), viewer.said
        return viewer

    yield make
    for viewer in made:
        viewer.quit()


@pytest.fixture
def make_move(rp: Board) -> Iterator[Callable[..., Move]]:
    """Makes actuators on that board, and closes them."""
    made: list[Move] = []

    def make(name: str, axis: str = "", init: bool = True) -> Move:
        window, module = create_load_daq_move()
        module.actuator = name
        move = Move(window, module)
        made.append(move)
        move.choose(pyrpl_pyro.uri_of(rp))
        if axis:
            move.settings.child("controller", "axis").setValue(axis)
        if init:
            assert move.init(), move.said
        return move

    yield make
    for move in made:
        move.quit()
