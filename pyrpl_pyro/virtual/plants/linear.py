"""What linear plants share: one response from out1 to in1, and the same from out2 to in2."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import modes
from .base import Plant


def _respond(
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
    split = modes.STATE_LENGTH
    modes.respond_both(clock, out1, out2, in1, in2, parameters, state[:split], state[split:])


@dataclass(frozen=True, kw_only=True)
class LinearPlant(Plant):
    """A plant with the same linear response between both outputs and inputs.

    It is computed as a sum of modes, see `modes`.
    """

    function = staticmethod(_respond)

    def zeros_poles_factor(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Zeros and poles in rad/s and the factor before them, as `modes.parameters_of` takes."""
        raise NotImplementedError

    def direct(self) -> float:
        """What is added to the response of zeros and poles at all frequencies."""
        return 0.0

    def response(self, frequencies: np.ndarray) -> np.ndarray:
        """Input voltage per output voltage of the analog plant, without the converters' delay.

        Parameters
        ----------
        frequencies:
            In Hz, of any shape.

        Returns
        -------
        complex, of the same shape.
        """
        zeros, poles, factor = self.zeros_poles_factor()
        s = 2j * np.pi * np.asarray(frequencies, float)
        response = np.full(s.shape, complex(factor))
        # In turn, lest the products overflow.
        for number, pole in enumerate(poles):
            response = response / (s - pole)
            if number < len(zeros):
                response = response * (s - zeros[number])
        return response + self.direct()

    def parameters(self) -> np.ndarray:
        """See `modes.parameters_of`."""
        parameters = modes.parameters_of(*self.zeros_poles_factor())
        parameters[modes.DIRECT] += self.direct()
        return parameters

    def initial_state(self) -> np.ndarray:
        """Both responses at rest."""
        return np.zeros(2 * modes.STATE_LENGTH)

    @property
    def memory(self) -> float:
        """Twelve of the longest time constants."""
        return modes.memory_of(self.zeros_poles_factor()[1])


def butterworth(order: int) -> np.ndarray:
    """Poles of a Butterworth low-pass with corner 1 rad/s: complex (order,).

    S. Butterworth, Experimental Wireless 7, 536 (1930).
    """
    steps = np.arange(1, 2 * order, 2)
    poles = np.exp(0.5j * np.pi * (1 + steps / order))
    poles[steps == order] = -1.0
    # Conjugate to the last bit.
    return np.where(steps > order, np.conj(poles[::-1]), poles)
