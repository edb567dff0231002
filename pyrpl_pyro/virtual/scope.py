"""Oscilloscope: decimation, triggers and the acquisition state machine.

REGISTERS.md 8, corrected by 13.A.1, 13.A.2, 13.A.6, 13.A.9, 13.B.11-13.
"""

from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import bit, flag, wrap
from .compiling import clocked, formula
from .debounce import Line, jump_idle_line, line_pulse, step_line
from .registers import WORD, Block, BlockView, Needs, Register, status, words_type
from .schmitt import Schmitt, step_schmitt

BASE = 0x40100000
BUFFER_BASE = (0x10000, 0x20000)
BUFFER_BITS = 14
BUFFER_LENGTH = 1 << BUFFER_BITS


class Scope(NamedTuple):
    """Flip-flops of the scope."""

    arm: int
    reset: int
    software_trigger: int
    source: int
    decimation_count: int
    sum1: int
    sum2: int
    data1: int
    data2: int
    data_valid: int
    writing: int
    pointer: int
    pointer_current: int
    pointer_trigger: int
    written: int
    delay_running: int
    delay_left: int
    trigger: int
    triggered: int
    timestamp: int
    upper: int
    lower: int
    pretrigger: int
    pretrigger_done: int
    schmitt1: Schmitt
    schmitt2: Schmitt
    external_rising: Line
    external_falling: Line
    asg0: Line
    asg1: Line


RESET = layout.zeros(Scope)


def _read_control(view: BlockView) -> int:
    return view.get("writing") | view.get("delay_running") << 2 | view.word("control")


def _write_control(view: BlockView, word: int) -> None:
    view.set_word("control", word & 8)
    view.put("arm", word & 1)
    view.put("reset", (word >> 1) & 1)


def _write_source(view: BlockView, word: int) -> None:
    view.put("source", word & 0xF)
    if word & 0xF == 1:
        view.put("software_trigger", 1)


TABLE = (
    Register(
        "control",
        0x0,
        4,
        read=_read_control,
        write=_write_control,
        to_read=Needs.STATE,
        to_write=Needs.SIGNALS,
        doc="bit 0: writing, bit 2: trigger delay running, bit 3: go on writing after the end",
        effect="bit 0 arms, bit 1 resets the acquisition; only bit 3 is stored",
    ),
    Register(
        "source",
        0x4,
        4,
        stored=False,
        read=lambda view: view.get("source"),
        write=_write_source,
        to_read=Needs.STATE,
        to_write=Needs.SIGNALS,
        doc="trigger source: 0 off, 1 immediately, 2/3 ch1 and 4/5 ch2 rising/falling, 6/7 "
        "DIO0_P rising/falling, 8/9 asg0/asg1, 10 trig; 0 again when the acquisition ends",
        effect="1 triggers at once",
    ),
    Register("threshold", 0x8, 14, doc="trigger level of both channels, signed, 8192 per V"),
    Register("delay", 0x10, reset=0x2000, doc="samples after the trigger"),
    Register("decimation", 0x14, 17, reset=0x2000, doc="clocks per sample"),
    status(
        "pointer_current",
        0x18,
        lambda view: view.get("pointer_current"),
        bits=14,
        doc="position of the last sample in the buffers",
    ),
    status(
        "pointer_trigger",
        0x1C,
        lambda view: view.get("pointer_trigger"),
        bits=14,
        doc="position of the last sample at the trigger",
    ),
    Register("hysteresis", 0x20, 14, reset=20, doc="hysteresis of both channels, 8192 per V"),
    Register("average", 0x28, 1, doc="1: samples are means over the decimation"),
    status(
        "written",
        0x2C,
        lambda view: view.get("written"),
        doc="samples since it was armed, up to the trigger",
    ),
    Register(
        "debounce", 0x90, 20, reset=62500, doc="clocks that DIO0_P and asg triggers are ignored for"
    ),
    status(
        "input1",
        0x154,
        lambda view: view.machine.selected_input(8) & 0x3FFF,
        Needs.SIGNALS,
        bits=14,
        doc="signal at the input of channel 1 now, signed",
    ),
    status(
        "input2",
        0x158,
        lambda view: view.machine.selected_input(9) & 0x3FFF,
        Needs.SIGNALS,
        bits=14,
        doc="signal at the input of channel 2 now, signed",
    ),
    status(
        "clock_low",
        0x15C,
        lambda view: view.machine.clock_counter & WORD,
        doc="clocks since the reset, low word",
    ),
    status(
        "clock_high",
        0x160,
        lambda view: view.machine.clock_counter >> 32,
        doc="clocks since the reset, high word",
    ),
    status(
        "timestamp_low",
        0x164,
        lambda view: view.get("timestamp") & WORD,
        doc="clock of the last trigger, low word",
    ),
    status(
        "timestamp_high",
        0x168,
        lambda view: view.get("timestamp") >> 32,
        doc="clock of the last trigger, high word",
    ),
    status(
        "pretrigger_done",
        0x16C,
        lambda view: view.get("pretrigger_done"),
        Needs.SIGNALS,
        bits=1,
        doc="1: enough samples before the trigger, which counts now",
    ),
)
ScopeWords = words_type("ScopeWords", TABLE)
load_words = layout.loader(ScopeWords)
load = layout.loader(Scope)
store = layout.storer(Scope)


