"""IQ module: modulator, demodulator, network-analyser sums, phase-frequency detector.

REGISTERS.md 6, 13.B.18, 13.B.19.
"""

from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import bit, flag, saturate, widened, wrap
from .compiling import clocked, formula
from .filters import Cascade, Stage, step_cascade, step_stage
from .registers import Block, BlockView, Needs, Register, constant, status, words_type

PHASE_MASK = 0xFFFFFFFF
QUARTER_TURN = 1 << 30
INDEX_SHIFT = 19
GAIN_BITS = 18
QUADRATURE_BITS, FRACTION = 24, 24
INPUT_FRACTION = 22
SUM_BITS = 62


def _sine_table() -> np.ndarray:
    quarter = np.round(65535 * np.sin((np.arange(2048) + 0.5) / 2048 * np.pi / 2))
    half = np.concatenate([quarter, quarter[::-1]])
    return np.concatenate([half, -half]).astype(np.int32)


SINE = _sine_table()


class Quad(NamedTuple):
    """One value for each of sin, cos, shifted sin, shifted cos."""

    sin: int
    cos: int
    sin_shifted: int
    cos_shifted: int


class Iq(NamedTuple):
    """Flip-flops of one IQ module."""

    phase: int
    table_index: Quad
    lookup: Quad
    wave: Quad
    sample: int
    product1: int
    product2: int
    amplitude1: int
    amplitude2: int
    total: int
    direct: int
    quadrature1: int
    quadrature2: int
    busy: int
    averages_left: int
    sleep_left: int
    sum1: int
    sum2: int
    negative_input: int
    negative_sine: int
    detector: int
    input_filter: Stage
    filter1: Cascade
    filter2: Cascade


RESET = layout.zeros(Iq)


def _start_average(view: BlockView, word: int) -> None:
    """Any write of the frequency restarts the network-analyser average (REGISTERS.md 6, NA)."""
    view.put("sum1", 0)
    view.put("sum2", 0)
    view.put("averages_left", view.word("averages"))
    view.put("sleep_left", view.word("sleep"))
    view.put("busy", 1)


def _sum(name: str, shift: int, view: BlockView) -> int:
    return view.get("busy") << 31 | (view.get(name) >> shift) & 0x7FFFFFFF


def table(number: int) -> tuple[Register, ...]:
    """The registers of IQ `number`."""
    return (
        Register(
            "control",
            0x100,
            6,
            reset=0b10,
            read=lambda view: view.word("control") & 0x3E | view.machine.sync_bit(5 + number),
        ),
        Register("start_phase", 0x104),
        Register("frequency", 0x108, write=_start_average, to_write=Needs.SIGNALS),
        Register("output_select", 0x10C, 4),
        Register("gain1", 0x110, GAIN_BITS),
        Register("gain2", 0x114, GAIN_BITS),
        Register("gain3", 0x118, GAIN_BITS),
        Register("gain4", 0x11C, GAIN_BITS),
        Register("input_filter", 0x120, to_write=Needs.SIGNALS),
        Register("quadrature_filter", 0x124, to_write=Needs.SIGNALS),
        Register("averages", 0x130),
        Register("sleep", 0x134),
        status("sum1_low", 0x140, lambda view: _sum("sum1", 0, view)),
        status("sum1_high", 0x144, lambda view: _sum("sum1", 31, view)),
        status("sum2_low", 0x148, lambda view: _sum("sum2", 0, view)),
        status("sum2_high", 0x14C, lambda view: _sum("sum2", 31, view)),
        status("detector", 0x150, lambda view: view.get("detector") & 0x3FFF, Needs.SIGNALS),
        constant("lookup_size_bits", 0x200, 11),
        constant("lookup_bits", 0x204, 17),
        constant("phase_bits", 0x208, 32),
        constant("gain_bits", 0x20C, GAIN_BITS),
        constant("signal_bits", 0x210, 14),
        constant("filter_bits", 0x214, QUADRATURE_BITS),
        constant("shift_bits", 0x218, 8),
        constant("input_filter_stages", 0x220, 1),
        constant("input_filter_shift_bits", 0x224, 5),
        constant("input_filter_minimum_bandwidth", 0x228, 50),
        constant("quadrature_filter_stages", 0x230, 4 if number == 2 else 2),
        constant("quadrature_filter_shift_bits", 0x234, 5),
        constant("quadrature_filter_minimum_bandwidth", 0x238, 10),
    )


IqWords = words_type("IqWords", table(0))
load_words = layout.loader(IqWords)
load = layout.loader(Iq)
store = layout.storer(Iq)


class Settings(NamedTuple):
    """The registers of one IQ, decoded for the kernels."""

    running: int
    detector: int
    double_sin: int
    double_cos: int
    double_sin_shifted: int
    double_cos_shifted: int
    start_phase: int
    frequency: int
    output_select: int
    gain1: int
    offset: int
    gain3: int
    gain4: int
    input_filter: int
    quadrature_filter: int


@formula
def settings(words: np.ndarray, base: int, number: int, sync: int) -> Settings:
    """Decode the registers; the generator runs while the module's `sync` bit is 1."""
    word = load_words(words, base)
    return Settings(
        sync,
        bit(word.control, 1),
        bit(word.control, 2),
        bit(word.control, 3),
        bit(word.control, 4),
        bit(word.control, 5),
        word.start_phase,
        word.frequency,
        word.output_select,
        wrap(word.gain1, GAIN_BITS),
        wrap(word.gain2, GAIN_BITS) >> 4,
        wrap(word.gain3, GAIN_BITS),
        wrap(word.gain4, GAIN_BITS),
        word.input_filter,
        # Only iq2 has four quadrature stages, the others two.
        word.quadrature_filter if number == 2 else word.quadrature_filter & 0xFFFF,
    )


