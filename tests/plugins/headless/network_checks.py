"""The network analyzer in PyMoDAQ's DAQ_Viewer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pyrpl_pyro import Board
from tests.plugins.headless.driving import Viewer, run_for, until

CORNER = 1e4
"""Of the low-pass between output and input (Hz)."""
CABLE = (5 + 2 + 15) * 8e-9
"""The sum of the outputs, the registers of the converters and the cable (s)."""


@pytest.fixture
def analyzer(rp: Board, make_viewer: Callable[..., Viewer]) -> Viewer:
    rp.virtual.plant = f"low_pass:bandwidth={CORNER},order=1"
    rp.networkanalyzer.setup(
        input="in1",
        output_direct="out1",
        start_freq=1e3,
        stop_freq=1e5,
        points=11,
        rbw=100,
        amplitude=0.8,
        # The filters settle at the start of the first point.
        average_per_point=8,
        logscale=True,
        trace_average=1,
        acbandwidth=0,
    )
    return make_viewer("PyRPLNetworkAnalyzer")


def theory(frequencies: np.ndarray) -> np.ndarray:
    return np.exp(-2j * np.pi * frequencies * CABLE) / (1 + 1j * frequencies / CORNER)


@pytest.mark.parametrize("logarithmic", [True, False])
def test_a_low_pass(analyzer: Viewer, rp: Board, logarithmic: bool) -> None:
    rp.networkanalyzer.logscale = logarithmic
    data = analyzer.snap()
    magnitude, phase = data.get_data_from_name("magnitude"), data.get_data_from_name("phase")
    response = data.get_data_from_name("transfer function")
    axis = response.get_axis_from_index(0)[0]
    frequencies = axis.get_data()
    assert axis.units == "Hz"
    steps = np.log(frequencies) if logarithmic else frequencies
    np.testing.assert_allclose(np.diff(steps), np.diff(steps).mean(), rtol=1e-2)
    expected = theory(frequencies)
    np.testing.assert_allclose(np.abs(response[0]), np.abs(expected), rtol=0.01)
    difference = np.degrees(np.angle(response[0] / expected))
    np.testing.assert_allclose(difference, 0, atol=1.0)
    np.testing.assert_allclose(magnitude[0], 20 * np.log10(np.abs(response[0])))
    np.testing.assert_allclose(phase[0], np.degrees(np.angle(response[0])))
    assert magnitude.units.replace("decibel", "dB") == "dB"
    assert phase.units in ("deg", "degree")


def test_the_curve_grows_and_stop_stops_it(analyzer: Viewer, rp: Board) -> None:
    rp.networkanalyzer.setup(points=500, rbw=100)
    sizes: list[int] = []
    show = analyzer.module.show_temp_data
    analyzer.module.show_temp_data = lambda data: sizes.append(data[0][0].size)
    worker = next(iter(analyzer.module.controller_and_thread.thread._hardwares.values()))
    worker.data_detector_temp_sig.connect(lambda data: sizes.append(data[0][0].size))
    analyzer.module.snap()
    until(lambda: len(set(sizes)) >= 4)
    assert sizes == sorted(sizes)
    analyzer.module.stop_grab()
    until(lambda: rp.networkanalyzer.running_state == "stopped")
    assert rp.networkanalyzer.iq.amplitude == 0
    analyzer.module.show_temp_data = show
    rp.networkanalyzer.setup(points=5)
    run_for(0.6)
    assert analyzer.snap()


def test_high_voltage_jumper(analyzer: Viewer, rp: Board) -> None:
    rp.networkanalyzer.setup(points=3, start_freq=1000, stop_freq=1100)
    analyzer.settings.child("input_range", "range_in1").setValue("HV")
    run_for(0.1)
    response = analyzer.snap().get_data_from_name("transfer function")
    assert np.abs(response[0]) == pytest.approx(20, rel=0.02)
