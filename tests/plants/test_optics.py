"""The interferometer and the beat note follow the physics that their parameters stand for."""

import numpy as np
import pytest

from pyrpl_pyro.virtual.plants import BeatNote, Interferometer

from .driving import CLOCK_RATE, Driven

QUIET = {"drift": 0.0, "acoustic": 0.0}
NOISELESS = {"white_frequency": 0.0, "flicker_frequency": 0.0}
MILLISECOND = 125_000
BLOCK = 128


def test_fringes():
    plant = Interferometer(power=0.3, contrast=0.8, v_pi=0.5, phase=0.2, piezo_quality=0.7, **QUIET)
    driven = Driven(plant)
    for voltage in (0.0, 0.1, -0.6, 1.0):
        # A piezo with this quality is at rest after a few of its periods of 50 us.
        in1, in2 = driven(2 * MILLISECOND, out1=voltage)[:, -1]
        phase = 0.2 + np.pi * voltage / 0.5
        assert in1 == pytest.approx(0.3 + 0.24 * np.sin(phase), abs=1e-7)
        assert in2 == pytest.approx(0.3 - 0.24 * np.sin(phase), abs=1e-7)


def phase_of(plant, n, clock=0):
    """Phase of an interferometer that stays within a quarter of a turn, rad (n,)."""
    in1, in2 = Driven(plant, clock)(n)
    return np.arcsin((in1 - in2) / (in1 + in2) / plant.contrast)


def test_drift():
    plant = Interferometer(drift=3.0, acoustic=0.0)
    start = int(0.2 * CLOCK_RATE)
    phase = phase_of(plant, MILLISECOND, start)[BLOCK:]
    times = (start + BLOCK + np.arange(len(phase))) / CLOCK_RATE
    assert phase == pytest.approx(3.0 * times, abs=1e-5)


def test_acoustic_noise():
    plant = Interferometer(drift=0.0, acoustic=0.1, acoustic_bandwidth=5e3)
    phase = phase_of(plant, 1 << 23, 0)[BLOCK // 2 :: BLOCK]
    assert phase.std() == pytest.approx(0.1, rel=0.1)
    power = abs(np.fft.rfft(phase.reshape(16, -1) * np.hanning(len(phase) // 16))) ** 2
    power = power.mean(axis=0) / power.mean(axis=0)[1:4].mean()
    step = CLOCK_RATE / BLOCK / (len(phase) // 16)
    at = [round(frequency / step) for frequency in (5e3, 20e3)]
    for frequency, position in zip((5e3, 20e3), at, strict=True):
        theory = (1 + (frequency / 5e3) ** 2) ** -2
        assert power[position - 1 : position + 2].mean() == pytest.approx(theory, rel=0.6)
    other = Interferometer(drift=0.0, acoustic=0.1, acoustic_bandwidth=5e3, seed=2)
    assert abs(np.corrcoef(phase, phase_of(other, 1 << 23)[BLOCK // 2 :: BLOCK])[0, 1]) < 0.3


def frequencies_of(plant, n, **drives):
    """Mean frequency in each block of clocks, Hz (n / BLOCK - 1,)."""
    in1, in2 = Driven(plant)(n, **drives)
    phase = np.unwrap(np.angle(in2 + 1j * in1))[::BLOCK]
    return np.diff(phase) / (2 * np.pi) * CLOCK_RATE / BLOCK


def test_a_quiet_beat_note():
    plant = BeatNote(amplitude=0.3, carrier=1.234567e6, **NOISELESS)
    in1, in2 = Driven(plant)(1000)
    phase = 2 * np.pi * 1.234567e6 * np.arange(1000) / CLOCK_RATE
    assert in1 == pytest.approx(0.3 * np.sin(phase), abs=1e-7)
    assert in2 == pytest.approx(0.3 * np.cos(phase), abs=1e-7)


def test_tuning():
    plant = BeatNote(carrier=10e6, tuning=-2e6, tuning_bandwidth=100e3, **NOISELESS)
    found = frequencies_of(plant, MILLISECOND, out1=0.5)
    times = (np.arange(len(found)) + 0.5) * BLOCK / CLOCK_RATE
    theory = 10e6 - 1e6 * (1 - np.exp(-2 * np.pi * 100e3 * times))
    # The first clocks pass before the filter has an answer.
    assert found[3:] == pytest.approx(theory[3:], abs=0.03 * 1e6)
    assert found[-1] == pytest.approx(9e6, abs=0.1)


def test_drift_of_the_beat_note():
    found = frequencies_of(BeatNote(carrier=5e6, drift=1e6, **NOISELESS), 1 << 20)
    seconds = len(found) * BLOCK / CLOCK_RATE
    assert found[-1] - found[1] == pytest.approx(1e6 * seconds, rel=0.01)


def test_white_frequency_noise():
    plant = BeatNote(white_frequency=100.0, flicker_frequency=0.0)
    deviation = frequencies_of(plant, 1 << 23).std()
    # The mean over a block passes half the rate of blocks as equivalent noise bandwidth.
    assert deviation / np.sqrt(CLOCK_RATE / BLOCK / 2) == pytest.approx(100.0, rel=0.02)


def test_flicker_frequency_noise():
    plant = BeatNote(white_frequency=0.0, flicker_frequency=1e4)
    found = frequencies_of(plant, 1 << 24)
    length = len(found) // 8
    window = np.hanning(length)
    power = abs(np.fft.rfft(found[: 8 * length].reshape(8, -1) * window, axis=1)) ** 2
    rate = CLOCK_RATE / BLOCK
    density = 2 * power.mean(axis=0) / (window**2).sum() / rate
    frequencies = np.fft.rfftfreq(length, 1 / rate)
    band = (frequencies > 300) & (frequencies < 30e3)
    slope = np.polyfit(np.log10(frequencies[band]), np.log10(density[band]), 1)[0]
    assert slope == pytest.approx(-1, abs=0.1)
    assert np.mean(density[band] * frequencies[band]) == pytest.approx(1e8, rel=0.15)
