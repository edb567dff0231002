"""A mechanical resonance."""

from dataclasses import dataclass

import numpy as np

from .linear import LinearPlant
from .parameter import parameter


@dataclass(frozen=True, kw_only=True)
class Resonance(LinearPlant):
    """A mechanical oscillator, driven by out1 and seen by in1, and another at out2 and in2."""

    name = "resonance"

    frequency: float = parameter(30e3, "Hz", "without damping", 1e-3, 20e6)
    quality: float = parameter(50.0, "", "quality factor; 0.5 is critically damped", 0.1, 1e6)
    gain: float = parameter(0.1, "", "input voltage per output voltage at 0 Hz", -100.0, 100.0)
    feedthrough: float = parameter(
        0.0, "", "direct crosstalk, input voltage per output voltage", -100.0, 100.0
    )

    def zeros_poles_factor(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Of gain w**2 / (s**2 + w s / quality + w**2)."""
        return oscillator(self.frequency, self.quality, self.gain)

    def direct(self) -> float:
        """The crosstalk."""
        return self.feedthrough


def oscillator(
    frequency: float, quality: float, gain: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Zeros, poles in rad/s and factor of gain w**2 / (s**2 + w s / quality + w**2)."""
    w = 2 * np.pi * frequency
    return np.zeros(0), _roots(w / quality, w**2), gain * w**2


def _roots(linear: float, constant: float) -> np.ndarray:
    """Roots of s**2 + linear s + constant, linear > 0: complex (2,)."""
    large = -0.5 * (linear + np.sqrt(complex(linear**2 - 4 * constant)))
    if large.imag:
        return np.array([large, large.conjugate()])
    return np.array([large, constant / large])
