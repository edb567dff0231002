"""PyMoDAQ in a home of its own, and its windows driven as a user drives them.

Importing this starts a QApplication and sets PyMoDAQ's folders to those of HOME. The tests
and docs/pymodaq_pictures.py use it.
"""

from __future__ import annotations

import ast
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py

# Before anything else of PyMoDAQ is imported: as root it writes its settings to /etc.
import pymodaq_utils.config as pymodaq_config

HOME = Path(os.environ["HOME"])
pymodaq_config.CONFIG_BASE_PATH = HOME / "etc"
pymodaq_config.CONFIG_BASE_PATH.mkdir(parents=True, exist_ok=True)
pymodaq_config.get_set_local_dir.cache_clear()
CONFIG = HOME / ".pymodaq" / "config"
CONFIG.mkdir(parents=True, exist_ok=True)
(CONFIG / "data.toml").write_text(f'[data_saving.h5file]\nsave_path = "{HOME / "data"}"\n')
(CONFIG / "pymodaq.toml").write_text("[scan]\nshow_popups = false\n")
LIVE_RATE = 19.0
"""In the file that a user of the plugins may edit (Hz)."""
(CONFIG / "config_pyrpl_pyro.toml").write_text(
    f'[live]\nrate = {LIVE_RATE}\n[input_range]\nin2 = "IV"\n[board]\ntimeout = "long"\n'
)

from pymodaq_gui.qt_utils import mkQApp  # noqa: E402

APPLICATION = mkQApp("tests")

from pymodaq.control_modules.daq_viewer_ui.viewer_selector import SelectedModule  # noqa: E402
from pymodaq.control_modules.enums import DAQTypesEnum  # noqa: E402
from pymodaq.dashboard import create_load_dashboard  # noqa: E402
from pymodaq.extensions.scan.daq_scan import DAQScan  # noqa: E402
from pymodaq.utils.data import DataActuator, DataToExport  # noqa: E402
from pymodaq.utils.gui_utils.loader_utils import (  # noqa: E402
    create_extension,
    create_load_daq_move,
    create_load_daq_viewer,
)

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


def stored_settings(path: Path, title: str) -> str:
    """The settings of a module in a file of PyMoDAQ, as XML."""
    found: list[str] = []

    def add(name: str, node: object) -> None:
        if isinstance(node, h5py.Group) and node.attrs.get("TITLE") == title:
            found.append(str(stored_value(node.attrs.get("settings", ""))))

    with h5py.File(path) as file:
        file.visititems(add)
    return "".join(found)


def stored_value(value: Any) -> Any:
    """An attribute as PyMoDAQ stores it: text in JSON that holds Python text."""
    try:
        return ast.literal_eval(json.loads(value)["data"])
    except (TypeError, ValueError, KeyError, SyntaxError):
        return value


def make_viewer(name: str, dimension: str = "1D") -> Viewer:
    """A DAQ_Viewer in a window of its own, not initialised."""
    window, module = create_load_daq_viewer()
    module.detector = SelectedModule(DAQTypesEnum[f"DAQ{dimension}"], name)
    return Viewer(window, module)


def make_move(name: str) -> Move:
    """A DAQ_Move in a window of its own, not initialised."""
    window, module = create_load_daq_move()
    module.actuator = name
    return Move(window, module)


@dataclass(frozen=True)
class Instrument:
    """A module of an experiment.

    Parameters
    ----------
    title : str
    kind : str
        "actuator" or "detector".
    path : tuple of str
        Where PyMoDAQ's menu has it: the dimension of a detector, and the plugin.
    axis : str
        Of an actuator.
    """

    title: str
    kind: str
    path: tuple[str, ...]
    axis: str = ""


class Dashboard:
    """The Dashboard with some of our plugins, and a scan in it."""

    def __init__(self) -> None:
        self.window, self.dashboard = create_load_dashboard()
        self.window.mainwindow.resize(1100, 700)
        self.scan: Any = None

    def open(self, name: str, *wanted: Instrument) -> dict[str, Any]:
        """Make an experiment, save it and apply it; returns the modules by title."""
        manager = self.dashboard.experiment_manager
        # A new experiment begins as PyMoDAQ's default, with instruments that are mocks.
        for kind in ("actuator", "detector"):
            manager.settings.child(kind).clearChildren()
        for instrument in wanted:
            group = manager.settings.child(instrument.kind)
            group.addNew(instrument.path)
            added = group.children()[-1]
            added.child("name").setValue(instrument.title)
            if instrument.axis:
                added.child("controller", "axis").setValue(instrument.axis)
        path = manager.get_entry_folder() / f"{name}.xml"
        manager.save_entries(path)
        with Waiting(manager.applied_entry, 60.0):
            manager.execute_entry(path)
        run_for(0.2)
        modules = self.dashboard.modules_manager
        return {module.title: module for module in (*modules.actuators_all, *modules.detectors_all)}

    def prepare_scan(
        self, actuator: str, detector: str, start: float, stop: float, step: float
    ) -> None:
        """Open DAQ_Scan with a linear scan of one actuator."""
        self.scan_window, self.scan = create_extension(self.dashboard, DAQScan)
        self.scan_window.mainwindow.resize(1100, 700)
        self.scan.override_popups(False)
        self.scan.modules_manager.selected_actuators_name = [actuator]
        self.scan.modules_manager.selected_detectors_name = [detector]
        run_for(0.2)
        self.scan.scanner.set_scan_type_and_subtypes("Scan1D", "Linear")
        settings = self.scan.scanner.get_scanner_sub_settings()
        for name, value in (("start", start), ("stop", stop), ("step", step)):
            settings.child(name).setValue(value)
        run_for(0.2)

    def run_scan(self, timeout: float = 60.0) -> Path:
        """Do the scan; returns the file with its data."""
        with Waiting(self.scan.scan_done_signal, timeout):
            self.scan.do_scan()
        run_for(0.5)
        return Path(self.scan.h5saver.filename)

    def quit(self) -> None:
        if self.scan is not None:
            self.scan.h5saver.close_file()
        self.dashboard.quit_fun()
        run_for(0.5)
