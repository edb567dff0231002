"""The settings of PyRPL's IQ modules."""

from __future__ import annotations

from typing import Any

from .mirror import Mirrored
from .signals import INPUT, OUTPUT

FREQUENCY = Mirrored("frequency", "float", "Frequency", "Of demodulation and modulation.")
PHASE = Mirrored("phase", "float", "Phase", "Between demodulation and modulation.")
AMPLITUDE = Mirrored("amplitude", "float", "Amplitude", "Of the tone at the output.")
GAIN = Mirrored("gain", "float", "Gain", "Of the demodulated signal that is modulated again.")
BANDWIDTH = Mirrored(
    "bandwidth", "numbers", "Bandwidth", "Of the demodulation: up to two filters, in Hz."
)
MIRRORED = (
    INPUT,
    FREQUENCY,
    BANDWIDTH,
    PHASE,
    Mirrored(
        "acbandwidth", "float", "AC coupling", "Corner of the high-pass at the input.", unit="Hz"
    ),
    AMPLITUDE,
    GAIN,
    OUTPUT,
    Mirrored("output_signal", "list", "Signal", "What other modules of PyRPL get from this one."),
    Mirrored("quadrature_factor", "float", "Quadrature factor", "Gain of the signal quadrature."),
)


def switch_off(module: Any) -> None:
    """Take the module off the outputs, without a tone and without gain."""
    module.setup(output_direct="off", amplitude=0.0, gain=0.0)
