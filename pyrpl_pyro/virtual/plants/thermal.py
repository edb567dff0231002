"""A temperature, moved by a PWM output."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..disturbance import CLOCK_RATE
from ..outside import PWM_CENTRE
from . import modes
from .base import Plant
from .parameter import parameter
from .sine import sine_of_turns

#: Clocks between two values of the temperatures (8.2 us).
SLOW_CLOCKS = 1024
STEP = SLOW_CLOCKS / CLOCK_RATE

# Positions in `parameters`: mean ambient temperature above the one that reads 0 V, in K.
_SENSITIVITY, _AMBIENT, _SWING, _CYCLES, _RESPONSE = range(5)
# Positions in `state`: both voltages, and one element each for the drive and the heating.
_IN1, _IN2, _POWER, _HEATING, _RESPONSE_STATE = range(5)


def _warm(
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
    n = len(in1)
    start = 0
    while start < n:
        end = min(n, start + SLOW_CLOCKS - (clock + start) % SLOW_CLOCKS)
        if (clock + start) % SLOW_CLOCKS == 0:
            now = clock + start
            state[_POWER] = pwm0[start] - PWM_CENTRE
            modes.respond(
                now // SLOW_CLOCKS,
                state[_POWER:_HEATING],
                state[_HEATING:_RESPONSE_STATE],
                parameters[_RESPONSE:],
                state[_RESPONSE_STATE:],
            )
            swing = parameters[_SWING] * sine_of_turns(parameters[_CYCLES] * float(now))
            ambient = parameters[_AMBIENT] + swing
            state[_IN1] = parameters[_SENSITIVITY] * (ambient + state[_HEATING])
            state[_IN2] = parameters[_SENSITIVITY] * ambient
        level1, level2 = state[_IN1], state[_IN2]
        for k in range(start, end):
            in1[k] = level1
            in2[k] = level2
        start = end


@dataclass(frozen=True, kw_only=True)
class Thermal(Plant):
    """A Peltier element on pwm0 moves the temperature that in1 shows; in2 shows the ambient one.

    The element does nothing at 0.9 V, PyRPL's 0 V, and heats above. The temperature follows
    with two time constants, of what is heated and of the sensor.
    """

    name = "thermal"
    drives = ("pwm0",)
    function = staticmethod(_warm)

    gain: float = parameter(10.0, "K/V", "change of temperature in the end", -1e3, 1e3)
    time_constant: float = parameter(2.0, "s", "of what is heated", 1e-3, 1e4)
    sensor_time_constant: float = parameter(
        0.1, "s", "of the sensor, which delays what is seen", 1e-4, 1e4
    )
    sensitivity: float = parameter(0.1, "V/K", "voltage of the sensors", -10.0, 10.0)
    zero: float = parameter(25.0, "degC", "temperature at which the sensors give 0 V", -300.0, 1e3)
    ambient: float = parameter(22.0, "degC", "mean ambient temperature", -300.0, 1e3)
    swing: float = parameter(0.5, "K", "amplitude of its slow change, a sine", 0.0, 100.0)
    swing_period: float = parameter(300.0, "s", "period of this change", 1.0, 1e6)

    def response(self, frequencies: np.ndarray) -> np.ndarray:
        """Voltage at in1 per voltage of pwm0, complex, for frequencies in Hz of any shape."""
        s = 2j * math.pi * np.asarray(frequencies, float)
        delays = (1 + s * self.time_constant) * (1 + s * self.sensor_time_constant)
        return self.sensitivity * self.gain / delays

    def parameters(self) -> np.ndarray:
        """In the order of the positions above."""
        return np.concatenate(
            (
                [
                    self.sensitivity,
                    self.ambient - self.zero,
                    self.swing,
                    1 / (self.swing_period * CLOCK_RATE),
                ],
                modes.parameters_of(
                    np.zeros(0),
                    self._poles(),
                    self.gain / (self.time_constant * self.sensor_time_constant),
                    STEP,
                ),
            )
        )

    def initial_state(self) -> np.ndarray:
        """At the mean ambient temperature."""
        state = np.zeros(_RESPONSE_STATE + modes.STATE_LENGTH)
        state[_IN1] = state[_IN2] = self.sensitivity * (self.ambient - self.zero)
        return state

    @property
    def memory(self) -> float:
        """Twelve of the longer time constant."""
        return modes.memory_of(self._poles())

    def _poles(self) -> np.ndarray:
        return np.array([-1 / self.time_constant, -1 / self.sensor_time_constant])
