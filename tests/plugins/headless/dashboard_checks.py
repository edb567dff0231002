"""The plugins in PyMoDAQ's real Dashboard: a scan, and PyMoDAQ's PID."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pymodaq.extensions.pid.pid_controller import DAQ_PID
from pymodaq.utils.gui_utils.loader_utils import create_extension
from pymodaq_plugins_pyrpl_pyro.board.private_server import private_server
from pymodaq_plugins_pyrpl_pyro.models.PIDModelPyRPL import HARDWARE, SOFTWARE

import pyrpl_pyro
from pyrpl_pyro import Board
from tests.plugins.headless.driving import (
    Dashboard,
    Instrument,
    run_for,
    stored_arrays,
    stored_settings,
    until,
)

CORNER = 1e4


@pytest.fixture
def dashboard() -> Iterator[Dashboard]:
    made = Dashboard()
    yield made
    made.quit()
    until(lambda: private_server._server is None, 5.0)


def board() -> Board:
    """The board of the Dashboard, as a notebook has it."""
    assert private_server._server is not None
    return pyrpl_pyro.connect(pyrpl_pyro.uri_of(private_server._server))


@pytest.mark.timeout(120)
def test_scan_of_a_filter(dashboard: Dashboard) -> None:
    modules = dashboard.open(
        "filter",
        Instrument("ASG", "actuator", ("PyRPLASG",), "frequency"),
        Instrument("Scope", "detector", ("DAQ1D", "PyRPLScope")),
    )
    rp = board()
    rp.virtual.plant = f"low_pass:bandwidth={CORNER},order=1"
    rp.asg0.setup(
        waveform="sin", amplitude=0.5, offset=0, trigger_source="immediately", output_direct="out1"
    )
    rp.scope.setup(
        input1="in1",
        duration=8e-3,
        average=True,
        trigger_source="immediately",
        rolling_mode=False,
    )
    settings = modules["Scope"].settings.child("detector_settings", "instrument")
    settings.child("statistics").setValue(True)
    settings.child("ch2_active").setValue(False)
    until(lambda: not rp.scope.ch2_active)
    dashboard.prepare_scan("ASG", "Scope", 2e3, 40e3, 2e3)
    path = dashboard.run_scan()
    arrays = stored_arrays(path)
    rms = [item for item in arrays if item.get("label") == "ch1 RMS"]
    positions = [item for item in arrays if "/NavAxes/" in item["path"]]
    assert len(rms) == 1
    # PyMoDAQ keeps no units and no attributes of scanned data, but the instrument's settings.
    for title, plugin in (("Scope", "PyRPLScope"), ("ASG", "PyRPLASG")):
        settings = stored_settings(path, title)
        assert plugin in settings
        assert f"virtual (virtual) at {rp.info().address}, PyRPL 0." in settings
    frequencies = np.ravel(positions[0]["array"])
    np.testing.assert_allclose(frequencies, np.arange(2e3, 41e3, 2e3), rtol=1e-3)
    assert positions[0]["units"] in ("Hz", "hertz")
    expected = 0.5 / np.sqrt(2) / np.sqrt(1 + (frequencies / CORNER) ** 2)
    np.testing.assert_allclose(np.ravel(rms[0]["array"]), expected, rtol=0.02)


def regulation(dashboard: Dashboard, where: str) -> Any:
    """PyMoDAQ's PID extension, running with our model."""
    _window, pid = create_extension(dashboard.dashboard, DAQ_PID)
    pid.settings.child("models", "model_class").setValue("PIDModelPyRPL")
    run_for(0.2)
    pid.settings.child("models", "model_params", "regulation").setValue(where)
    for action in ("ini_model", "ini_pid", "run", "pause"):
        pid.get_action(action).trigger()
        run_for(0.2)
    assert not pid.is_action_checked("pause")
    return pid


def end(pid: Any) -> None:
    """Stop it and close its window."""
    for action in ("run", "ini_pid"):
        pid.get_action(action).trigger()
        run_for(0.5)
    pid.quit_fun()
    run_for(0.5)


@pytest.mark.timeout(120)
def test_pid_model(dashboard: Dashboard) -> None:
    modules = dashboard.open(
        "regulation",
        Instrument("Output", "actuator", ("PyRPLOutput",), "out1"),
        Instrument("Sampler", "detector", ("DAQ0D", "PyRPLSampler")),
    )
    rp = board()
    settings = modules["Sampler"].settings.child("detector_settings", "instrument")
    settings.child("averaging_time").setValue(0.0)
    pid = regulation(dashboard, SOFTWARE)
    for setpoint in (0.3, -0.2):
        pid.setpoints = [setpoint]
        until(lambda setpoint=setpoint: abs(rp.scope.voltage_in1 - setpoint) < 0.01, 30.0)
    end(pid)


def test_pid_model_in_hardware(dashboard: Dashboard) -> None:
    dashboard.open(
        "hardware",
        Instrument("Output", "actuator", ("PyRPLPID",), "setpoint"),
        Instrument("Sampler", "detector", ("DAQ0D", "PyRPLSampler")),
    )
    rp = board()
    # PyRPL's error is the input minus the setpoint.
    rp.pid0.setup(input="in1", output_direct="out1", p=0, i=-100, setpoint=0)
    pid = regulation(dashboard, HARDWARE)
    pid.setpoints = [0.25]
    until(lambda: abs(rp.pid0.setpoint - 0.25) < 1e-3, 20.0)
    until(lambda: abs(rp.scope.voltage_in1 - 0.25) < 2e-3, 5.0)
    end(pid)
