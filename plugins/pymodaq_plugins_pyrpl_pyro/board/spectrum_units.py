"""PyRPL's units of a spectrum, as PyMoDAQ's, and the way from Vpk^2 to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_SMALLEST = 1e-30
"""-300 dB: less than the board resolves, and a plot with a zero in it can be read."""


@dataclass(frozen=True)
class SpectrumUnit:
    """A display unit of PyRPL's spectrum analyzer.

    Parameters
    ----------
    unit : str
        PyMoDAQ's unit, for pint.
    convert : callable
        From power in Vpk^2 (shape (n,)) and the noise bandwidth (Hz).
    """

    unit: str
    convert: Callable[[np.ndarray, float], np.ndarray]


def _decibel(power: np.ndarray) -> np.ndarray:
    return 10 * np.log10(np.maximum(power, _SMALLEST))


# Of SpectrumAnalyzer.data_to_unit, but for Vrms/sqrt(Hz): PyRPL divides by the bandwidth
# itself there, not by its root.
UNITS = {
    "Vpk^2": SpectrumUnit("V**2", lambda power, rbw: power),
    "dB(Vpk^2)": SpectrumUnit("dB", lambda power, rbw: _decibel(power)),
    "Vpk": SpectrumUnit("V", lambda power, rbw: np.sqrt(power)),
    "Vrms^2": SpectrumUnit("V**2", lambda power, rbw: power / 2),
    "dB(Vrms^2)": SpectrumUnit("dB", lambda power, rbw: _decibel(power / 2)),
    "Vrms": SpectrumUnit("V", lambda power, rbw: np.sqrt(power / 2)),
    "Vrms^2/Hz": SpectrumUnit("V**2/Hz", lambda power, rbw: power / 2 / rbw),
    "dB(Vrms^2/Hz)": SpectrumUnit("dB", lambda power, rbw: _decibel(power / 2 / rbw)),
    "Vrms/sqrt(Hz)": SpectrumUnit("V/Hz**0.5", lambda power, rbw: np.sqrt(power / 2 / rbw)),
}
