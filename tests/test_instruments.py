"""Curves as they come, quadratures averaged on the board, and what a module has."""

from __future__ import annotations

import cmath
import math
import threading
from collections.abc import Iterator

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro import Board, schema_of


@pytest.fixture(scope="module")
def rp() -> Iterator[Board]:
    with pyrpl_pyro.launch(virtual=True) as board:
        yield board


@pytest.fixture
def sine(rp: Board) -> Board:
    rp.asg0.setup(
        waveform="sin", frequency=2e4, amplitude=0.5, offset=0, trigger_source="immediately"
    )
    rp.scope.setup(
        input1="asg0",
        duration=1e-3,
        average=False,
        trigger_source="ch1_positive_edge",
        threshold=0.1,
        rolling_mode=False,
        trace_average=1,
    )
    return rp


def test_curves_of_a_continuous_run_come_one_after_the_other(sine: Board) -> None:
    sine.scope.continuous()
    numbers = []
    number = -1
    for _ in range(5):
        number, x, y = sine.next_curve(sine.scope, number)
        numbers.append(number)
        assert x.shape == (16384,)
        assert y.shape == (2, 16384)
        assert np.ptp(y[0]) == pytest.approx(1.0, abs=0.01)
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    sine.scope.stop()


def test_all_who_wait_get_the_same_curve(sine: Board) -> None:
    found: list[int] = []
    waiting = [
        threading.Thread(target=lambda: found.append(sine.next_curve(sine.scope)[0]))
        for _ in range(3)
    ]
    sine.scope.trigger_source = "off"
    handle = sine.scope.single_async()
    for thread in waiting:
        thread.start()
    threading.Event().wait(0.3)
    assert found == []
    handle.cancel()
    sine.scope.trigger_source = "ch1_positive_edge"
    sine.scope.single(timeout=20)
    for thread in waiting:
        thread.join(5)
    assert len(found) == 3
    assert len(set(found)) == 1


def test_no_new_curve_is_a_timeout(sine: Board) -> None:
    sine.scope.single(timeout=20)
    with pytest.raises(TimeoutError, match="within 0"):
        sine.next_curve(sine.scope, timeout=0.2)
    assert sine.next_curve(sine.scope, after=0, timeout=0.2)[0] > 0


def test_a_module_without_curves_says_so(rp: Board) -> None:
    with pytest.raises(TypeError, match="pid0 shows no curves"):
        rp.next_curve(rp.pid0)


def test_quadratures_of_a_loop_through_the_cable(rp: Board) -> None:
    frequency = rp.iq1.frequency = 1e5
    rp.iq1.setup(
        frequency=1e5,
        bandwidth=[5e3, 5e3],
        amplitude=0.4,
        phase=0,
        gain=0,
        acbandwidth=0,
        input="in1",
        output_direct="out1",
        output_signal="quadrature",
    )
    before = rp.iq1.setup_attributes
    rp.quadratures(rp.iq1, 0.01)
    value = rp.quadratures(rp.iq1, 0.02)
    assert abs(value) == pytest.approx(0.4, rel=2e-3)
    # 24 to 26 clocks: the output and input registers, the plant's 15 and the module's own.
    assert math.degrees(cmath.phase(value)) == pytest.approx(-360 * frequency * 25 * 8e-9, abs=0.5)
    assert rp.iq1.setup_attributes == before
    rp.iq1.phase = 90
    turned = rp.quadratures(rp.iq1, 0.02)
    assert math.degrees(cmath.phase(turned / value)) == pytest.approx(90, abs=0.5)
    rp.iq1.setup(amplitude=0, output_direct="off", phase=0)


def test_two_readings_of_one_module_wait_for_each_other(rp: Board) -> None:
    rp.iq0.setup(frequency=1e5, bandwidth=[5e3], amplitude=0.3, input="in2", output_direct="out2")
    rp.quadratures(rp.iq0, 0.01)
    found: list[complex] = []
    threads = [
        threading.Thread(target=lambda: found.append(rp.quadratures(rp.iq0, 0.1))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [abs(value) for value in found] == pytest.approx([0.3] * 3, rel=2e-2)
    rp.iq0.setup(amplitude=0, output_direct="off")


def test_quadratures_tell_what_they_need(rp: Board) -> None:
    with pytest.raises(TypeError, match="pid0 is no IQ module"):
        rp.quadratures(rp.pid0)
    with pytest.raises(ValueError, match="34 s"):
        rp.quadratures(rp.iq0, 100)
    rp.networkanalyzer.setup(start_freq=1e3, stop_freq=1e4, points=1000, rbw=10)
    run = rp.networkanalyzer.single_async()
    with pytest.raises(RuntimeError, match="sweeping for the network analyzer"):
        rp.quadratures(rp.networkanalyzer.iq)
    run.cancel()


def test_schema_of_a_module(rp: Board) -> None:
    schema = schema_of(rp.pid0)
    assert schema.attributes["setpoint"].unit == "V"
    assert schema.attributes["setpoint"].maximum == pytest.approx(1, abs=1e-3)
    with pytest.raises(TypeError, match="expected a board"):
        schema_of("pid0")  # type: ignore[arg-type]
