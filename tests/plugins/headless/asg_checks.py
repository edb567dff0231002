"""The signal generators and the outputs in PyMoDAQ's DAQ_Move."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pyrpl_pyro import Board
from tests.plugins.headless.driving import Move, run_for, until


@pytest.fixture(autouse=True)
def idle(rp: Board) -> None:
    for asg in (rp.asg0, rp.asg1):
        asg.owner = None
        asg.setup(
            waveform="sin",
            frequency=1e3,
            amplitude=0,
            offset=0,
            output_direct="off",
            trigger_source="immediately",
        )
    rp.scope.setup(
        input1="in1",
        input2="in2",
        duration=1e-3,
        trigger_source="immediately",
        rolling_mode=False,
        average=True,
        trigger_delay=0,
    )


def test_axes(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLASG")
    rp.asg0.output_direct = "out1"
    assert move.to(12345.0) == pytest.approx(12345, abs=0.12)
    assert rp.asg0.frequency == pytest.approx(12345, abs=0.12)
    assert move.module.units in ("Hz", "hertz")
    rp.asg0.frequency = 1000
    assert move.by(10) == pytest.approx(1010, abs=0.2)
    move.axis("amplitude")
    move.to(0.4)
    move.axis("offset")
    move.to(0.2)
    trace = rp.scope.single(timeout=20)[0]
    assert np.ptp(trace) == pytest.approx(0.8, abs=2e-3)
    assert (trace.max() + trace.min()) / 2 == pytest.approx(0.2, abs=2e-3)
    move.axis("phase")
    assert move.module.units == "degree"
    # What is shown is of the new axis, in degrees.
    rp.asg0.start_phase = 30
    until(lambda: move.instrument["start_phase"] == pytest.approx(30))
    shown = move.module.ui.current_value_sb
    move.axis("offset")
    until(lambda: shown.text() in ("200 mV", "199.951 mV"))
    move.axis("phase")
    until(lambda: shown.text() == "30 °")
    assert move.to(90) == pytest.approx(90, abs=1e-3)
    assert rp.asg0.start_phase == pytest.approx(90, abs=1e-3)


def test_settings(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLASG")
    for name, value in (
        ("waveform", "square"),
        ("output_direct", "out2"),
        ("cycles_per_burst", 5),
        ("trigger_source", "ext_positive_edge"),
    ):
        move.instrument.child(name).setValue(value)
        until(lambda name=name, value=value: getattr(rp.asg0, name) == value)
    rp.asg0.waveform = "ramp"
    until(lambda: move.instrument["waveform"] == "ramp")
    rp.asg0.cycles_per_burst = 0


def test_outputs(rp: Board, make_move: Callable[..., Move]) -> None:
    out1 = make_move("PyRPLOutput", "out1")
    assert out1.to(0.3) == pytest.approx(0.3, abs=2e-4)
    assert rp.scope.single(timeout=20)[0].mean() == pytest.approx(0.3, abs=1e-3)
    pwm0 = make_move("PyRPLOutput", "pwm0")
    assert pwm0.value() == pytest.approx(0.9, abs=1e-3)
    assert pwm0.to(1.2) == pytest.approx(1.2, abs=2e-4)
    assert rp.ams.dac0 == pytest.approx(1.2, abs=2e-3)
    assert out1.value() == pytest.approx(0.3, abs=2e-4)
    assert {rp.asg0.owner, rp.asg1.owner} == {"PyMoDAQ out1", "PyMoDAQ pwm0"}
    # Both generators are taken.
    third = make_move("PyRPLOutput", "out2", init=False)
    assert not third.init()
    until(lambda: "no signal generator is idle for out2" in third.said[-1])
    # Who comes back finds the output as it was.
    out1.quit()
    assert rp.scope.single(timeout=20)[0].mean() == pytest.approx(0.3, abs=1e-3)
    again = make_move("PyRPLOutput", "out1")
    assert again.value() == pytest.approx(0.3, abs=2e-4)
    assert again.home() == pytest.approx(0, abs=1e-6)
    again.settings.child("board_choice", "switch_off").setValue(True)
    run_for(0.1)
    again.quit()
    assert third.init(), third.said
    # What another axis of the instrument moved is switched off with it.
    pwm0.settings.child("board_choice", "switch_off").setValue(True)
    pwm0.axis("pwm1")
    pwm0.quit()
    assert rp.asg1.owner is None
    assert rp.pwm0.input == "off"


def test_output_out_of_range(rp: Board, make_move: Callable[..., Move]) -> None:
    from pymodaq.utils.data import DataActuator

    pwm1 = make_move("PyRPLOutput", "pwm1")
    pwm1.module.move_abs(DataActuator(data=2.0, units="V"))
    until(lambda: "pwm1 goes from 0 to 1.8 V" in pwm1.said[-1])
