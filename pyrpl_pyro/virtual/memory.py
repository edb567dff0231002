"""All arrays of a board, in the order in which the kernels take them."""

from typing import Any, NamedTuple

import numpy as np

from . import layout
from .asg import TABLE_LENGTH
from .cable import MAXIMUM_DELAY
from .fabric import BLOCKS, SETTINGS_LENGTH, STATE, STATE_LENGTH, WORDS, WORDS_LENGTH
from .iir import BIQUADS, COEFFICIENT_WORDS
from .outside import DRIVES, PWM_LATENCY, new_outside
from .routing import OUTPUTS, SIGNALS
from .scope import BUFFER_LENGTH


class Memory(NamedTuple):
    """The arrays that the kernels work on.

    Attributes
    ----------
    words:
        int64, the stored registers of all blocks (`fabric.WORDS`).
    cfg:
        int64, the same decoded (`kernel.decode`, `fabric.SETTINGS`).
    state:
        int64, the flip-flops of all blocks (`fabric.STATE`).
    tables:
        int16 (2, 16384), waveform tables of the ASG channels.
    buffers:
        int16 (2, 16384), data memories of the scope channels.
    coefficients, biquads:
        int64 (1024,) and (4, 14), memories of the IIR.
    filters, delays, lines:
        float64 (2, 4), int64 (4, 3) and int64 (4, MAXIMUM_DELAY + PWM_LATENCY), the cables
        (`cable`) or the delays before a plant.
    settings, surroundings, parameters, physics, voltages:
        The plant, see `outside.Outside`.
    bus, direct:
        int64 (16,) and (10,), scratch of the kernels.
    """

    words: np.ndarray
    cfg: np.ndarray
    state: np.ndarray
    tables: np.ndarray
    buffers: np.ndarray
    coefficients: np.ndarray
    biquads: np.ndarray
    filters: np.ndarray
    delays: np.ndarray
    lines: np.ndarray
    settings: np.ndarray
    surroundings: np.ndarray
    parameters: np.ndarray
    physics: np.ndarray
    voltages: np.ndarray
    bus: np.ndarray
    direct: np.ndarray


def reset_memory() -> Memory:
    """The memory of a board at the end of the hardware reset; all data memories hold 0."""
    memory = Memory(
        np.zeros(WORDS_LENGTH, np.int64),
        np.zeros(SETTINGS_LENGTH, np.int64),
        np.zeros(STATE_LENGTH, np.int64),
        np.zeros((2, TABLE_LENGTH), np.int16),
        np.zeros((2, BUFFER_LENGTH), np.int16),
        np.zeros(COEFFICIENT_WORDS, np.int64),
        np.zeros((4, BIQUADS), np.int64),
        np.zeros((2, 4), np.float64),
        np.zeros((DRIVES, 3), np.int64),
        np.zeros((DRIVES, MAXIMUM_DELAY + PWM_LATENCY), np.int64),
        *new_outside(),
        np.zeros(SIGNALS, np.int64),
        np.zeros(OUTPUTS, np.int64),
    )
    for block in BLOCKS:
        for position, register in enumerate(block.stored):
            memory.words[WORDS[block.name] + position] = register.reset
        if block.reset is not None:
            values = list(_flatten(block.reset))
            start = STATE[block.name]
            memory.state[start : start + layout.size(block.state_type)] = values
    return memory


def _flatten(value: Any) -> Any:
    for item in value:
        if isinstance(item, tuple):
            yield from _flatten(item)
        else:
            yield item
