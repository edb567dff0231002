"""Arbitrary signal generator, one channel (REGISTERS.md 7 and 13.A.4-5, 13.B.13-17)."""

from typing import NamedTuple

import numpy as np

from . import layout
from .arithmetic import bit, flag, saturate, widened, wrap
from .compiling import clocked, formula
from .debounce import Line, line_pulse, step_line
from .registers import BlockView, Register, constant, status, words_type

BASE = 0x40200000
TABLE_BASE = (0x10000, 0x20000)
TABLE_LENGTH = 16384
PHASE_BITS = 30
PHASE_MASK = (1 << PHASE_BITS) - 1
DEBOUNCE_CLOCKS = 62500
TICKS_PER_MICROSECOND = 125
ALL_ONES = 0xFFFFFFFF

SOFTWARE, RISING, FALLING, GATE, ALWAYS = 1, 2, 3, 4, 5


class Asg(NamedTuple):
    """Flip-flops of one channel."""

    pointer: int
    pointer_previous: int
    running: int
    repeating: int
    cycles_left: int
    repetitions_left: int
    delay_tick: int
    delay_left: int
    software_trigger: int
    trigger: int
    start_previous: int
    phase: int
    table_index: int
    sample0: int
    sample1: int
    product: int
    total: int
    out: int
    scope_phase: int
    advanced_triggered: int
    advanced_armed: int
    advanced_left: int
    rising: Line
    falling: Line


RESET = layout.zeros(Asg)._replace(scope_phase=0x3FFF, advanced_armed=1)


def _fire_software_triggers(view: BlockView, word: int) -> None:
    view.machine.views["asg0"].put("software_trigger", word & 1)
    view.machine.views["asg1"].put("software_trigger", (word >> 16) & 1)


# Bits 3 and 19 of the control word do not exist and read 0 (13.B.16).
CONTROL_MASK = 0xFFF7FFF7


def _keep_control(view: BlockView, word: int) -> None:
    view.set_word("control", word & CONTROL_MASK)
    _fire_software_triggers(view, word)


CONTROL_REGISTERS = (Register("control", 0x0, reset=0x02000200, write=_keep_control),)


def channel_registers(channel: int) -> tuple[Register, ...]:
    """The registers of channel 0 or 1 without the common control word."""
    shift = 0x20 * channel
    return (
        Register("amplitude", 0x04 + shift, reset=0x2000),
        Register("size", 0x08 + shift, PHASE_BITS, reset=PHASE_MASK),
        Register("offset", 0x0C + shift, PHASE_BITS),
        Register("step", 0x10 + shift, PHASE_BITS),
        constant("read_pointer", 0x14 + shift, 0),
        Register("cycles", 0x18 + shift),
        Register("repetitions", 0x1C + shift, 16),
        Register("delay", 0x20 + shift),
        status("scope_phase", 0x114 + shift, lambda view: view.get("scope_phase")),
        Register("advanced_delay_low", 0x118 + shift),
        Register("advanced_delay_high", 0x11C + shift),
    )


ControlWords = words_type("ControlWords", CONTROL_REGISTERS)
ChannelWords = words_type("ChannelWords", channel_registers(0))
load_control_words = layout.loader(ControlWords)
load_channel_words = layout.loader(ChannelWords)
load = layout.loader(Asg)
store = layout.storer(Asg)


class Settings(NamedTuple):
    """The registers of one channel, decoded for the kernels."""

    source: int
    wrap: int
    reset: int
    zero: int
    release_gate: int
    advanced_reset: int
    advanced_invert: int
    advanced_rearm: int
    random: int
    gain: int
    dc: int
    size: int
    offset: int
    step: int
    cycles: int
    repetitions: int
    delay: int
    advanced_delay: int


@formula
def settings(words: np.ndarray, control_base: int, channel_base: int, channel: int) -> Settings:
    """Decode the registers of `channel`."""
    control = load_control_words(words, control_base).control >> (16 * channel)
    word = load_channel_words(words, channel_base)
    return Settings(
        control & 7,
        bit(control, 4),
        bit(control, 6),
        bit(control, 7),
        bit(control, 8),
        bit(control, 9),
        bit(control, 10),
        bit(control, 11),
        bit(control, 12),
        word.amplitude & 0x3FFF,
        wrap(word.amplitude >> 16, 14),
        word.size,
        word.offset,
        word.step,
        word.cycles,
        word.repetitions,
        word.delay,
        word.advanced_delay_low | (word.advanced_delay_high << 32),
    )


@formula
def advanced_level(asg: Asg, cfg: Settings, pin: int) -> int:
    """Level that the advanced trigger of this channel gives to the *other* channel."""
    return pin if cfg.advanced_reset else cfg.advanced_invert ^ asg.advanced_triggered


@formula
def _overflow(asg: Asg, cfg: Settings) -> tuple[int, bool]:
    """(next pointer minus table size, whether the table end is passed); see 13.A.4."""
    beyond = (asg.pointer + cfg.step - cfg.size - 1) & 0x7FFFFFFF
    return beyond & PHASE_MASK, (beyond >> PHASE_BITS) == 0


@formula
def trigger_done(asg: Asg, cfg: Settings) -> int:
    """Level of the line to the scope's asg trigger: a start or a table wrap."""
    _, over = _overflow(asg, cfg)
    return flag(over or (asg.repeating == 0 and asg.trigger != 0))


