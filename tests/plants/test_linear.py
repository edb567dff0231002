"""The linear plants have the responses that the theory of analog circuits gives them."""

import numpy as np
import pytest

from pyrpl_pyro.virtual.plants import BandPass, LowPass, Resonance

from .driving import CLOCK_RATE, Driven, held


def low_pass(s, order):
    """Butterworth's low-pass with corner 1 rad/s, as a product of its stages."""
    damping = [np.sin(np.pi * (2 * k + 1) / (2 * order)) for k in range(order // 2)]
    response = 1 / (s + 1) if order % 2 else 1
    for each in damping:
        response = response / (s**2 + 2 * each * s + 1)
    return response


def band_pass(frequencies, centre, bandwidth, order):
    """The low-pass, its 0 Hz moved to `centre`."""
    detuning = (frequencies - centre**2 / frequencies) / bandwidth
    return low_pass(1j * detuning, order)


def oscillator(frequencies, frequency, quality):
    x = frequencies / frequency
    return 1 / (1 - x**2 + 1j * x / quality)


def measured(plant, periods, n):
    """Response at `periods` whole periods of a sine within `n` clocks."""
    driven = Driven(plant)
    phase = 2 * np.pi * np.outer(periods, np.arange(2 * n)) / n
    answers = []
    for row in phase:
        voltage = driven(2 * n, out1=np.cos(row), out2=np.sin(row))[:, n:]
        reference = np.exp(-1j * row[n:])
        in1, in2 = (voltage * reference).sum(axis=1) * 2 / n
        assert in2 == pytest.approx(-1j * in1, abs=1e-4 * abs(in1))
        answers.append(in1)
        driven = Driven(plant)
    return np.array(answers)


N = 1 << 15
PERIODS = np.array([1, 3, 16, 40, 101, 260, 800])
FREQUENCIES = PERIODS * CLOCK_RATE / N


def assert_equal_responses(found, theory):
    assert abs(found / theory - 1).max() < 2e-3


@pytest.mark.parametrize("order", range(1, 9))
def test_low_pass(order):
    plant = LowPass(bandwidth=200e3, order=order, gain=-0.7)
    theory = -0.7 * low_pass(1j * FREQUENCIES / 200e3, order)
    assert plant.response(FREQUENCIES) == pytest.approx(theory, rel=1e-9)
    clear = abs(theory) > 1e-6
    found = measured(plant, PERIODS[clear], N)
    assert_equal_responses(found, (theory * held(FREQUENCIES))[clear])


@pytest.mark.parametrize("order", [1, 2, 3, 8])
@pytest.mark.parametrize("bandwidth", [100e3, 400e3, 800e3])
def test_band_pass(order, bandwidth):
    # With 800 kHz, two poles of those of odd order are equal.
    plant = BandPass(centre=400e3, bandwidth=bandwidth, order=order, gain=2.0)
    theory = 2 * band_pass(FREQUENCIES, 400e3, bandwidth, order)
    assert plant.response(FREQUENCIES) == pytest.approx(theory, rel=1e-8)
    clear = abs(theory) > 1e-5
    found = measured(plant, PERIODS[clear], N)
    assert_equal_responses(found, (theory * held(FREQUENCIES))[clear])


@pytest.mark.parametrize("quality", [0.3, 0.5, 10.0])
@pytest.mark.parametrize("feedthrough", [0.0, -0.2, 0.05])
def test_resonance(quality, feedthrough):
    plant = Resonance(frequency=300e3, quality=quality, gain=0.1, feedthrough=feedthrough)
    theory = 0.1 * oscillator(FREQUENCIES, 300e3, quality) * held(FREQUENCIES) + feedthrough
    assert_equal_responses(measured(plant, PERIODS, N), theory)


@pytest.mark.parametrize("order", [1, 2, 8])
def test_one_hertz_at_125_megahertz(order):
    """A step settles to the gain, with the exact time course of a slow filter."""
    driven = Driven(LowPass(bandwidth=1.0, order=order))
    seconds = 0.01
    voltage = driven(int(seconds * CLOCK_RATE), out1=1.0)[0, -1]
    # A Butterworth low-pass begins as (corner t)**order / order!, less the next term.
    steps = 2 * np.pi * seconds
    first = steps**order / np.prod(np.arange(1.0, order + 1))
    second = first * steps / (order + 1) / np.sin(np.pi / (2 * order))
    assert voltage == pytest.approx(first - second, rel=3e-3, abs=1e-10)
    # Far later, in one go, as on a board that nobody looked at.
    driven.clock += int(100 * CLOCK_RATE)
    assert driven(1, out1=1.0)[0, 0] == pytest.approx(1.0, rel=1e-6)


def test_an_unused_filter_stays_fast():
    """Its state does not decay to denormal numbers."""
    driven = Driven(Resonance(frequency=1e6, quality=1.0))
    driven(10, out1=1.0)
    driven(100_000)
    state = driven._state[np.flatnonzero(driven._state)]
    assert abs(state).min() > 1e-300


def test_a_mode_that_is_nearly_an_integrator():
    """A pole that float64 does not tell from 0 is passed over without an error."""
    driven = Driven(BandPass(centre=1e-3, bandwidth=2e7))
    driven(1000, out1=0.5)
    driven.clock += 1000
    late = driven(1000, out1=0.5)[0]
    assert late == pytest.approx(0.5, rel=1e-6)
