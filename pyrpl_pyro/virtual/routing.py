"""Signal bus, output sums, converters (REGISTERS.md 3).

Bus signals are numbered as in REGISTERS.md 3: 0-2 pid, 3 trig, 4 iir, 5-7 iq, 8-9 asg,
10-11 in, 12-13 out, 14 second quadrature of iq2, 15 constant 0.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import saturate
from .cable import MODE, OUTSIDE, evaluate
from .compiling import clocked, formula
from .outside import Outside, step
from .registers import Block, BlockView, Needs, Register, status

BASE = 0x40300000
MODULE_SPACING = 0x10000
MODULES = 16
INPUTS = 12
OUTPUTS = 10
SIGNALS = 16
OFF = 15
IN1, IN2, OUT1, OUT2 = 10, 11, 12, 13

# Position of the words in the block's part of the `words` vector.
INPUT_WORD = 0
OUTPUT_WORD = INPUTS
SYNC_WORD = INPUTS + OUTPUTS


class Sum(NamedTuple):
    """Pipeline of one output sum, and the DAC register."""

    sum0: int
    sum1: int
    sum2: int
    sum3: int
    sum4: int
    dac: int


class Fabric(NamedTuple):
    """Output sums, pins and ADC registers of both channels."""

    out1: Sum
    out2: Sum
    pin1: int
    pin2: int
    adc1: int
    adc2: int


RESET = layout.zeros(Fabric)
load = layout.loader(Fabric)
store = layout.storer(Fabric)
PIN1, PIN2 = layout.index(Fabric, "pin1"), layout.index(Fabric, "pin2")
ADC1, ADC2 = layout.index(Fabric, "adc1"), layout.index(Fabric, "adc2")


def _read_saturation(view: BlockView) -> int:
    out1, out2 = view.get("out1.sum4"), view.get("out2.sum4")
    return int(not -8192 <= out1 <= 8191) | int(not -8192 <= out2 <= 8191) << 1


def _read_sync(view: BlockView) -> int:
    return view.word("sync")


def _write_sync(view: BlockView, word: int) -> None:
    view.set_word("sync", word & 0xFF)


def _read_sampler(module: int, view: BlockView) -> int:
    return view.machine.signals()[module] & 0x3FFF


def _input_reset(module: int) -> int:
    return {9: IN2, 10: OFF, 11: OFF}.get(module, IN1)


def _module_registers(module: int) -> tuple[Register, ...]:
    offset = module * MODULE_SPACING
    return (
        status(
            f"saturation{module}",
            offset + 0x8,
            _read_saturation,
            Needs.SIGNALS,
            bits=2,
            doc="bit 0: out1, bit 1: out2 is limited in this clock; the same at every module",
        ),
        Register(
            f"sync{module}",
            offset + 0xC,
            8,
            stored=False,
            read=_read_sync,
            write=_write_sync,
            to_write=Needs.SIGNALS,
            doc="the register sync, at another address",
        ),
        status(
            f"sampler{module}",
            offset + 0x10,
            partial(_read_sampler, module),
            Needs.SIGNALS,
            bits=14,
            doc="bus signal of this number now, signed, 8192 per V",
        ),
    )


# The sync register appears at every module; the first word "sync" is its home.
TABLE = (
    *(
        Register(
            f"input{module}",
            module * MODULE_SPACING,
            4,
            reset=_input_reset(module),
            doc="bus signal at the input of module 0-7, of scope channel 1 or 2 (8, 9), of pwm0 or "
            "pwm1 (10, 11)",
        )
        for module in range(INPUTS)
    ),
    *(
        Register(
            f"output{module}",
            module * MODULE_SPACING + 0x4,
            2,
            doc="bit 0: added to out1, bit 1: added to out2; module 0-7, asg0 (8), asg1 (9)",
        )
        for module in range(OUTPUTS)
    ),
    Register(
        "sync",
        0xC,
        8,
        reset=0xFF,
        to_write=Needs.SIGNALS,
        doc="bit m = 0: module m pauses (pid) or holds its phase at 0 (iq)",
    ),
    *(
        register
        for module in range(MODULES)
        for register in _module_registers(module)
        if register.offset != 0xC
    ),
)

BLOCK = Block("dsp", BASE, TABLE, RESET)


@formula
def step_sum(pipeline: Sum, total: int) -> Sum:
    """One clock of an output sum; `total` is the sum of the routed module outputs."""
    return Sum(
        total,
        pipeline.sum0,
        pipeline.sum1,
        pipeline.sum2,
        pipeline.sum3,
        saturate(pipeline.sum4, 14),
    )


@formula
def _routed(words: np.ndarray, base: int, direct: np.ndarray, channel: int) -> int:
    """Sum of the direct outputs of modules 0-9 that are added to output `channel` (0 or 1)."""
    total = 0
    for module in range(OUTPUTS):
        if (words[base + OUTPUT_WORD + module] >> channel) & 1:
            total += direct[module]
    return total


@formula
def fill_converters(bus: np.ndarray, state: np.ndarray, base: int, digital_loop: int) -> None:
    """Set the signals in1, in2, out1, out2 of `bus`."""
    fabric = load(state, base)
    bus[OUT1] = saturate(fabric.out1.sum4, 14)
    bus[OUT2] = saturate(fabric.out2.sum4, 14)
    bus[IN1] = bus[OUT1] if digital_loop else fabric.adc1
    bus[IN2] = bus[OUT2] if digital_loop else fabric.adc2


@clocked
def clock(
    state: np.ndarray,
    base: int,
    words: np.ndarray,
    words_base: int,
    direct: np.ndarray,
    plants: int,
    filters: np.ndarray,
    delays: np.ndarray,
    lines: np.ndarray,
    outside: Outside,
    cycle: int,
    pwm0: int,
    pwm1: int,
) -> None:
    """One clock of the output sums, the converters and the plants.

    `direct` int64 (10,) are the outputs of modules 0-9; `plants` is true if any channel has
    a cable or plant, which then determines the pins of both (`cable.evaluate`, `outside.step`).
    `cycle` is the clock before this one; `pwm0` and `pwm1` are the signals that the PWM outputs
    take.
    """
    old = load(state, base)
    out1 = step_sum(old.out1, _routed(words, words_base, direct, 0))
    out2 = step_sum(old.out2, _routed(words, words_base, direct, 1))
    pin1, pin2 = old.pin1, old.pin2
    if delays[0, MODE] == OUTSIDE:
        pin1, pin2 = step(outside, delays, lines, cycle, out1.dac, out2.dac, pwm0, pwm1)
    elif plants:
        pin1 = evaluate(filters, delays, lines, 0, out1.dac)
        pin2 = evaluate(filters, delays, lines, 1, out2.dac)
    store(state, base, Fabric(out1, out2, pin1, pin2, old.pin1, old.pin2))
