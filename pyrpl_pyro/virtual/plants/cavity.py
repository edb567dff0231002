"""A Fabry-Perot cavity with a laser that is phase modulated, and a mirror on a piezo.

The light is computed in every clock. In the frame of the laser the field u in the cavity,
relative to the one on resonance, follows du/dt = -(kappa + i delta) u + kappa exp(i phi), where
kappa = 2 pi times the half width at half maximum, delta the detuning and phi the phase that the
modulator adds. The reflected field is exp(i phi) - eta u, as in PyRPL's lockbox model
(fabryperot.py, a_ref), so that reflection, transmission and Pound-Drever-Hall signals with all
their dynamics follow. Each step is exact for light that changes evenly during the clock.

The mirror moves every `MIRROR_CLOCKS` clocks, and evenly in between.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cable import fused_multiply_add
from ..compiling import formula
from ..disturbance import CLOCK_RATE, normal_deviate, random_bits
from .base import Plant
from .parameter import parameter

#: Of PyRPL's model (fabryperot.py, free_spectral_range).
SPEED_OF_LIGHT = 2.998e8
MIRROR_CLOCKS = 128
#: Clocks in which the detuning is taken as constant.
DETUNING_CLOCKS = 32
PARTS = MIRROR_CLOCKS // DETUNING_CLOCKS
PLAYS = 4
SEISMIC_FREQUENCY, SEISMIC_QUALITY = 5.0, 1.0
ACOUSTIC_FREQUENCY, ACOUSTIC_QUALITY = 300.0, 5.0
#: Outputs that can drive something, in the order of the function's arguments.
OUTPUTS = ("out1", "out2")

# Coefficients of the Taylor series; a product is faster than a quotient.
SIN3, SIN5, SIN7 = -1 / 6, 1 / 120, -1 / 5040
COS2, COS4, COS6, COS8 = -1 / 2, 1 / 24, -1 / 720, 1 / 40320

# Positions in the parameters.
(PIEZO, MODULATOR, MODULATION, KAPPA, ETA, SPECTRAL_RANGE, METRES_TO_HERTZ, REFLECTION,
 TRANSMISSION, GAIN, RESONANCE, DAMPING, HYSTERESIS, PLAY_WIDTH, DRIFT, SEISMIC, ACOUSTIC,
 SEED, DECAY) = range(19)  # fmt: skip

# Positions in the state: what a clock keeps of the field, adds of the light at its end, and of
# the light before; the field without what the light of the same clock adds; that light; the
# mirror at the start of its step, the step, the drift; oscillators with a velocity after the
# position; what the piezo's hysteresis remembers; the first six for each part of the step.
KEEP_RE, KEEP_IM, NOW_RE, NOW_IM, FOLLOW_RE, FOLLOW_IM = range(6)
TUNED_LENGTH = 6
REST_RE, REST_IM, COSINE, SINE = 6, 7, 8, 9
POSITION, STEP, DRIFTED = 10, 11, 12
PIEZO_X, SEISMIC_X, ACOUSTIC_X = 13, 15, 17
PLAY = 19
TUNED = PLAY + PLAYS
STATES = TUNED + PARTS * TUNED_LENGTH

_CLOCK_TIME = 1 / CLOCK_RATE
_STEP_TIME = MIRROR_CLOCKS / CLOCK_RATE


@formula
def _oscillate(
    state: np.ndarray, place: int, target: float, frequency: float, quality: float, kick: float
) -> float:
    """One step of a damped oscillator about `target`: position at `place`, velocity after it.

    Semi-implicit Euler; the step is far below the period.
    """
    omega = 2.0 * math.pi * frequency
    position, velocity = state[place], state[place + 1]
    pull = omega * omega * (target - position) - omega / quality * velocity
    velocity += pull * _STEP_TIME + kick
    position += velocity * _STEP_TIME
    state[place], state[place + 1] = position, velocity
    return position


@formula
def _stretch(voltage: float, parameters: np.ndarray, state: np.ndarray) -> float:
    """Voltage with hysteresis: play operators of different widths (Prandtl and Ishlinskii)."""
    hysteresis = parameters[HYSTERESIS]
    if hysteresis == 0.0:
        return voltage
    delayed = 0.0
    for k in range(PLAYS):
        width = parameters[PLAY_WIDTH] * (k + 1) / PLAYS
        play = min(max(state[PLAY + k], voltage - width), voltage + width)
        state[PLAY + k] = play
        delayed += play / PLAYS
    return voltage + hysteresis * (delayed - voltage)


@formula
def _move_mirror(clock: int, voltage: float, parameters: np.ndarray, state: np.ndarray) -> None:
    """Find where the mirror is to be at the end of the step, in m."""
    bits = random_bits(clock, np.int64(parameters[SEED]) ^ 0x5EED)
    target = parameters[GAIN] * _stretch(voltage, parameters, state)
    place = _oscillate(
        state, PIEZO_X, target, parameters[RESONANCE], 1.0 / parameters[DAMPING], 0.0
    )
    if parameters[SEISMIC] != 0.0:
        kick = parameters[SEISMIC] * normal_deviate(bits)
        place += _oscillate(state, SEISMIC_X, 0.0, SEISMIC_FREQUENCY, SEISMIC_QUALITY, kick)
    if parameters[ACOUSTIC] != 0.0:
        kick = parameters[ACOUSTIC] * normal_deviate(bits >> 24)
        place += _oscillate(state, ACOUSTIC_X, 0.0, ACOUSTIC_FREQUENCY, ACOUSTIC_QUALITY, kick)
    state[DRIFTED] += parameters[DRIFT] * _STEP_TIME
    state[STEP] = place + state[DRIFTED] - state[POSITION]


@formula
def _detuning(position: float, parameters: np.ndarray) -> float:
    """Detuning from the nearest resonance, in rad/s."""
    hertz = position * parameters[METRES_TO_HERTZ]
    spectral_range = parameters[SPECTRAL_RANGE]
    return 2.0 * math.pi * (hertz - spectral_range * math.floor(hertz / spectral_range + 0.5))


@formula
def _tune(parameters: np.ndarray, state: np.ndarray) -> None:
    """Find what a clock does to the field, for each part of the mirror's step that has begun.

    All at once: the processor works at their sines side by side.
    """
    for part in range(PARTS):
        position = state[POSITION] + state[STEP] * (part / PARTS)
        delta = _detuning(position, parameters)
        # With z = (kappa + i delta) T, keep = exp(-z) and mean = (1 - keep) / z: the light at
        # the end of a clock adds kappa T / z (1 - mean), that at its start
        # kappa T / z (mean - keep).
        z_re, z_im = parameters[KAPPA] * _CLOCK_TIME, delta * _CLOCK_TIME
        decay = parameters[DECAY]
        keep_re, keep_im = decay * math.cos(z_im), -decay * math.sin(z_im)
        norm = 1.0 / (z_re * z_re + z_im * z_im)
        mean_re = norm * ((1.0 - keep_re) * z_re - keep_im * z_im)
        mean_im = norm * (-keep_im * z_re - (1.0 - keep_re) * z_im)
        gain_re, gain_im = norm * z_re * z_re, -norm * z_re * z_im
        now_re = gain_re * (1.0 - mean_re) + gain_im * mean_im
        now_im = gain_im * (1.0 - mean_re) - gain_re * mean_im
        before_re = gain_re * (mean_re - keep_re) - gain_im * (mean_im - keep_im)
        before_im = gain_im * (mean_re - keep_re) + gain_re * (mean_im - keep_im)
        tuned = TUNED + TUNED_LENGTH * part
        state[tuned + KEEP_RE], state[tuned + KEEP_IM] = keep_re, keep_im
        state[tuned + NOW_RE], state[tuned + NOW_IM] = now_re, now_im
        state[tuned + FOLLOW_RE] = keep_re * now_re - keep_im * now_im + before_re
        state[tuned + FOLLOW_IM] = keep_re * now_im + keep_im * now_re + before_im


@formula
def _detune(part: int, state: np.ndarray) -> None:
    """Begin a part of the mirror's step."""
    tuned = TUNED + TUNED_LENGTH * part
    # The field stays, but another part of it comes from the light of the same clock.
    change_re = state[NOW_RE] - state[tuned + NOW_RE]
    change_im = state[NOW_IM] - state[tuned + NOW_IM]
    state[REST_RE] += change_re * state[COSINE] - change_im * state[SINE]
    state[REST_IM] += change_re * state[SINE] + change_im * state[COSINE]
    for k in range(TUNED_LENGTH):
        state[k] = state[tuned + k]


