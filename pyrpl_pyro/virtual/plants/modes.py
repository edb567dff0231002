"""Linear responses as sums of modes, clock by clock, at any frequency in float64.

A response without repeated poles is H(s) = direct + sum of r / (s - pole). Each pole, or pair of
complex conjugate poles, is one mode: dz/dt = pole z + u, which adds the real part of r z. Taken
by itself a mode stays exact also where its frequency is a hundred million times below the clock,
as the coefficients of a polynomial do not.

The drive u is taken to go linearly from one clock to the next, as it does behind the analog
filter of a DAC; this "triangle hold" or "ramp-invariant" equivalent has no delay of its own
(Franklin, Powell, Workman: Digital Control of Dynamic Systems, 3rd ed., section 6.3.2). Its
response is H(f) sinc(f / 125 MHz)^2, and what is folded back from above the Nyquist frequency.
"""

import math

import numpy as np

from ..cable import fused_multiply_add
from ..compiling import formula
from ..disturbance import CLOCK_RATE

#: Modes of a response at most.
MODES = 8

# Positions in the vector of parameters, and length of a mode in it: the factor of a clock and
# the weight, real and imaginary parts.
COUNT, DIRECT, FIRST = 0, 1, 2
MODE_LENGTH = 4
LENGTH = FIRST + MODES * MODE_LENGTH

# Positions in the state of one response: the clock that is expected next, the last drive, and
# real and imaginary part of each mode.
NEXT, DRIVE, FIRST_MODE = 0, 1, 2
STATE_LENGTH = FIRST_MODE + 2 * MODES

#: Time constants after which what was before is far below an ADC code.
TIME_CONSTANTS = 12.0
#: Added to the drive (V). Without it a mode that rests decays to denormal numbers, which
#: processors compute a hundred times slower.
_RESIDUE = 1e-30
#: Equal poles are moved apart by this part of themselves in both directions; the response
#: changes by the square of it.
_APART = 1e-5


def parameters_of(
    zeros: np.ndarray, poles: np.ndarray, factor: float, step: float = 1 / CLOCK_RATE
) -> np.ndarray:
    """The vector of parameters, float64 (LENGTH,), of a response.

    Parameters
    ----------
    zeros, poles:
        In rad/s, complex ones with their conjugates; not more zeros than poles.
    factor:
        The response is factor (s - zeros[0]) ... / ((s - poles[0]) ...).
    step:
        Time in s between two values of the drive: a clock, unless the plant is slower.

    Raises
    ------
    ValueError
        More than `MODES` modes.
    """
    poles = _apart(np.asarray(poles, complex))
    kept = poles[poles.imag >= 0]
    if len(kept) > MODES:
        raise ValueError(f"a response has at most {MODES} modes, not {len(kept)}")
    vector = np.zeros(LENGTH)
    vector[COUNT] = len(kept)
    vector[DIRECT] = factor if len(zeros) == len(poles) else 0.0
    for number, pole in enumerate(kept):
        residue = factor * np.prod(pole - zeros) / np.prod(pole - poles[poles != pole])
        if pole.imag > 0:
            residue *= 2
        x = pole * step
        # Integrals of exp(x (1 - t)) and t exp(x (1 - t)) over a clock.
        constant, ramp = _series(x, 1), _series(x, 2)
        vector[DIRECT] += (residue * step * ramp).real
        weight = residue * step * (np.exp(x) * ramp + constant - ramp)
        position = FIRST + number * MODE_LENGTH
        decay = np.exp(x)
        vector[position : position + MODE_LENGTH] = (
            decay.real,
            decay.imag,
            weight.real,
            weight.imag,
        )
    return vector


def memory_of(poles: np.ndarray) -> float:
    """Time in s after which a response has forgotten what was before."""
    return TIME_CONSTANTS / float(-np.asarray(poles).real.max())


def _apart(poles: np.ndarray) -> np.ndarray:
    poles = poles.copy()
    for number, pole in enumerate(poles):
        others = np.flatnonzero(np.abs(poles[number + 1 :] - pole) < _APART * abs(pole))
        for other in others + number + 1:
            poles[number] = pole * (1 - _APART)
            poles[other] = pole * (1 + _APART)
    return poles


def _series(x: complex, order: int) -> complex:
    """Sum of x**k / (k + order)!, without the cancellation of the closed form."""
    return sum(x**k / math.factorial(k + order) for k in range(40))


