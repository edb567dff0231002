"""A low-pass filter."""

from dataclasses import dataclass

import numpy as np

from .linear import LinearPlant, butterworth
from .parameter import parameter


@dataclass(frozen=True, kw_only=True)
class LowPass(LinearPlant):
    """Butterworth low-pass filters from out1 to in1 and from out2 to in2."""

    name = "low_pass"

    bandwidth: float = parameter(10e3, "Hz", "where the power is down to a half", 1e-3, 20e6)
    order: int = parameter(2, "", "number of poles", 1, 8)
    gain: float = parameter(1.0, "", "input voltage per output voltage at 0 Hz", -100.0, 100.0)

    def zeros_poles_factor(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Poles on a circle in the left half of the plane."""
        corner = 2 * np.pi * self.bandwidth
        return np.zeros(0), corner * butterworth(self.order), self.gain * corner**self.order
