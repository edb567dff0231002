"""IQ module: oscillator, demodulator, modulator and their registers.

REGISTERS.md 6, 13.B.18, 13.B.19.
"""

from typing import NamedTuple

import numpy as np

from . import demodulator, layout, modulator, oscillator
from .arithmetic import bit, wrap
from .compiling import clocked, formula
from .demodulator import Demodulator, step_demodulator
from .modulator import Modulator, step_modulator
from .oscillator import Oscillator, jump_phase, step_oscillator
from .registers import Block, BlockView, Needs, Register, constant, status, words_type

GAIN_BITS = 18


class Iq(NamedTuple):
    """Flip-flops of one IQ module."""

    oscillator: Oscillator
    demodulator: Demodulator
    modulator: Modulator


RESET = layout.zeros(Iq)


def _start_average(view: BlockView, word: int) -> None:
    """Any write of the frequency restarts the network-analyser average (REGISTERS.md 6, NA)."""
    view.put("demodulator.average.sum1", 0)
    view.put("demodulator.average.sum2", 0)
    view.put("demodulator.average.averages_left", view.word("averages"))
    view.put("demodulator.average.sleep_left", view.word("sleep"))
    view.put("demodulator.average.busy", 1)


def _busy(view: BlockView) -> bool:
    return bool(view.get("demodulator.average.busy"))


def _sum_register(name: str, offset: int, shift: int) -> Register:
    """31 bits of a sum of the average and, in bit 31, whether the average is running."""
    quadrature = {"sum1": "first", "sum2": "second"}[name]

    def read(view: BlockView) -> int:
        part = (view.get(f"demodulator.average.{name}") >> shift) & 0x7FFFFFFF
        return _busy(view) << 31 | part

    return Register(
        f"{name}_{shift}",
        offset,
        stored=False,
        doc=f"network analyser: 31 bits of the {quadrature} sum from bit {shift} on; bit 31: busy",
        read=read,
        to_read=Needs.STATE,
        to_write=Needs.NOTHING,
        pending=_busy,
    )


def table(number: int) -> tuple[Register, ...]:
    """The registers of IQ `number`."""
    return (
        Register(
            "control",
            0x100,
            6,
            reset=0b10,
            read=lambda view: view.word("control") & 0x3E | view.machine.sync_bit(5 + number),
            doc="bit 0: sync bit (read only), 1: phase detector on, 2-5: twice the frequency for "
            "sine, cosine, demodulating sine, demodulating cosine",
        ),
        Register("start_phase", 0x104, doc="phase of the demodulation, 2^32 = 360 degrees"),
        Register(
            "frequency",
            0x108,
            write=_start_average,
            to_write=Needs.SIGNALS,
            doc="phase per clock: frequency / 125 MHz * 2^32",
            effect="any value starts an average of the network analyser",
        ),
        Register(
            "output_select",
            0x10C,
            4,
            doc="bus signal: 0 first quadrature, 1 modulated output, 2 phase detector, else 0",
        ),
        Register("gain1", 0x110, GAIN_BITS, doc="first quadrature to sine, signed, 2048 = 1"),
        Register("gain2", 0x114, GAIN_BITS, doc="amplitude of the sine, signed, 2^17 per V"),
        Register("gain3", 0x118, GAIN_BITS, doc="both quadratures to the bus signal, signed"),
        Register("gain4", 0x11C, GAIN_BITS, doc="second quadrature to cosine, signed, 2048 = 1"),
        Register(
            "input_filter",
            0x120,
            to_write=Needs.SIGNALS,
            doc="input filter, one stage (see Filters)",
        ),
        Register(
            "quadrature_filter",
            0x124,
            to_write=Needs.SIGNALS,
            doc="filter of both quadratures, 2 stages, of iq2 4 stages (see Filters)",
        ),
        Register("averages", 0x130, doc="network analyser: clocks of an average"),
        Register("sleep", 0x134, doc="network analyser: clocks before an average"),
        _sum_register("sum1", 0x140, 0),
        _sum_register("sum1", 0x144, 31),
        _sum_register("sum2", 0x148, 0),
        _sum_register("sum2", 0x14C, 31),
        status(
            "detector",
            0x150,
            lambda view: view.get("modulator.detector") & 0x3FFF,
            Needs.SIGNALS,
            bits=14,
            doc="output of the phase detector, signed",
        ),
        constant("lookup_size_bits", 0x200, 11, "bits of the index of a quarter sine"),
        constant("lookup_bits", 0x204, 17, "bits of a value of the sine"),
        constant("phase_bits", 0x208, 32, "bits of the phase"),
        constant("gain_bits", 0x20C, GAIN_BITS, "bits of the gains"),
        constant("signal_bits", 0x210, 14, "bits of a bus signal"),
        constant("filter_bits", 0x214, demodulator.QUADRATURE_BITS, "bits of the quadratures"),
        constant("shift_bits", 0x218, 8, "binary digits of the gains after the point"),
        constant("input_filter_stages", 0x220, 1, "stages of the input filter"),
        constant("input_filter_shift_bits", 0x224, 5, "bits of a stage that give its bandwidth"),
        constant("input_filter_minimum_bandwidth", 0x228, 50, "smallest bandwidth, Hz"),
        constant(
            "quadrature_filter_stages",
            0x230,
            4 if number == 2 else 2,
            "stages of the quadrature filters",
        ),
        constant(
            "quadrature_filter_shift_bits", 0x234, 5, "bits of a stage that give its bandwidth"
        ),
        constant("quadrature_filter_minimum_bandwidth", 0x238, 10, "smallest bandwidth, Hz"),
    )