@formula
def _intensity(re: float, im: float) -> float:
    return fused_multiply_add(re, re, im * im)


@formula
def _fill(
    cosines: np.ndarray,
    sines: np.ndarray,
    field_re: np.ndarray,
    field_im: np.ndarray,
    state: np.ndarray,
) -> None:
    """The field in some clocks of constant detuning, for cosine and sine of the light's phase."""
    keep_re, keep_im = state[KEEP_RE], state[KEEP_IM]
    now_re, now_im = state[NOW_RE], state[NOW_IM]
    follow_re, follow_im = state[FOLLOW_RE], state[FOLLOW_IM]
    rest_re, rest_im = state[REST_RE], state[REST_IM]
    cosine, sine = state[COSINE], state[SINE]
    for k in range(len(cosines)):
        light_re = fused_multiply_add(follow_re, cosine, -follow_im * sine)
        light_im = fused_multiply_add(follow_re, sine, follow_im * cosine)
        # Each clock waits for the one before: the sum of two products that are computed side
        # by side is there sooner than one after the other.
        old = rest_re
        rest_re = fused_multiply_add(keep_re, old, light_re) - keep_im * rest_im
        rest_im = fused_multiply_add(keep_re, rest_im, light_im) + keep_im * old
        cosine, sine = cosines[k], sines[k]
        field_re[k] = fused_multiply_add(now_re, cosine, fused_multiply_add(-now_im, sine, rest_re))
        field_im[k] = fused_multiply_add(now_re, sine, fused_multiply_add(now_im, cosine, rest_im))
    state[COSINE], state[SINE] = cosine, sine
    state[REST_RE], state[REST_IM] = rest_re, rest_im


