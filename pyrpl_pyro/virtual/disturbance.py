"""Noise that is added to the voltages at the inputs, and what the converters make of them.

White noise is a function of the clock number alone (a hash, two entries of a table of normal
quantiles), so that skipped clocks cost nothing. Slow noise (1/f, mains) moves every
`SLOW_CLOCKS` clocks. 1/f noise is a sum of first-order low-passed noises with corners
`CORNER_RATIO` apart and equal variance: with one-sided spectra 4 v tau / (1 + (2 pi f tau)^2),
their sum is v / (f ln(ratio)) between the lowest and the highest corner.
"""

import math
from statistics import NormalDist

import numpy as np

from .compiling import formula

CLOCK_RATE = 125e6
#: Clocks between two values of the slow noise (1.02 us).
SLOW_CLOCKS = 128
CORNER_RATIO = 4.0
LOWEST_CORNER = 0.01
#: The highest corner is 168 kHz.
CORNERS = 13
CODES_PER_VOLT = 8192.0

# Positions in the vector `surroundings`, float64.
SCALE1, SCALE2 = 0, 1
WHITE, FLICKER, MAINS, MAINS_FREQUENCY = 2, 3, 4, 5
SLOW1, SLOW2 = 6, 7
DECAY = 8
PROCESSES1 = DECAY + CORNERS
PROCESSES2 = PROCESSES1 + CORNERS
SURROUNDINGS = PROCESSES2 + CORNERS

_BITS = 12
_QUANTILES = 1 << _BITS


def _normal_table() -> np.ndarray:
    """Quantiles of a normal distribution, of which two add up to unit variance."""
    normal = NormalDist()
    table = np.array([normal.inv_cdf((k + 0.5) / _QUANTILES) for k in range(_QUANTILES)])
    return table / (table.std() * math.sqrt(2))


NORMAL = _normal_table()


@formula
def random_bits(clock: int, seed: int) -> np.int64:
    """64 random bits for a clock (the finaliser of splitmix64, Steele et al. 2014)."""
    z = np.uint64(clock) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64(z ^ (z >> np.uint64(31)))


@formula
def normal_deviate(bits: int | np.int64) -> float:
    """A normal deviate of unit variance from the low 24 bits."""
    mask = _QUANTILES - 1
    return NORMAL[bits & mask] + NORMAL[(bits >> _BITS) & mask]


@formula
def move_flicker(
    clock: int,
    seed: int,
    density: float,
    decay: np.ndarray,
    processes1: np.ndarray,
    processes2: np.ndarray,
) -> tuple[float, float]:
    """Two values of 1/f noise `SLOW_CLOCKS` after the last ones.

    `density` is one-sided, at 1 Hz; `decay` as from `flicker_decay`; the processes are moved.
    """
    deviation = density * math.sqrt(math.log(CORNER_RATIO))
    sum1, sum2 = 0.0, 0.0
    for k in range(CORNERS):
        bits = random_bits(clock + k + 1, seed)
        kick = deviation * math.sqrt(1.0 - decay[k] * decay[k])
        processes1[k] = decay[k] * processes1[k] + kick * normal_deviate(bits)
        processes2[k] = decay[k] * processes2[k] + kick * normal_deviate(bits >> 24)
        sum1 += processes1[k]
        sum2 += processes2[k]
    return sum1, sum2


def flicker_decay() -> np.ndarray:
    """What is left of each process of 1/f noise after `SLOW_CLOCKS`: float64 (CORNERS,)."""
    corners = LOWEST_CORNER * CORNER_RATIO ** np.arange(CORNERS)
    return np.exp(-2 * math.pi * corners * SLOW_CLOCKS / CLOCK_RATE)


