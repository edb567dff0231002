"""IIR filter: 14 parallel biquads on one multiplier set (REGISTERS.md 9, 13.B.20)."""

from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import bit, flag, saturate, wrap
from .compiling import clocked, formula
from .filters import Stage, step_stage
from .registers import Block, Needs, Register, constant, status, words_type

BIQUADS = 14
FRACTION = 17
COEFFICIENT_BASE = 0x8000
COEFFICIENT_WORDS = 1024
VALUE_BITS, COEFFICIENT_SHIFT = 32, 29
INPUT_SHIFT, OUTPUT_SHIFT = 14, 17
LOOP_MASK = 0x3FF

# Rows of the biquad memory (int64, (4, BIQUADS)).
Y1, Y2, X1, X0 = 0, 1, 2, 3


class Iir(NamedTuple):
    """Flip-flops of the IIR except the biquad memories."""

    input: int
    stage0: int
    stage1: int
    stage2: int
    stage3: int
    stage4: int
    y1: int
    y2: int
    x0: int
    x1: int
    a1: int
    a2: int
    b0: int
    b1: int
    product_y1: int
    product_y2: int
    product_x0: int
    product_x1: int
    result: int
    accumulator: int
    signal: int
    out: int
    overflow: int
    filter: Stage


RESET = layout.zeros(Iir)

TABLE = (
    Register("loops", 0x100, 10, doc="clocks per sample of the filter, at least 3"),
    Register(
        "control", 0x104, 2, to_write=Needs.SIGNALS, doc="bit 0: on, bit 1: output is the input"
    ),
    status(
        "overflow",
        0x108,
        lambda view: view.get("overflow"),
        Needs.SIGNALS,
        bits=7,
        doc="what was limited since it is on: bit 0 a1 y1, 1 a2 y2, 2 sum, 3 b0 x0, 4 b1 x1, 6 "
        "output",
    ),
    Register("filter", 0x120, to_write=Needs.SIGNALS, doc="input filter, one stage (see Filters)"),
    constant("value_bits", 0x200, VALUE_BITS, "bits of coefficients and values"),
    constant("coefficient_shift", 0x204, COEFFICIENT_SHIFT, "their binary digits after the point"),
    constant("biquads", 0x208, BIQUADS, "number of second-order filters"),
    constant("filter_stages", 0x220, 1, "stages of the input filter"),
    constant("filter_shift_bits", 0x224, 3, "bits of a stage that give its bandwidth"),
    constant("filter_minimum_bandwidth", 0x228, 1000, "smallest bandwidth of a stage, Hz"),
)

IirWords = words_type("IirWords", TABLE)
load_words = layout.loader(IirWords)
load = layout.loader(Iir)
store = layout.storer(Iir)


class Settings(NamedTuple):
    """The registers of the IIR, decoded for the kernels."""

    loops: int
    running: int
    bypass: int
    filter: int


@formula
def settings(words: np.ndarray, base: int) -> Settings:
    """Decode the registers."""
    word = load_words(words, base)
    return Settings(word.loops, bit(word.control, 0), bit(word.control, 1), word.filter)


@formula
def _product(a: int, b: int) -> int:
    return (a * b + (1 << (COEFFICIENT_SHIFT - 1))) >> COEFFICIENT_SHIFT


@formula
def _exceeds(value: int, bits: int) -> int:
    return flag(value != saturate(value, bits))


@formula
def step(
    iir: Iir, cfg: Settings, sample: int, coefficients: np.ndarray, biquads: np.ndarray
) -> Iir:
    """One clock; `biquads` int64 (4, 14) is updated in place."""
    filtered, following = step_stage(iir.filter, cfg.filter, 7, 17, FRACTION, sample << 3)
    product_y1, product_y2 = _product(iir.a1, iir.y1), _product(iir.a2, iir.y2)
    product_x0, product_x1 = _product(iir.b0, iir.x0), _product(iir.b1, iir.x1)
    total = iir.product_y1 + iir.product_y2 + iir.product_x0 + iir.product_x1
    overflow = (
        iir.overflow
        | _exceeds(product_y1, VALUE_BITS)
        | _exceeds(product_y2, VALUE_BITS) << 1
        | _exceeds(total, VALUE_BITS) << 2
        | _exceeds(product_x0, VALUE_BITS) << 3
        | _exceeds(product_x1, VALUE_BITS) << 4
        | _exceeds(iir.accumulator >> OUTPUT_SHIFT, 14) << 6
    )

    y1, y2, x0, x1 = iir.y1, iir.y2, iir.x0, iir.x1
    a1, a2, b0, b1 = iir.a1, iir.a2, iir.b0, iir.b1
    reading, writing = iir.stage0, iir.stage2
    result = iir.result
    if reading < BIQUADS:
        y1, y2 = biquads[Y1, reading], biquads[Y2, reading]
        x0, x1 = iir.input, biquads[X1, reading]
        b0, b1 = coefficients[8 * reading], coefficients[8 * reading + 2]
        a1, a2 = coefficients[8 * reading + 4], coefficients[8 * reading + 6]
    if writing < BIQUADS and cfg.running:
        result = saturate(total, VALUE_BITS)
        biquads[Y2, writing] = biquads[Y1, writing]
        biquads[Y1, writing] = result
        biquads[X1, writing] = biquads[X0, writing]
    if reading < BIQUADS and cfg.running:
        biquads[X0, reading] = iir.input

    if iir.stage3 == ((cfg.loops - 1) & LOOP_MASK) or iir.stage3 == BIQUADS - 1:
        accumulator = iir.result
    else:
        accumulator = wrap(iir.accumulator + iir.result, 36)
    signal = saturate(iir.accumulator >> OUTPUT_SHIFT, 14) if iir.stage4 == 0 else iir.signal
    if iir.stage1 >= BIQUADS:
        product_y1, product_y2 = iir.product_y1, iir.product_y2
        product_x0, product_x1 = iir.product_x0, iir.product_x1

    stage0 = ((cfg.loops if iir.stage0 == 0 else iir.stage0) - 1) & LOOP_MASK
    if not cfg.running:
        stage0 = cfg.loops
        y1 = y2 = x1 = a1 = a2 = b0 = b1 = 0
        product_y1 = product_y2 = product_x0 = product_x1 = 0
        result = signal = overflow = 0
    return Iir(
        filtered << INPUT_SHIFT,
        stage0,
        iir.stage0,
        iir.stage1,
        iir.stage2,
        iir.stage3,
        y1,
        y2,
        x0,
        x1,
        a1,
        a2,
        b0,
        b1,
        saturate(product_y1, VALUE_BITS),
        saturate(product_y2, VALUE_BITS),
        saturate(product_x0, VALUE_BITS),
        saturate(product_x1, VALUE_BITS),
        result,
        accumulator,
        signal,
        filtered >> 3 if cfg.bypass else iir.signal,
        overflow,
        following,
    )


BLOCK = Block("iir", 0x40340000, TABLE, RESET, Settings)
load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
OUT = layout.index(Iir, "out")
RUNNING = layout.index(Settings, "running")


@clocked
def clock(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    sample: int,
    coefficients: np.ndarray,
    biquads: np.ndarray,
) -> None:
    """One clock of the IIR whose state starts at `state[base]`; see `step`."""
    settings = load_settings(cfg, cfg_base)
    store(state, base, step(load(state, base), settings, sample, coefficients, biquads))
