"""Make the pictures of docs/pymodaq.md from PyMoDAQ's real windows on a virtual board.

    python docs/make_pymodaq_pictures.py

Needs ``pip install ".[test]"``. It uses no screen, and PyMoDAQ's settings stay as they are.
"""

from __future__ import annotations

import atexit
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 128
WIDTH = 1000


def main() -> None:
    """Make all pictures."""
    home = tempfile.mkdtemp()
    # PyMoDAQ writes its settings at the end, after which this runs.
    atexit.register(shutil.rmtree, home)
    os.environ.update(HOME=home, PYRPL_USER_DIR=f"{home}/pyrpl_user_dir")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_API", "pyqt6")
    sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    picture_of_scope()
    pictures_of_scan()


def picture_of_scope() -> None:
    """A DAQ_Viewer with a sine in it."""
    from tests.plugins.headless.driving import make_viewer, run_for

    viewer = make_viewer("PyRPLScope")
    assert viewer.init(), viewer.said
    rp = board()
    rp.asg0.setup(
        waveform="sin", frequency=5e3, amplitude=0.5, trigger_source="immediately", offset=0
    )
    rp.asg1.setup(
        waveform="ramp", frequency=5e3, amplitude=0.3, trigger_source="immediately", offset=0
    )
    rp.scope.setup(
        input1="asg0",
        input2="asg1",
        duration=1e-3,
        trigger_source="ch1_positive_edge",
        rolling_mode=False,
    )
    run_for(1.0)
    viewer.snap()
    window = viewer.window.mainwindow
    window.resize(1300, 900)
    viewer.module.ui.show_settings(True)
    run_for(0.2)
    row = viewer.module.ui.settings_dock.container()
    row.setSizes([480] + [820] * (row.count() - 1))
    run_for(1.0)
    save(window, "pymodaq_scope.png")
    viewer.quit()


def pictures_of_scan() -> None:
    """The Dashboard, and DAQ_Scan after a scan of a low-pass filter."""
    from tests.plugins.headless.driving import Dashboard, Instrument, run_for

    dashboard = Dashboard()
    modules = dashboard.open(
        "filter",
        Instrument("ASG", "actuator", ("PyRPLASG",), "frequency"),
        Instrument("Scope", "detector", ("DAQ1D", "PyRPLScope")),
    )
    rp = board()
    rp.virtual.plant = "low_pass:bandwidth=10e3,order=1"
    rp.asg0.setup(
        waveform="sin",
        frequency=5e3,
        amplitude=0.5,
        offset=0,
        trigger_source="immediately",
        output_direct="out1",
    )
    rp.scope.setup(
        input1="in1",
        duration=1e-3,
        average=True,
        trigger_source="immediately",
        rolling_mode=False,
    )
    settings = modules["Scope"].settings.child("detector_settings", "instrument")
    settings.child("statistics").setValue(True)
    settings.child("ch2_active").setValue(False)
    run_for(1.0)
    modules["ASG"].get_actuator_value()
    modules["Scope"].snap()
    run_for(1.0)
    dashboard.window.mainwindow.resize(1300, 800)
    run_for(0.5)
    save(dashboard.window.mainwindow, "pymodaq_dashboard.png")
    dashboard.prepare_scan("ASG", "Scope", 1e3, 40e3, 1e3)
    show_live_plot(dashboard.scan)
    dashboard.scan_window.mainwindow.resize(1300, 800)
    dashboard.run_scan()
    run_for(1.0)
    save(dashboard.scan_window.mainwindow, "pymodaq_scan.png")
    dashboard.quit()


def show_live_plot(scan: Any) -> None:
    """Choose the statistics for the live plot, as the user does after "probe"."""
    from tests.plugins.headless.driving import run_for, until

    manager = scan.modules_manager
    manager.settings.child("probe_detectors").activate()
    choice = scan.settings.child("plot_options", "plot_0d")
    until(lambda: choice.value()["all_items"])
    names = choice.value()["all_items"]
    choice.setValue({"all_items": names, "selected": names})
    traces = scan.settings.child("plot_options", "plot_1d")
    traces.setValue({**traces.value(), "selected": []})
    scan.toggle_live_plots(True)
    run_for(0.5)


def board() -> Any:
    """The board of the plugins, as a notebook has it."""
    from pymodaq_plugins_pyrpl_pyro.board.private_server import private_server

    import pyrpl_pyro

    assert private_server._server is not None
    return pyrpl_pyro.connect(pyrpl_pyro.uri_of(private_server._server))


def save(window: Any, name: str) -> None:
    """A window as a small picture."""
    from PIL import Image
    from qtpy import QtCore

    data = QtCore.QBuffer()
    data.open(QtCore.QIODevice.OpenModeFlag.ReadWrite)
    window.grab().save(data, "PNG")
    picture = Image.open(io.BytesIO(bytes(data.data()))).convert("RGB")
    height = round(picture.height * WIDTH / picture.width)
    picture = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
    picture.quantize(COLOURS).save(PICTURES / name, optimize=True)
    print(PICTURES / name)


if __name__ == "__main__":
    main()