class Settings(NamedTuple):
    """The scope's registers, decoded for the kernels."""

    keep_writing: int
    threshold: int
    hysteresis: int
    delay: int
    decimation: int
    average: int
    shift: int
    debounce: int


@formula
def settings(words: np.ndarray, base: int) -> Settings:
    """Decode the registers. `shift` is log2(decimation), or 0 if it is no power of two."""
    word = load_words(words, base)
    shift = 0
    for k in range(17):
        if word.decimation == 1 << k:
            shift = k
    return Settings(
        bit(word.control, 3),
        wrap(word.threshold, 14),
        word.hysteresis,
        word.delay,
        word.decimation,
        word.average,
        shift,
        word.debounce,
    )


@formula
def _selected_trigger(scope: Scope, dsp_trigger: int) -> int:
    source = scope.source
    if source == 1:
        return scope.software_trigger
    if source == 2:
        return scope.schmitt1.rising
    if source == 3:
        return scope.schmitt1.falling
    if source == 4:
        return scope.schmitt2.rising
    if source == 5:
        return scope.schmitt2.falling
    if source == 6:
        return line_pulse(scope.external_rising, 1)
    if source == 7:
        return line_pulse(scope.external_falling, 0)
    if source == 8:
        return line_pulse(scope.asg0, 1)
    if source == 9:
        return line_pulse(scope.asg1, 1)
    if source == 10:
        return dsp_trigger
    return 0


@formula
def decimated(cfg: Settings, sample: int, total: int) -> int:
    """The 14-bit value that the decimator hands on."""
    if cfg.average and cfg.decimation != 0:
        return wrap(total >> cfg.shift, 14)
    return sample


