"""What theory says about the measurements of `instruments`, without a look at the plants."""

import numpy as np

CLOCK = 8e-9
#: From a module's direct output to an input: five clocks to the sum, a register each in DAC and
#: ADC, fifteen clocks in the converters.
ANALOG_DELAY = 22 * CLOCK
IIR_LOOPS = 10
TUNING, TUNING_BANDWIDTH = 5e4, 50e3
LOCK_GAIN = -20 / 4096
CARRIER, MODULATION = 7e6, 20e3
# One that PyRPL offers: others are rounded to it.
DEMODULATION_BANDWIDTH = 319569.7
#: Voltage of a PWM output per volt of PyRPL.
PWM_SCALE = 0.9
#: Each step of the thermal plant is held for 1024 clocks.
THERMAL_STEP = 1024 * CLOCK


def delayed(frequencies, response, clocks=0.0):
    """`response` behind the way from an output to an input, and `clocks` more."""
    return response * np.exp(-2j * np.pi * frequencies * (ANALOG_DELAY + clocks * CLOCK))


def oscillator(frequencies, frequency, quality):
    x = frequencies / frequency
    return 1 / (1 - x**2 + 1j * x / quality)


def low_pass(frequencies):
    s = 1j * frequencies / 50e3
    return delayed(frequencies, 0.8 / ((s + 1) * (s**2 + s + 1)))


def band_pass(frequencies):
    s = 1j * (frequencies - 100e3**2 / frequencies) / 20e3
    return delayed(frequencies, 1 / (s**2 + np.sqrt(2) * s + 1))


def resonance(frequencies):
    return delayed(frequencies, 0.01 + 0.1 * oscillator(frequencies, 30e3, 20.0))


def second_channel(frequencies):
    return delayed(frequencies, 1 / (1 + 1j * frequencies / 1e6))


def interferometer(frequencies):
    """Slope of a port at half fringe: power contrast pi / v_pi."""
    slope = 0.4 * 0.9 * np.pi / 4.0
    return delayed(frequencies, slope * oscillator(frequencies, 20e3, 5.0))


def beat_note(frequencies):
    """Phase by frequency, seen by a demodulator with half of the amplitude times 4."""
    tuning = TUNING / (1 + 1j * frequencies / TUNING_BANDWIDTH)
    # Three clocks in the demodulator; the phase of a clock sums the clocks before it.
    open_loop = delayed(frequencies, 0.4 / 2 * 4 * tuning / (1j * frequencies), 3.5)
    return open_loop / (1 - LOCK_GAIN * open_loop)


def thermal(frequencies):
    s = 2j * np.pi * frequencies
    response = PWM_SCALE * 0.1 * 8.0 / ((1 + s * 5e-3) * (1 + s * 1e-3))
    return delayed(frequencies, response) * np.exp(-s * THERMAL_STEP / 2)


def iir(frequencies, design):
    """PyRPL's design, with what it leaves out: an output is held until the next one.

    Its delays are whole clocks found by experiment (iir.py, _delay); they are half a clock short.
    """
    hold = np.sinc(frequencies * IIR_LOOPS * CLOCK)
    return design * hold * np.exp(-1j * np.pi * frequencies * CLOCK)


def boxcar(frequencies, span):
    """What PyRPL divides a power spectrum by: the scope's average over each sample.

    White noise that the average lets in from above half the sampling rate fills up what it takes
    away, so white noise reads too high by this factor.
    """
    return np.sinc(frequencies / span) ** 2


def sideband():
    """Amplitude of the modulation (V): two low-passes in each of both IQ modules."""
    return 0.3 * 0.5 / (1 + (MODULATION / DEMODULATION_BANDWIDTH) ** 2) ** 2
