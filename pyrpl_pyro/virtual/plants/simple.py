"""No plant, and a cable."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cable import Cable, Constant
from ..disturbance import CODES_PER_VOLT
from .base import Plant
from .parameter import parameter


def _silence(
    clock: int,
    out1: Any,
    out2: Any,
    pwm0: Any,
    pwm1: Any,
    in1: Any,
    in2: Any,
    parameters: Any,
    state: Any,
) -> None:
    in1[:] = 0.0
    in2[:] = 0.0


def _pass_on(
    clock: int,
    out1: Any,
    out2: Any,
    pwm0: Any,
    pwm1: Any,
    in1: Any,
    in2: Any,
    parameters: Any,
    state: Any,
) -> None:
    gain, offset = parameters[0], parameters[1]
    for k in range(len(in1)):
        in1[k] = gain * out1[k] + offset
        in2[k] = gain * out2[k] + offset


@dataclass(frozen=True, kw_only=True)
class Nothing(Plant):
    """Nothing is connected: both inputs are at 0 V."""

    name = "none"
    drives = ()
    function = staticmethod(_silence)

    def cables(self) -> tuple[Cable, Cable] | None:
        """Inputs without noise are constant."""
        return None if self.is_noisy else (Constant(), Constant())


@dataclass(frozen=True, kw_only=True)
class Loopback(Plant):
    """A cable from each output to the input of the same number."""

    name = "loopback"
    function = staticmethod(_pass_on)

    gain: float = parameter(1.0, "", "input voltage per output voltage", -100.0, 100.0)
    offset: float = parameter(0.0, "V", "added after the gain", -20.0, 20.0)

    def parameters(self) -> np.ndarray:
        """gain, offset."""
        return np.array([self.gain, self.offset])

    def cables(self) -> tuple[Cable, Cable] | None:
        """One for each input, unless there is noise."""
        if self.is_noisy:
            return None
        scale1, scale2 = (
            Cable(
                gain=self.gain * scale / CODES_PER_VOLT,
                offset=self.offset * scale,
                delay=self.delay,
            )
            for scale in self.scales
        )
        return scale1, scale2
