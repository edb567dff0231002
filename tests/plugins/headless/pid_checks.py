"""PyRPL's PIDs in PyMoDAQ's DAQ_Move."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from pymodaq.utils.data import DataActuator

from pyrpl_pyro import Board
from tests.plugins.headless.driving import Move, Waiting, run_for, until

STEP = 2**-13
"""Of the setpoint and the integrator (V)."""


@pytest.fixture(autouse=True)
def pid_off(rp: Board) -> None:
    rp.pid0.setup(
        input="in1",
        output_direct="off",
        setpoint=0,
        p=0,
        i=0,
        inputfilter=[0, 0, 0, 0],
        min_voltage=-1,
        max_voltage=1,
        pause_gains="off",
        paused=False,
    )
    rp.pid0.ival = 0


def test_setpoint(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID")
    assert move.module.units == "V"
    assert move.to(0.25) == pytest.approx(0.25, abs=STEP)
    assert rp.pid0.setpoint == pytest.approx(0.25, abs=STEP)
    # PyMoDAQ's own default takes steps of less than 1 V for none.
    assert move.to(0.252) == pytest.approx(0.252, abs=STEP)
    assert rp.pid0.setpoint == pytest.approx(0.252, abs=STEP)
    rp.pid0.setpoint = 0.5
    assert move.by(-0.1) == pytest.approx(0.4, abs=STEP)
    assert rp.pid0.setpoint == pytest.approx(0.4, abs=STEP)
    assert move.home() == 0
    assert rp.pid0.setpoint == 0


def test_relative_move_right_after_the_start(rp: Board, make_move: Callable[..., Move]) -> None:
    rp.pid0.setpoint = 0.3
    assert make_move("PyRPLPID").by(0.1) == pytest.approx(0.4, abs=2 * STEP)


def test_all_axes(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID")
    for axis, unit, value in (
        ("p", "", 1.5),
        ("i", "hertz", 100.0),
        ("min_voltage", "V", -0.5),
        ("max_voltage", "V", 0.5),
    ):
        move.axis(axis)
        assert move.module.units in (unit, "Hz" if unit else "")
        assert move.to(value) == pytest.approx(value, rel=1e-3)
        assert getattr(rp.pid0, axis) == pytest.approx(value, rel=1e-3)


def test_integrator(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID", "ival")
    assert move.to(0.3) == pytest.approx(0.3, abs=STEP)
    # The error integrates with 2 pi times the unity-gain frequency.
    rp.asg1.setup(waveform="dc", amplitude=0, offset=0.25, trigger_source="off")
    rp.pid0.input = "asg1"
    start = time.monotonic()
    rp.pid0.i = 0.5
    begin = move.value()
    run_for(0.3)
    rp.pid0.i = 0
    seconds = time.monotonic() - start
    grown = move.value() - begin
    assert 0.1 < grown / (2 * 3.14159 * 0.5 * 0.25 * seconds) < 1.2
    move.instrument.child("reset_integrator").setValue(True)
    until(lambda: rp.pid0.ival == 0)
    assert move.value() == 0


def test_hold(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID", "ival")
    rp.pid0.setup(input="off", setpoint=-0.2, i=1.0)
    move.instrument.child("paused").setValue(True)
    until(lambda: rp.pid0.paused)
    assert rp.pid0.pause_gains == "pi"
    held = rp.pid0.ival
    run_for(0.3)
    assert rp.pid0.ival == held
    move.instrument.child("paused").setValue(False)
    until(lambda: rp.pid0.ival != held)


def test_high_voltage_jumper_scales_the_setpoint(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID")
    move.settings.child("input_range", "range_in1").setValue("HV")
    run_for(0.1)
    assert move.to(5.0) == pytest.approx(5.0, abs=20 * STEP)
    assert rp.pid0.setpoint == pytest.approx(0.25, abs=STEP)


def test_out_of_range_is_told_and_nothing_moves(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID")
    move.to(0.1)
    done: list[object] = []
    move.module.move_done_signal.connect(done.append)
    move.module.move_abs(DataActuator(data=3.0, units="V"))
    until(lambda: "goes from -1 to" in move.said[-1])
    run_for(0.3)
    assert done == []
    assert rp.pid0.setpoint == pytest.approx(0.1, abs=STEP)
    assert move.to(0.2) == pytest.approx(0.2, abs=STEP)


def test_settings_and_another_module(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID")
    move.instrument.child("inputfilter").setValue("1000, 1000")
    until(lambda: rp.pid0.inputfilter[:2] == pytest.approx([1e3, 1e3], rel=0.3))
    until(lambda: move.instrument["inputfilter"].startswith("1214"))
    move.instrument.child("inputfilter").setValue("fast")
    until(lambda: "expected numbers" in move.said[-1])
    move.instrument.child("module").setValue("pid2")
    run_for(0.1)
    move.to(-0.5)
    assert rp.pid2.setpoint == pytest.approx(-0.5, abs=STEP)
    assert rp.pid0.setpoint == 0


def test_moves_are_quick(rp: Board, make_move: Callable[..., Move]) -> None:
    move = make_move("PyRPLPID")
    seconds = []
    for index in range(20):
        with Waiting(move.module.move_done_signal) as waiting:
            move.module.move_abs(DataActuator(data=0.01 * (index + 1), units="V"))
        seconds.append(waiting.seconds)
    # PyMoDAQ's timer of 0.1 s would need 0.2 s for each, on a fast machine too.
    assert min(seconds) < 0.15


def test_switch_off_on_close(rp: Board, make_move: Callable[..., Move]) -> None:
    rp.pid0.setup(output_direct="out2", p=1.0)
    move = make_move("PyRPLPID")
    move.settings.child("board_choice", "switch_off").setValue(True)
    run_for(0.1)
    move.quit()
    assert rp.pid0.output_direct == "off"
    assert rp.pid0.p == 0
