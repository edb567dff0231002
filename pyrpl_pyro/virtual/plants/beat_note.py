"""The beat note of a noisy laser against a reference."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..compiling import formula
from ..disturbance import (
    CLOCK_RATE,
    CORNERS,
    SLOW_CLOCKS,
    flicker_decay,
    move_flicker,
    normal_deviate,
    random_bits,
)
from . import modes
from .base import Plant
from .parameter import parameter
from .sine import sine_of_turns

#: Clocks between two values of the white frequency noise, whose spectrum is flat far below
#: their inverse, 15.6 MHz.
FAST_CLOCKS = 8

# Positions in `parameters`; frequencies in turns per clock.
_AMPLITUDE, _CARRIER, _DRIFT, _SEED, _WHITE, _FLICKER, _DECAY = range(7)
_TUNING = _DECAY + CORNERS
# Positions in `state`: the phase in turns, and both parts of the frequency noise.
_PHASE, _FAST, _SLOW, _PROCESSES1 = range(4)
_PROCESSES2 = _PROCESSES1 + CORNERS
_TUNING_STATE = _PROCESSES2 + CORNERS


@formula
def _move_noise(clock: int, parameters: Any, state: Any) -> None:
    """The frequency from `clock` on, without the tuning."""
    seed = int(parameters[_SEED])
    if parameters[_WHITE] != 0.0:
        state[_FAST] = parameters[_WHITE] * normal_deviate(random_bits(clock, seed))
    if clock % SLOW_CLOCKS != 0:
        return
    slow = parameters[_CARRIER] + parameters[_DRIFT] * float(clock)
    if parameters[_FLICKER] != 0.0:
        flicker, _ = move_flicker(
            clock,
            ~seed,
            parameters[_FLICKER],
            parameters[_DECAY:_TUNING],
            state[_PROCESSES1:_PROCESSES2],
            state[_PROCESSES2:_TUNING_STATE],
        )
        slow += flicker
    state[_SLOW] = slow


def _beat(
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
    modes.respond(clock, out1, in2, parameters[_TUNING:], state[_TUNING_STATE:])
    phase = state[_PHASE]
    start = 0
    while start < n:
        end = min(n, start + FAST_CLOCKS - (clock + start) % FAST_CLOCKS)
        if (clock + start) % FAST_CLOCKS == 0:
            _move_noise(clock + start, parameters, state)
            phase -= np.rint(phase)
        frequency = state[_SLOW] + state[_FAST]
        for k in range(start, end):
            in1[k] = phase
            phase += frequency + in2[k]
        start = end
    state[_PHASE] = phase
    amplitude = parameters[_AMPLITUDE]
    for k in range(n):
        in2[k] = amplitude * sine_of_turns(in1[k] + 0.25)
        in1[k] = amplitude * sine_of_turns(in1[k])


@dataclass(frozen=True, kw_only=True)
class BeatNote(Plant):
    """A laser's beat note with a reference on in1, and 90 degrees ahead on in2; out1 tunes it."""

    name = "beat_note"
    drives = ("out1",)
    function = staticmethod(_beat)

    amplitude: float = parameter(0.4, "V", "amplitude of the beat note", 0.0, 20.0)
    carrier: float = parameter(10e6, "Hz", "frequency of the beat note at out1 = 0", 0.0, 50e6)
    tuning: float = parameter(1e6, "Hz/V", "change of the frequency by out1", -40e6, 40e6)
    tuning_bandwidth: float = parameter(
        100e3, "Hz", "of the tuning, a first-order low-pass", 1e-3, 20e6
    )
    white_frequency: float = parameter(
        10.0, "Hz/sqrt(Hz)", "white frequency noise, one-sided density", 0.0, 1e5
    )
    flicker_frequency: float = parameter(
        1e3, "Hz/sqrt(Hz)", "1/f frequency noise, one-sided density at 1 Hz", 0.0, 1e7
    )
    drift: float = parameter(0.0, "Hz/s", "steady drift of the frequency", -1e6, 1e6)

    def parameters(self) -> np.ndarray:
        """In the order of the positions above."""
        fast_nyquist = CLOCK_RATE / FAST_CLOCKS / 2
        return np.concatenate(
            (
                [
                    self.amplitude,
                    self.carrier / CLOCK_RATE,
                    self.drift / CLOCK_RATE**2,
                    self.seed,
                    self.white_frequency * np.sqrt(fast_nyquist) / CLOCK_RATE,
                    self.flicker_frequency / CLOCK_RATE,
                ],
                flicker_decay(),
                modes.parameters_of(*self._tuning()),
            )
        )

    def initial_state(self) -> np.ndarray:
        """At the carrier frequency."""
        state = np.zeros(_TUNING_STATE + modes.STATE_LENGTH)
        state[_SLOW] = self.carrier / CLOCK_RATE
        return state

    @property
    def memory(self) -> float:
        """That of the tuning."""
        return modes.memory_of(self._tuning()[1])

    def _tuning(self) -> tuple[np.ndarray, np.ndarray, float]:
        corner = 2 * np.pi * self.tuning_bandwidth
        return np.zeros(0), np.array([-corner]), corner * self.tuning / CLOCK_RATE
