"""The noise generator that both ASG channels share (REGISTERS.md 7, "random")."""

from typing import NamedTuple

from .compiling import formula

MASK = 0xFFFFFFFF


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
