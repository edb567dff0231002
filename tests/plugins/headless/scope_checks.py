"""The scope in PyMoDAQ's DAQ_Viewer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pyrpl_pyro import Board
from tests.plugins.headless.driving import (
    LIVE_RATE,
    Viewer,
    Waiting,
    run_for,
    stored_arrays,
    until,
)

FREQUENCY = 2e4
AMPLITUDE = 0.4


@pytest.fixture
def scope(rp: Board, make_viewer: Callable[..., Viewer]) -> Viewer:
    rp.asg0.setup(
        waveform="sin",
        frequency=FREQUENCY,
        amplitude=AMPLITUDE,
        offset=0,
        start_phase=0,
        trigger_source="immediately",
        output_direct="out1",
    )
    rp.scope.setup(
        input1="in1",
        input2="asg0",
        ch1_active=True,
        ch2_active=True,
        ch_math_active=False,
        duration=1e-3,
        average=False,
        trigger_source="ch2_positive_edge",
        threshold=0,
        hysteresis=0.01,
        trigger_delay=0,
        rolling_mode=False,
        trace_average=1,
    )
    return make_viewer("PyRPLScope")


def fit(times: np.ndarray, volts: np.ndarray) -> tuple[float, float]:
    """Amplitude (V) and frequency (Hz) of a sine, by least squares around the peak."""
    spectrum = np.abs(np.fft.rfft(volts * np.hanning(volts.size)))
    width = 1 / (times[-1] - times[0])
    near, best = np.argmax(spectrum) * width, (np.inf, 0.0)
    for span in (width, 0.02 * width):
        center = near
        for frequency in center + np.linspace(-1, 1, 101) * span:
            arguments = 2 * np.pi * frequency * times
            columns = np.stack([np.sin(arguments), np.cos(arguments), np.ones_like(times)], axis=1)
            solution, residual, _rank, _values = np.linalg.lstsq(columns, volts, rcond=None)
            if residual[0] < best[0]:
                near, best = frequency, (residual[0], np.hypot(*solution[:2]))
    return float(best[1]), float(near)


def test_a_sine(scope: Viewer, rp: Board) -> None:
    data = scope.snap().get_data_from_name("scope")
    assert data.units == "V"
    assert data.labels == ["ch1 (in1)", "ch2 (asg0)"]
    axis = data.get_axis_from_index(0)[0]
    assert (axis.label, axis.units) == ("time", "s")
    for channel in data:
        amplitude, frequency = fit(axis.get_data(), channel)
        assert amplitude == pytest.approx(AMPLITUDE, rel=2e-3)
        assert frequency == pytest.approx(rp.asg0.frequency, rel=1e-5)


def test_time_starts_at_the_trigger(scope: Viewer, rp: Board) -> None:
    dt = rp.scope.sampling_time
    # The last one lies before what the buffer can hold: the board takes the longest it can.
    for delay, middle in ((0, 0), (2e-3, 2e-3), (-3e-4, -3e-4), (-2e-3, -8191 * dt)):
        rp.scope.trigger_delay = delay
        data = scope.snap().get_data_from_name("scope")
        times = data.get_axis_from_index(0)[0].get_data()
        assert times[8192] == pytest.approx(middle, abs=1.01 * dt)
        # The phase of the sine at the trigger is 0.
        phase = 2 * np.pi * rp.asg0.frequency * times
        x, y = data[1] @ np.cos(phase), data[1] @ np.sin(phase)
        assert np.degrees(np.arctan2(x, y)) == pytest.approx(0, abs=3)


def test_the_trigger_immediately_arms_and_gives_no_old_trace(scope: Viewer, rp: Board) -> None:
    rp.scope.setup(trigger_source="immediately", trigger_delay=0)
    rp.asg0.setup(amplitude=0.1)
    data = scope.snap().get_data_from_name("scope")
    assert np.ptp(data[1]) == pytest.approx(0.2, rel=0.01)
    rp.asg0.setup(amplitude=0.3)
    data = scope.snap().get_data_from_name("scope")
    assert np.ptp(data[1]) == pytest.approx(0.6, rel=0.01)
    assert data.get_axis_from_index(0)[0].get_data()[0] == 0


def test_math_channel_and_statistics(scope: Viewer, rp: Board) -> None:
    rp.scope.setup(ch_math_active=True, math_formula="2 * ch1 * np.abs(ch2)")
    scope.instrument.child("statistics").setValue(True)
    run_for(0.1)
    data = scope.snap()
    math, raw = data.get_data_from_name("math"), data.get_data_from_name("scope")
    assert math.units == "V ** 2"
    np.testing.assert_allclose(math[0], 2 * raw[0] * np.abs(raw[1]))
    mean, rms, peaks = (array[0] for array in data.get_data_from_name("ch2 statistics"))
    assert mean == pytest.approx(0, abs=0.01)
    assert rms == pytest.approx(AMPLITUDE / np.sqrt(2), rel=0.02)
    assert peaks == pytest.approx(2 * AMPLITUDE, rel=0.01)


def test_a_formula_is_no_program(scope: Viewer, rp: Board) -> None:
    with pytest.raises(ValueError, match="__import__"):
        rp.scope.setup(ch_math_active=True, math_formula="__import__('os').getpid()")
    # What PyRPL can draw, and the plugin has no unit for.
    rp.scope.setup(ch_math_active=True, math_formula="ch1 < 0.1")
    scope.module.snap()
    until(lambda: any("math formula" in text for text in scope.said))
    # The stop comes after the message, and would end the next snap, too.
    until(lambda: any("Stop Grab" in text for text in scope.said))
    rp.scope.setup(ch_math_active=False)
    assert scope.snap()


def test_high_voltage_jumper_scales_data_and_level(scope: Viewer, rp: Board) -> None:
    scope.settings.child("input_range", "range_in1").setValue("HV")
    rp.scope.setup(trigger_source="ch1_positive_edge", threshold=0.1)
    until(lambda: scope.instrument["threshold"] == pytest.approx(2.0, abs=0.01))
    assert scope.instrument.child("threshold").opts["limits"] == pytest.approx([-20, 20], abs=0.01)
    scope.instrument.child("threshold").setValue(4.0)
    until(lambda: rp.scope.threshold == pytest.approx(0.2, abs=2e-4))
    data = scope.snap().get_data_from_name("scope")
    assert np.ptp(data[0]) == pytest.approx(2 * 20 * AMPLITUDE, rel=0.01)
    assert np.ptp(data[1]) == pytest.approx(2 * AMPLITUDE, rel=0.01)
    assert json.loads(data.input_range) == {"in1": "HV", "in2": "LV"}


def test_defaults_come_from_the_file_of_the_user(scope: Viewer) -> None:
    assert scope.instrument["live_rate"] == LIVE_RATE
    # What is wrong in it does not count.
    assert scope.settings["input_range", "range_in2"] == "LV"
    assert scope.settings["board_choice", "time_limit"] == 10.0


def test_settings_follow_the_board(scope: Viewer, rp: Board) -> None:
    shown = scope.instrument
    assert list(shown.child("input1").opts["limits"]) == rp.scope.input1_options
    assert shown.child("threshold").opts["suffix"] == "V"
    assert shown["duration"] == pytest.approx(rp.scope.duration)
    writes: list[object] = []
    shown.child("input1").sigValueChanged.connect(lambda *values: writes.append(values))
    rp.scope.input1 = "pid1"
    until(lambda: shown["input1"] == "pid1", 3.0)
    assert len(writes) == 1
    rp.scope.input1 = "in1"
    until(lambda: shown["input1"] == "in1", 3.0)
    shown.child("duration").setValue(3e-3)
    until(lambda: shown["duration"] == pytest.approx(4.194304e-3), 3.0)
    assert rp.scope.duration == pytest.approx(4.194304e-3)
    until(lambda: shown["decimation"] == 32, 3.0)


def test_what_is_saved(scope: Viewer, rp: Board, tmp_path: Path) -> None:
    path = tmp_path / "trace.h5"
    with Waiting(scope.module.data_saved):
        scope.module.snapshot(pathname=path, dosave=True)
    arrays = stored_arrays(path)
    traces = [attributes for attributes in arrays if attributes.get("label") == "ch1 (in1)"]
    assert len(traces) == 1
    attributes = traces[0]
    assert attributes["units"] == "V"
    assert attributes["board"] == rp.info().board
    assert attributes["pyrpl_module"] == "scope"
    assert attributes["pyrpl_version"] == rp.info().pyrpl_version
    setup = json.loads(attributes["setup_attributes"])
    assert setup["input2"] == "asg0"
    assert setup["duration"] == pytest.approx(rp.scope.duration)
    assert any(attributes.get("units") == "s" for attributes in arrays)


def test_live_and_rolling(scope: Viewer, rp: Board) -> None:
    frames: list[object] = []
    scope.module.grab_done_signal.connect(frames.append)
    scope.module.grab()
    until(lambda: len(frames) >= 10)
    assert rp.scope.running_state == "running_continuous"
    rp.scope.setup(duration=0.13, rolling_mode=True)
    frames.clear()
    until(lambda: len(frames) >= 10)
    times = frames[-1].get_data_from_name("scope").get_axis_from_index(0)[0].get_data()
    assert times[-1] == pytest.approx(0, abs=1e-9)
    assert times[0] == pytest.approx(-rp.scope.duration, rel=1e-3)
    scope.module.stop_grab()
    until(lambda: rp.scope.running_state == "stopped")
    rp.scope.setup(rolling_mode=False, duration=1e-3)


def test_a_busy_window_misses_traces_instead_of_lagging(scope: Viewer, rp: Board) -> None:
    frames: list[object] = []
    scope.module.grab_done_signal.connect(frames.append)
    scope.module.grab()
    until(lambda: len(frames) >= 3)
    # The window does nothing for as long as 30 traces take.
    time.sleep(1.5)
    count = len(frames)
    run_for(0.03)
    assert len(frames) - count <= 3
    scope.module.stop_grab()
    until(lambda: rp.scope.running_state == "stopped")


def test_two_live_views_share_one_run(
    scope: Viewer, rp: Board, make_viewer: Callable[..., Viewer]
) -> None:
    second = make_viewer("PyRPLScope")
    counts = [0, 0]
    for index, viewer in enumerate((scope, second)):
        viewer.module.grab_done_signal.connect(
            lambda data, index=index: counts.__setitem__(index, counts[index] + 1)
        )
        viewer.module.grab()
    until(lambda: min(counts) >= 5)
    # A notebook takes a single trace in between.
    assert rp.scope.single(timeout=20).shape == (2, 16384)
    counts[:] = [0, 0]
    until(lambda: min(counts) >= 5)
    scope.module.stop_grab()
    run_for(0.5)
    counts[:] = [0, 0]
    until(lambda: counts[1] >= 5)
    second.module.stop_grab()
    until(lambda: rp.scope.running_state == "stopped")


def test_a_trigger_that_never_comes(scope: Viewer, rp: Board) -> None:
    rp.scope.trigger_source = "ext_positive_edge"
    until(lambda: scope.instrument["trigger_source"] == "ext_positive_edge")
    scope.module.snap()
    run_for(0.5)
    assert rp.scope.running_state == "running_single"
    scope.module.stop_grab()
    until(lambda: rp.scope.running_state == "stopped")
    scope.settings.child("board_choice", "time_limit").setValue(0.5)
    run_for(0.1)
    scope.module.snap()
    until(lambda: "the trigger ext_positive_edge did not come" in scope.said[-1], 5.0)
    # A live view gives up as well, and stops the run that it began.
    count = len(scope.said)
    scope.module.grab()
    until(lambda: any("did not come" in text for text in scope.said[count:]), 5.0)
    until(lambda: rp.scope.running_state == "stopped")
    rp.scope.trigger_source = "immediately"
    assert scope.snap()


def test_initialised_again_during_a_live_view(scope: Viewer, rp: Board) -> None:
    for _ in range(2):
        with Waiting(scope.module.grab_done_signal):
            scope.module.grab()
        # PyMoDAQ tells the plugin's thread to quit, and waits for it.
        start = time.monotonic()
        scope.module.init_hardware_ui(False)
        assert time.monotonic() - start < 4
        assert scope.init()
        until(lambda: rp.scope.running_state == "stopped")
        # PyMoDAQ's button is still down.
        scope.module.stop_grab()
        run_for(0.1)


def test_snap_while_something_runs(scope: Viewer, rp: Board) -> None:
    frames: list[object] = []
    scope.module.grab_done_signal.connect(frames.append)
    scope.module.grab()
    until(lambda: len(frames) >= 3)
    assert scope.snap()
    scope.module.stop_grab()
    until(lambda: rp.scope.running_state == "stopped")
    rp.scope.trigger_source = "ext_positive_edge"
    for _ in range(2):
        scope.module.snap()
        run_for(0.4)
        assert rp.scope.running_state == "running_single"
    scope.module.stop_grab()
    until(lambda: rp.scope.running_state == "stopped")
    rp.scope.trigger_source = "immediately"
    assert scope.snap()


def test_a_wrong_value_is_told_and_taken_back(scope: Viewer, rp: Board) -> None:
    scope.instrument.child("input1").setLimits(["in1", "nonsense"])
    scope.instrument.child("input1").setValue("nonsense")
    until(lambda: scope.instrument["input1"] == "in1")
    assert rp.scope.input1 == "in1"


def test_closing_leaves_the_board_as_it_is(
    scope: Viewer, rp: Board, make_viewer: Callable[..., Viewer]
) -> None:
    before = rp.scope.setup_attributes
    scope.quit()
    assert rp.scope.setup_attributes == before
    assert rp.asg0.output_direct == "out1"
