"""The noise generator that both ASG channels share (REGISTERS.md 7, "random")."""

from typing import NamedTuple

import numpy as np

from .arithmetic import widened
from .compiling import formula

MASK = 0xFFFFFFFF
STATE_BITS = 96
#: Jumps of up to 2**POWERS - 1 clocks (13 days).
POWERS = 47


class Noise(NamedTuple):
    """Three 32-bit words of the xorshift generator."""

    x1: int
    x2: int
    x3: int


RESET = Noise(1, 2, 3)


@formula
def step_noise(noise: Noise) -> Noise:
    """One clock: three coupled xorshifts, all from the old words."""
    return Noise(
        noise.x3 ^ (noise.x3 >> 13),
        noise.x1 ^ ((noise.x1 << 17) & MASK),
        noise.x2 ^ (noise.x2 >> 5),
    )


@formula
def noise_index(noise: Noise) -> int:
    """Table index (14 bit) that a channel with random phase reads."""
    return noise.x3 >> 18


def powers_of_step() -> np.ndarray:
    """Matrices of 2**k clocks: uint32 (POWERS, 96, 3), over GF(2).

    The generator is linear: row i of matrix k is the state after 2**k clocks of the state in
    which only bit i is set (bits 0-31 of x1, then of x2, then of x3).
    """
    matrices = np.zeros((POWERS, STATE_BITS, 3), np.uint32)
    for position in range(STATE_BITS):
        words = [0, 0, 0]
        words[position // 32] = 1 << (position % 32)
        # The undecorated function, since nothing is compiled for this.
        matrices[0, position] = step_noise.py_func(Noise(*words))
    bits = np.arange(32, dtype=np.uint32)
    for power in range(1, POWERS):
        previous = matrices[power - 1]
        selected = ((previous[:, :, None] >> bits) & 1).reshape(STATE_BITS, STATE_BITS)
        for row in range(STATE_BITS):
            matrices[power, row] = np.bitwise_xor.reduce(previous[selected[row] == 1], axis=0)
    return matrices


@formula
def _multiply(noise: Noise, matrix: np.ndarray) -> Noise:
    x1, x2, x3 = 0, 0, 0
    for position in range(STATE_BITS):
        if position < 32:
            word = noise.x1
        elif position < 64:
            word = noise.x2
        else:
            word = noise.x3
        selected = -((word >> (position & 31)) & 1)
        x1 ^= selected & widened(matrix[position, 0])
        x2 ^= selected & widened(matrix[position, 1])
        x3 ^= selected & widened(matrix[position, 2])
    return Noise(x1, x2, x3)


@formula
def jump_noise(noise: Noise, n: int, powers: np.ndarray) -> Noise:
    """State after `n` clocks; `powers` as from `powers_of_step`, n below 2**POWERS."""
    power = 0
    while n != 0:
        if n & 1:
            noise = _multiply(noise, powers[power])
        n >>= 1
        power += 1
    return noise
