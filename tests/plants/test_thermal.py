"""The thermal plant warms as two time constants in a row."""

import numpy as np
import pytest

from pyrpl_pyro.virtual.plants import Thermal

from .driving import CLOCK_RATE, Driven

AT_REST = 0.9


def test_step():
    plant = Thermal(
        gain=8.0,
        time_constant=4e-3,
        sensor_time_constant=1e-3,
        sensitivity=0.05,
        ambient=20.0,
        zero=24.0,
        swing=0.0,
    )
    driven = Driven(plant)
    in1, in2 = driven(5000, pwm0=AT_REST)
    assert in1 == pytest.approx(-0.2, abs=1e-9)
    n = int(10e-3 * CLOCK_RATE)
    in1, in2 = driven(n, pwm0=AT_REST + 0.5)
    assert in2 == pytest.approx(-0.2, abs=1e-9)
    times = np.arange(0, n, 1000) / CLOCK_RATE
    rise = 1 - (4 * np.exp(-times / 4e-3) - np.exp(-times / 1e-3)) / 3
    assert in1[::1000] == pytest.approx(-0.2 + 0.05 * 8 * 0.5 * rise, abs=5e-4)


def test_slow_ones_go_on_while_nobody_looks():
    plant = Thermal(gain=1.0, time_constant=100.0, sensitivity=1.0, swing=0.0, zero=22.0)
    driven = Driven(plant)
    driven(2048, pwm0=1.8)
    driven.clock += int(100 * CLOCK_RATE)
    later = driven(2048, pwm0=1.8)[0, -1]
    assert later == pytest.approx(0.9 * (1 - np.exp(-1)), rel=2e-3)


def test_ambient_temperature():
    plant = Thermal(swing=2.0, swing_period=1.0, sensitivity=0.1, ambient=25.0, zero=25.0)
    in1, in2 = Driven(plant, clock=int(0.25 * CLOCK_RATE))(4096, pwm0=AT_REST)
    assert in1[2048:] == pytest.approx(0.2, rel=1e-4)
    assert in2[2048:] == pytest.approx(0.2, rel=1e-4)
