"""Modulator, quadrature outputs and phase-frequency detector of an IQ module (REGISTERS.md 6)."""

from typing import NamedTuple

from .arithmetic import flag, saturate
from .compiling import formula
from .oscillator import Quad

AMPLITUDE_SHIFT, QUADRATURE_SHIFT, OUTPUT_SHIFT = 20, 10, 16
#: Limits of the phase-frequency detector's count.
COUNT_LOWEST, COUNT_HIGHEST = -8192, 8191


class Modulator(NamedTuple):
    """Flip-flops from the quadratures to the outputs."""

    amplitude1: int
    amplitude2: int
    total: int
    direct: int
    quadrature1: int
    quadrature2: int
    negative_input: int
    negative_sine: int
    detector: int


class Settings(NamedTuple):
    """The registers of the modulator, decoded; `offset` is gain 2 as added to amplitude 1."""

    detector: int
    output_select: int
    gain1: int
    offset: int
    gain3: int
    gain4: int


@formula
def scaled(value: int, gain: int, shift: int) -> int:
    """Product with rounding, saturated to 14 bits."""
    return saturate((value * gain + (1 << (shift - 1))) >> shift, 14)


@formula
def first_amplitude(q1: int, cfg: Settings) -> int:
    """Amplitude of the sine: feedback of the first quadrature plus the constant part."""
    return scaled(q1, cfg.gain1, AMPLITUDE_SHIFT) + cfg.offset


@formula
def second_amplitude(q2: int, cfg: Settings) -> int:
    """Amplitude of the cosine."""
    return scaled(q2, cfg.gain4, AMPLITUDE_SHIFT)


@formula
def output(total: int) -> int:
    """The direct output for the sum of both carriers."""
    return saturate(total >> OUTPUT_SHIFT, 14)


@formula
def quadrature(value: int, cfg: Settings) -> int:
    """The quadrature output for one filtered quadrature."""
    return scaled(value, cfg.gain3, QUADRATURE_SHIFT)


@formula
def step_detector(
    modulator: Modulator, cfg: Settings, negative_input: int, negative_sine: int
) -> int:
    """Next count of the phase-frequency detector: falling zero crossings, input minus sine.

    `negative_input` and `negative_sine` are the present signs.
    """
    if not cfg.detector:
        return 0
    if modulator.detector == COUNT_HIGHEST:
        return modulator.detector - 1
    if modulator.detector == COUNT_LOWEST:
        return modulator.detector + 1
    edge_input = negative_input > modulator.negative_input
    edge_sine = negative_sine > modulator.negative_sine
    up = flag(edge_input and not edge_sine)
    down = flag(edge_sine and not edge_input)
    return modulator.detector + up - down


@formula
def step_modulator(
    modulator: Modulator, cfg: Settings, filtered: int, q1: int, q2: int, wave: Quad
) -> Modulator:
    """One clock with the filtered input, both quadratures and the oscillator's outputs."""
    negative_input, negative_sine = flag(filtered < 0), flag(wave.sin < 0)
    # A detector that is off is in its reset state: it forgets the signs, too.
    return Modulator(
        first_amplitude(q1, cfg),
        second_amplitude(q2, cfg),
        modulator.amplitude1 * wave.sin + modulator.amplitude2 * wave.cos,
        output(modulator.total),
        quadrature(q1, cfg),
        quadrature(q2, cfg),
        negative_input if cfg.detector else 0,
        negative_sine if cfg.detector else 0,
        step_detector(modulator, cfg, negative_input, negative_sine),
    )
