"""A two-beam interferometer with a piezo."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..compiling import formula
from ..disturbance import CLOCK_RATE, SLOW_CLOCKS, normal_deviate, random_bits
from . import modes
from .base import Plant
from .parameter import parameter
from .resonance import oscillator
from .sine import sine_of_turns

# Positions in `parameters`; the piezo's response, in turns of the phase per V, comes last.
_MEAN, _AMPLITUDE, _PHASE, _DRIFT, _SEED, _KICK, _DECAY, _PIEZO = range(8)
# Positions in `state`: phase without the piezo in turns, and the noise before and after the
# second low-pass.
_LEVEL, _RAW, _NOISE, _PIEZO_STATE = range(4)


@formula
def _move_phase(clock: int, parameters: Any, state: Any) -> None:
    """Drift and acoustic noise up to `clock`."""
    raw, noise, decay = state[_RAW], state[_NOISE], parameters[_DECAY]
    if parameters[_KICK] != 0.0:
        bits = random_bits(clock, int(parameters[_SEED]))
        raw = decay * raw + parameters[_KICK] * normal_deviate(bits)
        noise = raw + decay * (noise - raw)
        state[_RAW], state[_NOISE] = raw, noise
    state[_LEVEL] = parameters[_PHASE] + parameters[_DRIFT] * float(clock) + noise


def _interfere(
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
    modes.respond(clock, out1, in2, parameters[_PIEZO:], state[_PIEZO_STATE:])
    start = 0
    while start < n:
        end = min(n, start + SLOW_CLOCKS - (clock + start) % SLOW_CLOCKS)
        if (clock + start) % SLOW_CLOCKS == 0:
            _move_phase(clock + start, parameters, state)
        level = state[_LEVEL]
        for k in range(start, end):
            in2[k] += level
        start = end
    mean, amplitude = parameters[_MEAN], parameters[_AMPLITUDE]
    for k in range(n):
        change = amplitude * sine_of_turns(in2[k])
        in1[k] = mean + change
        in2[k] = mean - change


@dataclass(frozen=True, kw_only=True)
class Interferometer(Plant):
    """Michelson or Mach-Zehnder interferometer: out1 moves a mirror, in1 and in2 are both ports.

    in1 = power (1 + contrast sin(phase)) and in2 = power (1 - contrast sin(phase)), as the ports
    of PyRPL's Interferometer model.
    """

    name = "interferometer"
    drives = ("out1",)
    function = staticmethod(_interfere)

    power: float = parameter(0.4, "V", "mean voltage at each port", 0.0, 20.0)
    contrast: float = parameter(0.9, "", "fringe contrast of both ports", 0.0, 1.0)
    v_pi: float = parameter(0.4, "V", "change of out1 that moves the phase by pi", 1e-6, 100.0)
    phase: float = parameter(0.0, "rad", "phase at out1 = 0", -1e3, 1e3)
    piezo_frequency: float = parameter(20e3, "Hz", "resonance of the piezo", 1.0, 20e6)
    piezo_quality: float = parameter(10.0, "", "quality factor of the piezo", 0.1, 1e6)
    drift: float = parameter(0.02, "rad/s", "steady drift of the phase", -1e3, 1e3)
    acoustic: float = parameter(0.05, "rad", "acoustic noise of the phase, rms", 0.0, 100.0)
    acoustic_bandwidth: float = parameter(
        100.0, "Hz", "corner of the acoustic noise, which falls as 1/f**2 above", 0.01, 10e3
    )

    def parameters(self) -> np.ndarray:
        """In the order of the positions above; phases in turns, times in clocks."""
        decay = np.exp(-2 * np.pi * self.acoustic_bandwidth * SLOW_CLOCKS / CLOCK_RATE)
        # Two equal low-passes leave half of the variance that one leaves.
        deviation = np.sqrt(2) * self.acoustic / (2 * np.pi)
        return np.concatenate(
            (
                [
                    self.power,
                    self.power * self.contrast,
                    self.phase / (2 * np.pi),
                    self.drift / (2 * np.pi) / CLOCK_RATE,
                    self.seed,
                    deviation * np.sqrt(1 - decay**2),
                    decay,
                ],
                modes.parameters_of(*self._piezo()),
            )
        )

    def initial_state(self) -> np.ndarray:
        """The phase at rest."""
        state = np.zeros(_PIEZO_STATE + modes.STATE_LENGTH)
        state[_LEVEL] = self.phase / (2 * np.pi)
        return state

    @property
    def memory(self) -> float:
        """That of the piezo."""
        return modes.memory_of(self._piezo()[1])

    def _piezo(self) -> tuple[np.ndarray, np.ndarray, float]:
        return oscillator(self.piezo_frequency, self.piezo_quality, 0.5 / self.v_pi)
