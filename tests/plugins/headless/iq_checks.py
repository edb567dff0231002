"""The IQ modules in PyMoDAQ: lock-in and actuator."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from pyrpl_pyro import Board
from tests.plugins.headless.driving import Move, Viewer, run_for, until

FREQUENCY = 1e5
DELAY = 25 * 8e-9
"""From the tone through the cable to its demodulation (s)."""


@pytest.fixture(autouse=True)
def tone(rp: Board) -> Iterator[None]:
    """A tone of 0.4 V from iq0 through the cable."""
    rp.iq0.setup(
        frequency=FREQUENCY,
        bandwidth=[5e3, 5e3],
        amplitude=0.4,
        phase=0,
        gain=0,
        acbandwidth=0,
        input="in1",
        output_direct="out1",
        output_signal="quadrature",
    )
    yield
    rp.iq0.setup(amplitude=0, output_direct="off", phase=0)


def lock_in(viewer: Viewer) -> tuple[np.ndarray, float]:
    data = viewer.snap()
    amplitudes, phase = data.get_data_from_name("lock-in"), data.get_data_from_name("phase")
    assert (amplitudes.units, phase.units) == ("V", "deg")
    assert amplitudes.labels == ["iq0 X", "iq0 Y", "iq0 R"]
    return np.array([array[0] for array in amplitudes]), float(phase[0][0])


def test_amplitude_and_phase_of_a_tone(rp: Board, make_viewer: Callable[..., Viewer]) -> None:
    viewer = make_viewer("PyRPLIQ", "0D")
    run_for(0.1)
    (x, y, r), phase = lock_in(viewer)
    expected = -360 * rp.iq0.frequency * DELAY
    assert r == pytest.approx(0.4, rel=2e-3)
    assert phase == pytest.approx(expected, abs=0.5)
    assert x == pytest.approx(r * np.cos(np.radians(phase)), rel=1e-6)
    assert y == pytest.approx(r * np.sin(np.radians(phase)), rel=1e-6)
    viewer.instrument.child("phase").setValue(60)
    run_for(0.2)
    assert lock_in(viewer)[1] == pytest.approx(expected + 60, abs=0.5)


def test_stop_and_switch_off(rp: Board, make_viewer: Callable[..., Viewer]) -> None:
    viewer = make_viewer("PyRPLIQ", "0D")
    viewer.instrument.child("bandwidth").setValue("1000, nan")
    until(lambda: "Bandwidth: expected numbers" in viewer.said[-1])
    assert list(rp.iq0.bandwidth) == pytest.approx([5e3, 5e3], rel=0.5)
    viewer.instrument.child("integration_time").setValue(30.0)
    run_for(0.2)
    viewer.module.snap()
    run_for(0.3)
    viewer.module.stop_grab()
    viewer.instrument.child("integration_time").setValue(0.01)
    run_for(0.2)
    # The board has ended the average that was stopped: this one begins at once.
    lock_in(viewer)
    viewer.settings.child("board_choice", "switch_off").setValue(True)
    run_for(0.1)
    viewer.quit()
    assert (rp.iq0.output_direct, rp.iq0.amplitude) == ("off", 0)


def test_high_voltage_jumper(rp: Board, make_viewer: Callable[..., Viewer]) -> None:
    viewer = make_viewer("PyRPLIQ", "0D")
    viewer.settings.child("input_range", "range_in1").setValue("HV")
    run_for(0.1)
    assert lock_in(viewer)[0][2] == pytest.approx(8.0, rel=2e-3)


def test_live(rp: Board, make_viewer: Callable[..., Viewer]) -> None:
    viewer = make_viewer("PyRPLIQ", "0D")
    frames: list[object] = []
    viewer.module.grab_done_signal.connect(frames.append)
    viewer.module.grab()
    until(lambda: len(frames) >= 5)
    viewer.module.stop_grab()
    run_for(0.3)
    count = len(frames)
    run_for(0.3)
    assert len(frames) == count


def test_axes(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLIQ")
    for axis, value, reached in (
        ("frequency", 2.5e5, pytest.approx(2.5e5, abs=0.05)),
        ("phase", 45.0, pytest.approx(45, abs=1e-5)),
        ("amplitude", 0.25, pytest.approx(0.25, abs=1e-4)),
        ("gain", 2.0, pytest.approx(2.0)),
        ("bandwidth", 5000.0, pytest.approx(4857.616, abs=0.01)),
    ):
        move.axis(axis)
        assert move.to(value) == reached
        found = getattr(rp.iq0, axis)
        assert (found[0] if axis == "bandwidth" else found) == reached
    assert rp.iq0.bandwidth[1] == pytest.approx(4857.616, abs=0.01)