@formula
def _scaled(value: int, gain: int, shift: int) -> int:
    return saturate((value * gain + (1 << (shift - 1))) >> shift, 14)


@formula
def _table_index(phase: int, doubled: int, offset: int) -> int:
    return (((phase << doubled) + offset) & PHASE_MASK) >> INDEX_SHIFT


@formula
def step_index(phase: int, cfg: Settings) -> Quad:
    """The four table indices for the phase accumulator value `phase`."""
    return Quad(
        _table_index(phase, cfg.double_sin, 0),
        _table_index(phase, cfg.double_cos, QUARTER_TURN),
        _table_index(phase, cfg.double_sin_shifted, cfg.start_phase),
        _table_index(phase, cfg.double_cos_shifted, cfg.start_phase + QUARTER_TURN),
    )


@formula
def look_up(index: Quad) -> Quad:
    """The four table values for `index`."""
    return Quad(
        widened(SINE[index.sin]),
        widened(SINE[index.cos]),
        widened(SINE[index.sin_shifted]),
        widened(SINE[index.cos_shifted]),
    )


@formula
def _step_detector(iq: Iq, cfg: Settings, negative_input: int, negative_sine: int) -> int:
    if not cfg.detector:
        return 0
    if iq.detector == 8191:
        return iq.detector - 1
    if iq.detector == -8192:
        return iq.detector + 1
    edge_input = negative_input > iq.negative_input
    edge_sine = negative_sine > iq.negative_sine
    return iq.detector + flag(edge_input and not edge_sine) - flag(edge_sine and not edge_input)


@formula
def step(iq: Iq, cfg: Settings, sample: int) -> Iq:
    """One clock with the bus sample `sample` at the input."""
    filtered, input_filter = step_stage(
        iq.input_filter, cfg.input_filter, 31, 14, INPUT_FRACTION, sample
    )
    q1, filter1 = step_cascade(
        iq.filter1, cfg.quadrature_filter, QUADRATURE_BITS, FRACTION, iq.product1 >> 6
    )
    q2, filter2 = step_cascade(
        iq.filter2, cfg.quadrature_filter, QUADRATURE_BITS, FRACTION, iq.product2 >> 6
    )

    busy, averages_left, sleep_left = iq.busy, iq.averages_left, iq.sleep_left
    sum1, sum2 = iq.sum1, iq.sum2
    if averages_left == 0:
        busy = 0
    elif sleep_left == 0:
        averages_left -= 1
        sum1 = wrap(sum1 + q1, SUM_BITS)
        sum2 = wrap(sum2 + q2, SUM_BITS)
    else:
        sleep_left -= 1

    if cfg.running:
        phase, wave = (iq.phase + cfg.frequency) & PHASE_MASK, iq.lookup
    else:
        phase, wave = 0, Quad(0, 0, 0, 0)
    negative_input, negative_sine = flag(filtered < 0), flag(iq.wave.sin < 0)
    return Iq(
        phase,
        step_index(iq.phase, cfg),
        look_up(iq.table_index),
        wave,
        filtered,
        iq.sample * iq.wave.sin_shifted + 32,
        iq.sample * iq.wave.cos_shifted + 32,
        _scaled(q1, cfg.gain1, 20) + cfg.offset,
        _scaled(q2, cfg.gain4, 20),
        iq.amplitude1 * iq.wave.sin + iq.amplitude2 * iq.wave.cos,
        saturate(iq.total >> 16, 14),
        _scaled(q1, cfg.gain3, 10),
        _scaled(q2, cfg.gain3, 10),
        busy,
        averages_left,
        sleep_left,
        sum1,
        sum2,
        negative_input,
        negative_sine,
        _step_detector(iq, cfg, negative_input, negative_sine),
        input_filter,
        filter1,
        filter2,
    )


def block(number: int) -> Block:
    """IQ 0, 1 or 2."""
    return Block(f"iq{number}", 0x40350000 + 0x10000 * number, table(number), RESET, Settings)


load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
DIRECT_OUT = layout.index(Iq, "direct")
SIGNAL_OUT = tuple(layout.index(Iq, name) for name in ("quadrature1", "direct", "detector"))
PHASE = layout.index(Iq, "phase")
QUADRATURE2 = layout.index(Iq, "quadrature2")
OUTPUT_SELECT = layout.index(Settings, "output_select")


@formula
def signal(state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int) -> int:
    """The bus signal of the module, combinational (13.B.19)."""
    select = cfg[cfg_base + OUTPUT_SELECT]
    return state[base + SIGNAL_OUT[select]] if select < len(SIGNAL_OUT) else 0


@formula
def jump(state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, n: int) -> None:
    """Let the phase run on for `n` clocks; everything behind it is left as it is."""
    settings = load_settings(cfg, cfg_base)
    phase = state[base + PHASE] + settings.frequency * n if settings.running else 0
    state[base + PHASE] = phase & PHASE_MASK


@clocked
def clock(state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, sample: int) -> None:
    """One clock of the module whose state starts at `state[base]`; see `step`."""
    store(state, base, step(load(state, base), load_settings(cfg, cfg_base), sample))