@formula
def step(
    scope: Scope,
    cfg: Settings,
    sample1: int,
    sample2: int,
    pin: int,
    done1: int,
    done2: int,
    dsp_trigger: int,
    counter: int,
    buffers: np.ndarray,
) -> Scope:
    """One clock. `counter` is the clock counter before this edge, `buffers` int16 (2, 16384)."""
    restart = scope.decimation_count >= cfg.decimation or scope.arm
    valid = flag(scope.decimation_count >= cfg.decimation)

    if scope.writing and scope.data_valid:
        buffers[0, scope.pointer] = scope.data1
        buffers[1, scope.pointer] = scope.data2
        pointer, pointer_current = (scope.pointer + 1) & (BUFFER_LENGTH - 1), scope.pointer
    else:
        pointer, pointer_current = scope.pointer, scope.pointer_current

    written = scope.written
    if scope.reset or scope.arm:
        written = 0
    if scope.writing and scope.data_valid and not scope.delay_running and scope.written < WORD:
        written = scope.written + 1

    finished = scope.delay_left == 0 and (scope.delay_running or scope.trigger)
    if scope.arm:
        writing = 1
    elif scope.reset or (finished and not cfg.keep_writing):
        writing = 0
    else:
        writing = scope.writing

    if scope.trigger and scope.pretrigger_done:
        delay_running = 1
    elif scope.reset or scope.arm or (scope.delay_running and scope.delay_left == 0):
        delay_running = 0
    else:
        delay_running = scope.delay_running

    if not scope.delay_running:
        delay_left = cfg.delay
    elif scope.writing and scope.data_valid:
        delay_left = (scope.delay_left - 1) & WORD
    else:
        delay_left = scope.delay_left

    pointer_trigger, timestamp = scope.pointer_trigger, scope.timestamp
    if scope.reset:
        pointer, pointer_current, pointer_trigger = 0, 0, 0
        timestamp = counter
    elif scope.trigger and scope.pretrigger_done and not scope.delay_running:
        pointer_trigger, timestamp = scope.pointer_current, counter

    if finished or scope.reset or scope.arm:
        triggered = 0
    elif scope.trigger and scope.writing:
        triggered = 1
    else:
        triggered = scope.triggered

    return Scope(
        0,
        0,
        0,
        0 if (finished or scope.reset) else scope.source,
        1 if restart else scope.decimation_count + 1,
        sample1 if restart else scope.sum1 + sample1,
        sample2 if restart else scope.sum2 + sample2,
        decimated(cfg, sample1, scope.sum1),
        decimated(cfg, sample2, scope.sum2),
        valid,
        writing,
        pointer,
        pointer_current,
        pointer_trigger,
        written,
        delay_running,
        delay_left,
        _selected_trigger(scope, dsp_trigger),
        triggered,
        timestamp,
        wrap(cfg.threshold + cfg.hysteresis, 14),
        wrap(cfg.threshold - cfg.hysteresis, 14),
        (BUFFER_LENGTH - cfg.delay) & (BUFFER_LENGTH - 1),
        flag(scope.written > scope.pretrigger or cfg.delay >= BUFFER_LENGTH),
        step_schmitt(
            scope.schmitt1, scope.data1, scope.data_valid, cfg.threshold, scope.upper, scope.lower
        ),
        step_schmitt(
            scope.schmitt2, scope.data2, scope.data_valid, cfg.threshold, scope.upper, scope.lower
        ),
        step_line(scope.external_rising, pin, 1, cfg.debounce),
        step_line(scope.external_falling, pin, 0, cfg.debounce),
        step_line(scope.asg0, done1, 1, cfg.debounce),
        step_line(scope.asg1, done2, 1, cfg.debounce),
    )


BLOCK = Block("scope", BASE, TABLE, RESET, Settings)
load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
TRIGGERED = layout.index(Scope, "triggered")
SOURCE = layout.index(Scope, "source")
LINES = tuple(
    layout.index(Scope, name) for name in ("external_rising", "external_falling", "asg0", "asg1")
)
load_line, store_line = layout.loader(Line), layout.storer(Line)


@formula
def jump_lines(state: np.ndarray, base: int, n: int) -> None:
    """Let the trigger lines of an idle scope pass `n` clocks."""
    for k in range(len(LINES)):
        at = base + LINES[k]
        store_line(state, at, jump_idle_line(load_line(state, at), n))


@clocked
def clock(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    sample1: int,
    sample2: int,
    pin: int,
    done1: int,
    done2: int,
    dsp_trigger: int,
    counter: int,
    buffers: np.ndarray,
) -> None:
    """One clock of the scope whose state starts at `state[base]`; see `step`."""
    store(
        state,
        base,
        step(
            load(state, base),
            load_settings(cfg, cfg_base),
            sample1,
            sample2,
            pin,
            done1,
            done2,
            dsp_trigger,
            counter,
            buffers,
        ),
    )