@formula
def skip(clock: int, modes: np.ndarray, state: np.ndarray) -> None:
    """Let clocks that were not computed pass, with the last drive held."""
    gap = float(clock) - state[NEXT]
    if gap <= 0.0:
        return
    drive = state[DRIVE] + _RESIDUE
    for number in range(int(modes[COUNT])):
        position = FIRST + number * MODE_LENGTH
        re, im = modes[position], modes[position + 1]
        memory = FIRST_MODE + 2 * number
        if re == 1.0 and im == 0.0:
            # So slow that float64 does not tell it from an integrator.
            state[memory] += gap * drive
            continue
        size = math.exp(gap * math.log(math.hypot(re, im)))
        angle = gap * math.atan2(im, re)
        factor = complex(size * math.cos(angle), size * math.sin(angle))
        rest = complex(drive, 0.0) / complex(1.0 - re, -im)
        level = rest + factor * (complex(state[memory], state[memory + 1]) - rest)
        state[memory], state[memory + 1] = level.real, level.imag


@formula
def _resume(clock: int, modes: np.ndarray, state: np.ndarray) -> None:
    if float(clock) != state[NEXT]:
        skip(clock, modes, state)


@formula
def respond_both(
    clock: int,
    drive1: np.ndarray,
    drive2: np.ndarray,
    answer1: np.ndarray,
    answer2: np.ndarray,
    modes: np.ndarray,
    state1: np.ndarray,
    state2: np.ndarray,
) -> None:
    """Twice `respond` with the same modes, which is faster together."""
    n = len(drive1)
    _resume(clock, modes, state1)
    _resume(clock, modes, state2)
    direct = modes[DIRECT]
    for k in range(n):
        answer1[k] = direct * drive1[k]
        answer2[k] = direct * drive2[k]
    for number in range(int(modes[COUNT])):
        position = FIRST + number * MODE_LENGTH
        re, im = modes[position], modes[position + 1]
        weight_re, weight_im = modes[position + 2], modes[position + 3]
        memory = FIRST_MODE + 2 * number
        y_re, y_im = state1[memory], state1[memory + 1]
        z_re, z_im = state2[memory], state2[memory + 1]
        for k in range(n):
            answer1[k] += weight_re * y_re - weight_im * y_im
            answer2[k] += weight_re * z_re - weight_im * z_im
            y_re, y_im = _turned(re, im, y_re, y_im, drive1[k])
            z_re, z_im = _turned(re, im, z_re, z_im, drive2[k])
        state1[memory], state1[memory + 1] = y_re, y_im
        state2[memory], state2[memory + 1] = z_re, z_im
    state1[NEXT] = state2[NEXT] = float(clock + n)
    state1[DRIVE], state2[DRIVE] = drive1[n - 1], drive2[n - 1]


@formula
def _turned(re: float, im: float, z_re: float, z_im: float, drive: float) -> tuple[float, float]:
    """Real and imaginary part of a mode one clock later."""
    return (
        fused_multiply_add(re, z_re, fused_multiply_add(-im, z_im, drive + _RESIDUE)),
        fused_multiply_add(im, z_re, re * z_im),
    )


@formula
def respond(
    clock: int, drive: np.ndarray, answer: np.ndarray, modes: np.ndarray, state: np.ndarray
) -> None:
    """Fill `answer`, float64 (n,), with the response to `drive`, float64 (n,), from `clock` on.

    `modes` is as `parameters_of` makes it, `state` float64 (STATE_LENGTH,), 0 at first.
    """
    n = len(drive)
    _resume(clock, modes, state)
    direct = modes[DIRECT]
    for k in range(n):
        answer[k] = direct * drive[k]
    for number in range(int(modes[COUNT])):
        position = FIRST + number * MODE_LENGTH
        re, im = modes[position], modes[position + 1]
        weight_re, weight_im = modes[position + 2], modes[position + 3]
        memory = FIRST_MODE + 2 * number
        z_re, z_im = state[memory], state[memory + 1]
        for k in range(n):
            answer[k] += weight_re * z_re - weight_im * z_im
            z_re, z_im = _turned(re, im, z_re, z_im, drive[k])
        state[memory], state[memory + 1] = z_re, z_im
    state[NEXT] = float(clock + n)
    state[DRIVE] = drive[n - 1]