@formula
def _selected_trigger(asg: Asg, cfg: Settings, level: int) -> int:
    if cfg.source == SOFTWARE:
        return asg.software_trigger
    if cfg.source == RISING:
        return line_pulse(asg.rising, 1)
    if cfg.source == FALLING:
        return line_pulse(asg.falling, 0)
    if cfg.source == GATE:
        return level
    return flag(cfg.source == ALWAYS)


@formula
def _step_advanced(asg: Asg, cfg: Settings, pin: int) -> tuple[int, int, int]:
    """Next (triggered, armed, counter) of the advanced trigger (13.B.14)."""
    triggered, armed, left = asg.advanced_triggered, asg.advanced_armed, asg.advanced_left
    if cfg.advanced_reset:
        return 0, 1, cfg.advanced_delay
    if triggered:
        if left != 0:
            return triggered, armed, left - 1
        if cfg.advanced_rearm:
            return pin, 1, cfg.advanced_delay
        return 0, 0, left
    if armed:
        return pin, armed, cfg.advanced_delay
    return triggered, armed, left


@formula
def step(
    asg: Asg,
    cfg: Settings,
    pin: int,
    level: int,
    random_index: int,
    scope_triggered: int,
    table: np.ndarray,
) -> Asg:
    """One clock of a channel.

    `pin` is DIO0_P, `level` the other channel's advanced trigger, `random_index` the noise
    generator's table index, `scope_triggered` the scope's flag, `table` int16 (16384,).
    """
    beyond, over = _overflow(asg, cfg)
    start = (asg.repeating == 0 and asg.trigger != 0) or (
        asg.repeating != 0 and asg.repetitions_left != 0 and asg.delay_left == 0
    )

    pointer = asg.pointer
    if cfg.reset or (start and not asg.running):
        pointer = cfg.offset
    elif asg.running:
        if over:
            pointer = beyond if cfg.wrap else cfg.offset
        else:
            pointer = (asg.pointer + cfg.step) & PHASE_MASK

    if start and not cfg.reset:
        running, repeating = 1, 1
    else:
        stop = cfg.reset or (asg.cycles_left == 1 and over)
        running = 0 if stop else asg.running
        repeating = 0 if (cfg.reset or asg.repetitions_left == 0) else asg.repeating

    if start:
        cycles_left = cfg.cycles
    elif asg.start_previous == 0 and asg.cycles_left != 0 and asg.pointer_previous > asg.pointer:
        cycles_left = asg.cycles_left - 1
    else:
        cycles_left = asg.cycles_left

    if asg.trigger and not asg.running:
        repetitions_left = cfg.repetitions
    elif (
        not cfg.release_gate
        and asg.repetitions_left != 0
        and asg.repeating
        and start
        and not asg.running
    ):
        repetitions_left = asg.repetitions_left - 1
    elif cfg.release_gate and (
        (cfg.source == RISING and level == 0) or (cfg.source == FALLING and level == 1)
    ):
        repetitions_left = 0
    else:
        repetitions_left = asg.repetitions_left

    last_tick = asg.delay_tick == TICKS_PER_MICROSECOND - 1
    delay_tick = 0 if (asg.running or last_tick) else asg.delay_tick + 1
    if cfg.reset or asg.running:
        delay_left = cfg.delay
    elif asg.delay_left != 0 and last_tick:
        delay_left = asg.delay_left - 1
    else:
        delay_left = asg.delay_left

    triggered, armed, left = _step_advanced(asg, cfg, pin)
    table_index = asg.pointer >> 16
    return Asg(
        pointer,
        asg.pointer,
        running,
        repeating,
        cycles_left,
        repetitions_left,
        delay_tick,
        delay_left,
        0,
        _selected_trigger(asg, cfg, level),
        flag(start),
        table_index,
        random_index if cfg.random else table_index,
        widened(table[asg.table_index]),
        asg.sample0,
        asg.sample1 * cfg.gain,
        wrap((asg.product >> 13) + cfg.dc, 15),
        0 if cfg.zero else saturate(asg.total, 14),
        asg.phase if scope_triggered else asg.scope_phase,
        triggered,
        armed,
        left,
        step_line(asg.rising, level, 1, DEBOUNCE_CLOCKS),
        step_line(asg.falling, level, 0, DEBOUNCE_CLOCKS),
    )


load_settings = layout.loader(Settings)
store_settings = layout.storer(Settings)
OUT = layout.index(Asg, "out")
PHASE = layout.index(Asg, "phase")


@clocked
def clock(
    state: np.ndarray,
    base: int,
    cfg: np.ndarray,
    cfg_base: int,
    pin: int,
    level: int,
    random_index: int,
    scope_triggered: int,
    table: np.ndarray,
) -> None:
    """One clock of the channel whose state starts at `state[base]`; see `step`."""
    store(
        state,
        base,
        step(
            load(state, base),
            load_settings(cfg, cfg_base),
            pin,
            level,
            random_index,
            scope_triggered,
            table,
        ),
    )


@formula
def lines(
    state: np.ndarray, base: int, cfg: np.ndarray, cfg_base: int, pin: int
) -> tuple[int, int]:
    """(level for the other channel, trigger done) of the channel at `state[base]`."""
    asg = load(state, base)
    settings = load_settings(cfg, cfg_base)
    return advanced_level(asg, settings, pin), trigger_done(asg, settings)
