"""The plugins in PyMoDAQ's real Dashboard: a scan, and PyMoDAQ's PID."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pymodaq_plugins_pyrpl_pyro.board.private_server import private_server

import pyrpl_pyro
from pyrpl_pyro import Board
from tests.plugins.headless.driving import (
    Dashboard,
    Instrument,
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
