"""The spectrum analyzer in PyMoDAQ's DAQ_Viewer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pyrpl_pyro import Board
from tests.plugins.headless.driving import Viewer, run_for, until

NYQUIST = 62.5e6
"""White noise of the signal generator goes up to half the clock (Hz)."""


@pytest.fixture
def analyzer(rp: Board, make_viewer: Callable[..., Viewer]) -> Viewer:
    rp.spectrumanalyzer.setup(
        baseband=True,
        center=0,
        input1_baseband="asg0",
        input2_baseband="asg1",
        input="asg0",
        span=1e6,
        window="blackman",
        display_unit="Vpk^2",
        trace_average=1,
        display_input1_baseband=True,
        display_input2_baseband=True,
        display_cross_amplitude=True,
        acbandwidth=0,
    )
    for asg in (rp.asg0, rp.asg1):
        asg.setup(
            waveform="sin",
            frequency=1e5,
            amplitude=0.4,
            offset=0,
            trigger_source="immediately",
            output_direct="off",
            start_phase=0,
        )
    return make_viewer("PyRPLSpectrumAnalyzer")


def show(viewer: Viewer, rp: Board, unit: str) -> None:
    rp.spectrumanalyzer.display_unit = unit
    until(lambda: viewer.instrument["display_unit"] == unit)


@pytest.mark.parametrize(
    ("unit", "pymodaq", "peak"),
    [
        ("Vpk^2", "V**2", 0.16),
        ("Vrms", "V", 0.4 / np.sqrt(2)),
        ("dB(Vrms^2)", "dB", 10 * np.log10(0.08)),
    ],
)
def test_power_of_a_sine(analyzer: Viewer, rp: Board, unit: str, pymodaq: str, peak: float) -> None:
    show(analyzer, rp, unit)
    spectrum = analyzer.snap().get_data_from_name("spectrum")
    assert spectrum.units.replace("decibel", "dB") == pymodaq
    assert spectrum.labels[0] == "input 1 (asg0)"
    axis = spectrum.get_axis_from_index(0)[0]
    assert axis.units == "Hz"
    position = int(np.argmax(spectrum[0]))
    assert axis.get_data()[position] == pytest.approx(rp.asg0.frequency, abs=10)
    assert spectrum[0][position] == pytest.approx(peak, rel=0.01, abs=0.05 if "dB" in unit else 0)


def test_density_of_white_noise(analyzer: Viewer, rp: Board) -> None:
    rms = 0.1
    rp.asg0.setup(waveform="noise", amplitude=rms)
    rp.spectrumanalyzer.setup(span=125e6, trace_average=30)
    for unit, pymodaq, power in (
        ("Vrms^2/Hz", "V**2/Hz", 1.0),
        ("Vrms/sqrt(Hz)", "V/Hz**0.5", 2.0),
    ):
        show(analyzer, rp, unit)
        spectrum = analyzer.snap().get_data_from_name("spectrum")
        assert spectrum.units.replace("hertz", "Hz").replace("volt", "V") == pymodaq
        frequencies = spectrum.get_axis_from_index(0)[0].get_data()
        middle = (frequencies > 1e6) & (frequencies < 6e7)
        density = np.mean(spectrum[0][middle] ** power)
        assert density == pytest.approx(rms**2 / NYQUIST, rel=0.05)
    rp.asg0.waveform = "sin"


def test_cross_spectrum(analyzer: Viewer, rp: Board) -> None:
    rp.spectrumanalyzer.input2_baseband = "asg0"
    data = analyzer.snap()
    spectrum, phase = data.get_data_from_name("spectrum"), data.get_data_from_name("cross phase")
    position = int(np.argmax(spectrum[0]))
    assert spectrum[2][position] == pytest.approx(0.16, rel=0.01)
    assert phase[0][position] == pytest.approx(0, abs=0.1)
    assert phase.units in ("deg", "degree")
    cross = data.get_data_from_name("complex cross spectrum")
    assert abs(cross[0][position]) == pytest.approx(0.16, rel=0.01)


def test_high_voltage_jumper(analyzer: Viewer, rp: Board) -> None:
    rp.asg0.output_direct = "out1"
    rp.spectrumanalyzer.input1_baseband = "in1"
    analyzer.settings.child("input_range", "range_in1").setValue("HV")
    run_for(0.1)
    spectrum = analyzer.snap().get_data_from_name("spectrum")
    assert spectrum[0].max() == pytest.approx(0.16 * 400, rel=0.01)
    rp.asg0.output_direct = "off"


def test_iq_mode(analyzer: Viewer, rp: Board) -> None:
    rp.asg0.frequency = 2.01e6
    rp.spectrumanalyzer.setup(baseband=False, center=2e6, span=1e5, acbandwidth=0)
    spectrum = analyzer.snap().get_data_from_name("spectrum")
    frequencies = spectrum.get_axis_from_index(0)[0].get_data()
    assert frequencies.mean() == pytest.approx(2e6, abs=100)
    position = int(np.argmax(spectrum[0]))
    assert frequencies[position] == pytest.approx(2.01e6, abs=20)
    assert spectrum[0][position] == pytest.approx(0.16, rel=0.03)
    rp.spectrumanalyzer.setup(baseband=True, center=0)


def test_live(analyzer: Viewer, rp: Board) -> None:
    frames: list[object] = []
    analyzer.module.grab_done_signal.connect(frames.append)
    analyzer.module.grab()
    until(lambda: len(frames) >= 5)
    analyzer.module.stop_grab()
    until(lambda: rp.spectrumanalyzer.running_state == "stopped")
