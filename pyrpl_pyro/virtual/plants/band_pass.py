"""A band-pass filter."""

from dataclasses import dataclass

import numpy as np

from .linear import LinearPlant, butterworth
from .parameter import parameter


@dataclass(frozen=True, kw_only=True)
class BandPass(LinearPlant):
    """Butterworth band-pass filters from out1 to in1 and from out2 to in2."""

    name = "band_pass"

    centre: float = parameter(100e3, "Hz", "geometric mean of both edges", 1e-3, 20e6)
    bandwidth: float = parameter(10e3, "Hz", "between the half-power edges", 1e-3, 20e6)
    order: int = parameter(1, "", "pairs of poles", 1, 8)
    gain: float = parameter(1.0, "", "input voltage per output voltage at centre", -100.0, 100.0)

    def zeros_poles_factor(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Those of a low-pass with s replaced by (s**2 + centre**2) / (bandwidth s)."""
        centre, width = 2 * np.pi * self.centre, 2 * np.pi * self.bandwidth
        half = 0.5 * width * butterworth(self.order).astype(complex)
        root = np.sqrt(half**2 - centre**2)
        # The larger of both first: the other one would be a difference of equal numbers.
        large = half + np.where((np.conj(half) * root).real >= 0, root, -root)
        poles = np.concatenate((large, centre**2 / large))
        return np.zeros(self.order), poles, self.gain * width**self.order