def _reflect(
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
    piezo = out2 if parameters[PIEZO] else out1
    modulator = out2 if parameters[MODULATOR] else out1
    depth, eta = parameters[MODULATION], parameters[ETA]
    reflection, transmission = parameters[REFLECTION], parameters[TRANSMISSION]
    n = len(in1)
    # The rows of the drives that this plant does not use hold sine and cosine of the phase,
    # those of the inputs first the field. Loops in which no clock depends on the one before
    # are apart from the one over the field: of these the processor does several at once.
    for k in range(n):
        phase = depth * modulator[k]
        square = phase * phase
        # Taylor series: better than 1e-5 up to 1 rad.
        sine = fused_multiply_add(square, fused_multiply_add(square, SIN7, SIN5), SIN3)
        cosine = fused_multiply_add(square, fused_multiply_add(square, COS8, COS6), COS4)
        cosine = fused_multiply_add(square, cosine, COS2)
        pwm0[k] = phase * fused_multiply_add(square, sine, 1.0)
        pwm1[k] = fused_multiply_add(square, cosine, 1.0)
    start = 0
    while start < n:
        if (clock + start) % MIRROR_CLOCKS == 0:
            state[POSITION] += state[STEP]
            _move_mirror(clock + start, piezo[start], parameters, state)
            _tune(parameters, state)
        if (clock + start) % DETUNING_CLOCKS == 0:
            _detune((clock + start) % MIRROR_CLOCKS // DETUNING_CLOCKS, state)
        end = min(n, start + DETUNING_CLOCKS - (clock + start) % DETUNING_CLOCKS)
        _fill(pwm1[start:end], pwm0[start:end], in1[start:end], in2[start:end], state)
        start = end
    for k in range(n):
        field_re, field_im = in1[k], in2[k]
        reflected_re = fused_multiply_add(-eta, field_re, pwm1[k])
        reflected_im = fused_multiply_add(-eta, field_im, pwm0[k])
        in1[k] = reflection * _intensity(reflected_re, reflected_im)
        in2[k] = transmission * _intensity(field_re, field_im)


def _kick(rms: float, frequency: float, quality: float) -> float:
    """Deviation of the velocity kicks that make an oscillator move by `rms`, in m/s.

    White kicks of density s^2 give the variance s^2 quality / (2 omega^3).
    """
    omega = 2 * math.pi * frequency
    return rms * omega * math.sqrt(2 * omega / quality * _STEP_TIME)


@dataclass(frozen=True, kw_only=True)
class Cavity(Plant):
    """A Fabry-Perot cavity: in1 sees the reflected, in2 the transmitted light."""

    name = "cavity"
    function = staticmethod(_reflect)

    round_trip_length: float = parameter(1.0, "m", "length of a round trip", 1e-3, 1e5)
    finesse: float = parameter(300.0, "", "free spectral range per line width", 2.0, 1e6)
    eta: float = parameter(
        0.9, "", "transmission of the input mirror per sum of all losses", 0.0, 1.0
    )
    wavelength: float = parameter(1.064e-6, "m", "of the laser", 1e-7, 1e-4)
    reflection: float = parameter(0.5, "V", "in1 far from resonance", 0.0, 20.0)
    transmission: float = parameter(0.5, "V", "in2 on resonance", 0.0, 20.0)
    piezo: str = parameter("out1", "", "output that moves the mirror", options=OUTPUTS)
    piezo_gain: float = parameter(500e-9, "m/V", "motion of the mirror", -1e-4, 1e-4)
    piezo_resonance: float = parameter(20e3, "Hz", "first resonance of the piezo", 10.0, 1e5)
    piezo_quality: float = parameter(10.0, "", "quality factor of this resonance", 0.5, 1000.0)
    hysteresis: float = parameter(0.05, "", "part of the motion that lags behind", 0.0, 0.9)
    hysteresis_width: float = parameter(
        0.2, "V", "way that the lagging part waits when the motion turns", 0.0, 10.0
    )
    modulator: str = parameter("out2", "", "output that modulates the phase", options=OUTPUTS)
    modulation: float = parameter(0.5, "rad/V", "depth of the phase modulation", 0.0, 1.0)
    drift: float = parameter(1e-9, "m/s", "steady motion of the mirror", -1e-5, 1e-5)
    seismic: float = parameter(5e-9, "m", "slow motion about 5 Hz, rms", 0.0, 1e-5)
    acoustic: float = parameter(0.1e-9, "m", "motion about 300 Hz, rms", 0.0, 1e-6)

    @property
    def spectral_range(self) -> float:
        """Free spectral range in Hz."""
        return SPEED_OF_LIGHT / self.round_trip_length

    @property
    def bandwidth(self) -> float:
        """Half width at half maximum in Hz."""
        return self.spectral_range / self.finesse / 2

    def parameters(self) -> np.ndarray:
        """In the order of the positions above."""
        return np.array(
            [
                OUTPUTS.index(self.piezo),
                OUTPUTS.index(self.modulator),
                self.modulation,
                2 * math.pi * self.bandwidth,
                self.eta,
                self.spectral_range,
                self.spectral_range / (self.wavelength / 2),
                self.reflection,
                self.transmission,
                self.piezo_gain,
                self.piezo_resonance,
                1 / self.piezo_quality,
                self.hysteresis,
                self.hysteresis_width,
                self.drift,
                _kick(self.seismic, SEISMIC_FREQUENCY, SEISMIC_QUALITY),
                _kick(self.acoustic, ACOUSTIC_FREQUENCY, ACOUSTIC_QUALITY),
                self.seed,
                math.exp(-2 * math.pi * self.bandwidth / CLOCK_RATE),
            ]
        )

    def initial_state(self) -> np.ndarray:
        """A quarter of the free spectral range from a resonance, in the dark."""
        state = np.zeros(STATES)
        state[DRIFTED] = state[POSITION] = self.wavelength / 8
        state[COSINE] = 1.0
        return state

    @property
    def memory(self) -> float:
        """Ten times the ringing of the piezo and of the light."""
        piezo = self.piezo_quality / (math.pi * self.piezo_resonance)
        return 10 * (piezo + 1 / (2 * math.pi * self.bandwidth))