IqWords = words_type("IqWords", table(0))
load_words = layout.loader(IqWords)
load = layout.loader(Iq)
store = layout.storer(Iq)


class Settings(NamedTuple):
    """The registers of one IQ, decoded for the kernels."""

    oscillator: oscillator.Settings
    demodulator: demodulator.Settings
    modulator: modulator.Settings


@formula
def settings(words: np.ndarray, base: int, number: int, sync: int) -> Settings:
    """Decode the registers; the oscillator runs while the module's `sync` bit is 1."""
    word = load_words(words, base)
    return Settings(
        oscillator.Settings(
            sync,
            bit(word.control, 2),
            bit(word.control, 3),
            bit(word.control, 4),
            bit(word.control, 5),
            word.start_phase,
            word.frequency,
        ),
        demodulator.Settings(
            word.input_filter,
            # Only iq2 has four quadrature stages, the others two.
            word.quadrature_filter if number == 2 else word.quadrature_filter & 0xFFFF,
        ),
        modulator.Settings(
            bit(word.control, 1),
            word.output_select,
            wrap(word.gain1, GAIN_BITS),
            wrap(word.gain2, GAIN_BITS) >> 4,
            wrap(word.gain3, GAIN_BITS),
            wrap(word.gain4, GAIN_BITS),
        ),
    )


@formula
def step(iq: Iq, cfg: Settings, sample: int) -> Iq:
    """One clock with the bus sample `sample` at the input."""
    wave = iq.oscillator.wave
    filtered, q1, q2, following = step_demodulator(iq.demodulator, cfg.demodulator, sample, wave)
    return Iq(
        step_oscillator(iq.oscillator, cfg.oscillator),
        following,
        step_modulator(iq.modulator, cfg.modulator, filtered, q1, q2, wave),
    )


def block(number: int) -> Block:
    """IQ 0, 1 or 2."""
    return Block(f"iq{number}", 0x40350000 + 0x10000 * number, table(number), RESET, Settings)


load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
OSCILLATOR = layout.index(Iq, "oscillator")
DEMODULATOR = layout.index(Iq, "demodulator")
MODULATOR = layout.index(Iq, "modulator")
PHASE = layout.index(Iq, "oscillator.phase")
DIRECT_OUT = layout.index(Iq, "modulator.direct")
QUADRATURE2 = layout.index(Iq, "modulator.quadrature2")
#: Fields that output_select 0, 1, 2 put on the bus.
SIGNAL_OUT = tuple(
    layout.index(Iq, f"modulator.{name}") for name in ("quadrature1", "direct", "detector")
)
OUTPUT_SELECT = layout.index(Settings, "modulator.output_select")


@formula
def signal(state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int) -> int:
    """The bus signal of the module, combinational (13.B.19)."""
    select = cfg[cfg_base + OUTPUT_SELECT]
    return state[base + SIGNAL_OUT[select]] if select < len(SIGNAL_OUT) else 0


@formula
def jump(state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, n: int) -> None:
    """Let the phase run on for `n` clocks; everything behind it is left as it is."""
    settings = load_settings(cfg, cfg_base).oscillator
    state[base + PHASE] = jump_phase(state[base + PHASE], settings, n)


@clocked
def clock(state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, sample: int) -> None:
    """One clock of the module whose state starts at `state[base]`; see `step`."""
    store(state, base, step(load(state, base), load_settings(cfg, cfg_base), sample))