@formula
def _move_slow_noise(clock: int, seed: int, surroundings: np.ndarray) -> None:
    flicker, mains = surroundings[FLICKER], surroundings[MAINS]
    hum = 0.0
    if mains != 0.0:
        cycles = (float(clock) / CLOCK_RATE * surroundings[MAINS_FREQUENCY]) % 1.0
        angle = 2.0 * math.pi * cycles
        hum = mains * (math.sin(angle) + math.sin(3.0 * angle) / 3.0 + math.sin(5.0 * angle) / 5.0)
    slow1, slow2 = hum, hum
    if flicker != 0.0:
        decay = surroundings[DECAY : DECAY + CORNERS]
        processes1 = surroundings[PROCESSES1 : PROCESSES1 + CORNERS]
        processes2 = surroundings[PROCESSES2 : PROCESSES2 + CORNERS]
        one, two = move_flicker(clock, ~seed, flicker, decay, processes1, processes2)
        slow1 += one
        slow2 += two
    surroundings[SLOW1] = slow1
    surroundings[SLOW2] = slow2


@formula
def disturb(
    clock: int,
    n: int,
    seed: int,
    surroundings: np.ndarray,
    input1: np.ndarray,
    input2: np.ndarray,
) -> None:
    """Add noise to `n` voltages at each input, float64 (>= n,), the first of them at `clock`."""
    white = surroundings[WHITE]
    slow = surroundings[FLICKER] != 0.0 or surroundings[MAINS] != 0.0
    if white == 0.0 and not slow:
        return
    start = 0
    while start < n:
        end = min(n, start + SLOW_CLOCKS - ((clock + start) & (SLOW_CLOCKS - 1)))
        if slow and (clock + start) & (SLOW_CLOCKS - 1) == 0:
            _move_slow_noise(clock + start, seed, surroundings)
        slow1, slow2 = surroundings[SLOW1], surroundings[SLOW2]
        if white == 0.0:
            for k in range(start, end):
                input1[k] += slow1
                input2[k] += slow2
            start = end
            continue
        for k in range(start, end):
            bits = random_bits(clock + k, seed)
            input1[k] += slow1 + white * normal_deviate(bits)
            input2[k] += slow2 + white * normal_deviate(bits >> 24)
        start = end


def new_surroundings(
    scales: tuple[float, float],
    white: float,
    flicker: float,
    mains: float,
    mains_frequency: float,
) -> np.ndarray:
    """The vector `surroundings`: float64 (SURROUNDINGS,).

    Parameters
    ----------
    scales:
        ADC codes per volt at each input.
    white:
        Density in V/sqrt(Hz), one-sided, up to 62.5 MHz.
    flicker:
        Density at 1 Hz in V/sqrt(Hz), one-sided; it falls as 1/sqrt(f).
    mains, mains_frequency:
        Amplitude in V and frequency in Hz.
    """
    vector = np.zeros(SURROUNDINGS)
    vector[SCALE1], vector[SCALE2] = scales
    vector[WHITE] = white * math.sqrt(CLOCK_RATE / 2)
    vector[FLICKER] = flicker
    vector[MAINS], vector[MAINS_FREQUENCY] = mains, mains_frequency
    vector[DECAY : DECAY + CORNERS] = flicker_decay()
    return vector


def skip(surroundings: np.ndarray, n: int, clock: int, seed: int) -> None:
    """Let the slow noise pass `n` clocks that were not computed, up to `clock`."""
    if surroundings[FLICKER] == 0.0 or n < SLOW_CLOCKS:
        return
    random = np.random.default_rng((seed & 0xFFFFFFFF, clock))
    decay = surroundings[DECAY : DECAY + CORNERS] ** (n / SLOW_CLOCKS)
    deviation = surroundings[FLICKER] * math.sqrt(math.log(CORNER_RATIO))
    for position, level in ((PROCESSES1, SLOW1), (PROCESSES2, SLOW2)):
        processes = surroundings[position : position + CORNERS]
        kicks = deviation * np.sqrt(1 - decay**2) * random.standard_normal(CORNERS)
        processes[:] = decay * processes + kicks
        surroundings[level] = processes.sum()
