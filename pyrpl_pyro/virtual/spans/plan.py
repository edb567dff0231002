"""What has to be computed on a board, and in which order.

From the parts that remember something (`activity.sinks`) the routing is followed back to
everything that they depend on; the rest of the board is left alone. Parts that depend on each
other in a circle form the loop, which runs in pieces no longer than the latency around it.
"""

from typing import NamedTuple

import numpy as np

from .. import asg, iq, layout, pid, routing
from ..cable import CONSTANT, DELAY, MODE, OUTSIDE
from ..fabric import SETTINGS, STATE, WORDS
from ..filters import STAGES_ON
from ..memory import Memory
from ..outside import DRIVES, PWM0, USES
from ..scope import SOURCE
from . import operations as op
from .modulator import DETECTOR_SIGNAL, DIRECT_SIGNAL, QUADRATURE_SIGNAL
from .outputs import SUM_LATENCY
from .rows import SPAN

TRIG_SIGNAL, IIR_SIGNAL, FIRST_IQ, FIRST_ASG = 3, 4, 5, 8
SCOPE_INPUTS = (8, 9)
PWM_INPUT = 10
ASG_SOURCES, DSP_SOURCE = (8, 9), 10
RANDOM = layout.index(asg.Settings, "random")


class Plan(NamedTuple):
    """Operations for the engine: int64 (3, COUNT + 1) and (OPTIONS,)."""

    lists: np.ndarray
    options: np.ndarray


class _Registers:
    """The registers that the planning looks at."""

    def __init__(self, memory: Memory) -> None:
        words = memory.words.tolist()
        cfg = memory.cfg.tolist()
        dsp = WORDS["dsp"]
        self.inputs = words[dsp + routing.INPUT_WORD :][: routing.INPUTS]
        self.outputs = words[dsp + routing.OUTPUT_WORD :][: routing.OUTPUTS]
        self.digital_loop = bool(words[WORDS["hk"]])
        self.iqs = [layout.read(iq.Settings, cfg, SETTINGS[f"iq{k}"]) for k in range(3)]
        self.pids = [layout.read(pid.Settings, cfg, SETTINGS[f"pid{k}"]) for k in range(3)]
        self.random = [cfg[SETTINGS[f"asg{k}"] + RANDOM] for k in range(2)]
        self.delays = memory.delays.tolist()
        self.outside = self.delays[0][MODE] == OUTSIDE and not self.digital_loop
        self.drives = [k for k in range(DRIVES) if int(memory.settings[USES]) >> k & 1]
        self.source = int(memory.state[STATE["scope"] + SOURCE])

    def is_constant(self, number: int) -> bool:
        """True if the output of a PID stays: neither gain acts."""
        settings = self.pids[number]
        proportional = settings.kp != 0 and not settings.pause_proportional
        integral = settings.ki != 0 and not settings.pause_integral
        return not proportional and not integral


def nothing_to_do() -> Plan:
    """A plan without operations."""
    return Plan(np.full((op.LISTS, op.COUNT + 1), op.END, np.int64), np.zeros(op.OPTIONS, np.int64))


def make_plan(memory: Memory, sinks: int) -> Plan | None:
    """Plan for the operations whose bits are set in `sinks`, with all that they depend on.

    None if the generic kernel has to do it: differential PIDs with filters, and a plant that is
    driven by a PWM which takes one of the inputs.
    """
    registers = _Registers(memory)
    for number in (0, 1):
        if registers.pids[number].differential and registers.pids[1 - number].filter & STAGES_ON:
            return None
    if registers.outside and any(
        drive >= PWM0 and registers.inputs[PWM_INPUT + drive - PWM0] in (routing.IN1, routing.IN2)
        for drive in registers.drives
    ):
        return None
    needs: dict[int, list[int]] = {}
    waiting = [number for number in range(op.COUNT) if sinks >> number & 1]
    while waiting:
        operation = waiting.pop()
        if operation not in needs:
            needs[operation] = _dependencies(operation, registers)
            waiting.extend(needs[operation])
    before, loop, after = _order(needs)
    plan = nothing_to_do()
    for row, operations in zip(plan.lists, (before, loop, after), strict=True):
        row[: len(operations)] = operations
    options = plan.options
    options[op.LOOP_LENGTH] = _loop_length(loop, needs, registers)
    scope_runs = op.SCOPE in needs
    options[op.SCOPE_NEEDED] = scope_runs
    options[op.DONE_NEEDED] = scope_runs and registers.source in ASG_SOURCES
    options[op.DSP_NEEDED] = scope_runs and registers.source == DSP_SOURCE
    options[op.NOISE_NEEDED] = op.NOISE in needs
    options[op.OSCILLATORS] = _bits(needs, op.OSCILLATOR, 3)
    options[op.SUMS] = _bits(needs, op.SUM, 2)
    options[op.INPUTS] = _bits(needs, op.INPUT, 2)
    return plan


def _bits(needs: dict[int, list[int]], first: int, count: int) -> int:
    return sum(1 << k for k in range(count) if first + k in needs)


def _signal(signal: int, registers: _Registers) -> list[int]:
    """The operation that computes a bus signal, in a list; empty for a constant."""
    if signal < TRIG_SIGNAL:
        return [] if registers.is_constant(signal) else [op.PID + signal]
    if signal == TRIG_SIGNAL:
        return [op.TRIG]
    if signal == IIR_SIGNAL:
        return [op.IIR]
    if signal < FIRST_ASG:
        number = signal - FIRST_IQ
        select = registers.iqs[number].modulator.output_select
        if select == DIRECT_SIGNAL:
            return [_direct(number, registers)]
        computed = select in (QUADRATURE_SIGNAL, DETECTOR_SIGNAL)
        return [op.QUADRATURE + number] if computed else []
    if signal < routing.IN1:
        return [op.ASG + signal - FIRST_ASG]
    if signal < routing.OUT1:
        return [op.INPUT + signal - routing.IN1]
    if signal <= routing.OUT2:
        return [op.SUM + signal - routing.OUT1]
    return [op.QUADRATURE + 2] if signal < routing.OFF else []


def _direct(number: int, registers: _Registers) -> int:
    """The operation that computes the direct output of an IQ."""
    modulator = registers.iqs[number].modulator
    feedback = modulator.gain1 or modulator.gain4
    return (op.FEEDBACK if feedback else op.CARRIER) + number


def _dependencies(operation: int, registers: _Registers) -> list[int]:
    if operation < op.ASG or op.OSCILLATOR <= operation < op.DEMODULATOR:
        return []
    if operation < op.OSCILLATOR:
        return [op.NOISE] if registers.random[operation - op.ASG] else []
    if operation < op.CARRIER:
        number = operation - op.DEMODULATOR
        source = registers.inputs[FIRST_IQ + number]
        return [op.OSCILLATOR + number, *_signal(source, registers)]
    if operation < op.FEEDBACK:
        return [op.OSCILLATOR + operation - op.CARRIER]
    if operation < op.PID:
        number = (operation - op.FEEDBACK) % 3
        return [op.OSCILLATOR + number, op.DEMODULATOR + number]
    if operation < op.TRIG:
        number = operation - op.PID
        sources = [registers.inputs[number]]
        if number < 2 and registers.pids[number].differential:
            sources.append(registers.inputs[1 - number])
        return [needed for source in sources for needed in _signal(source, registers)]
    if operation < op.SUM:
        source = registers.inputs[TRIG_SIGNAL if operation == op.TRIG else IIR_SIGNAL]
        return _signal(source, registers)
    if operation < op.INPUT:
        return _routed(operation - op.SUM, registers)
    if operation < op.SCOPE:
        channel = operation - op.INPUT
        if registers.outside:
            return [op.INPUT] if channel else _driving(registers)
        connected = registers.digital_loop or registers.delays[channel][MODE] != CONSTANT
        return [op.SUM + channel] if connected else []
    triggers = [op.TRIG] if registers.source == DSP_SOURCE else []
    sources = [registers.inputs[module] for module in SCOPE_INPUTS]
    return triggers + [needed for source in sources for needed in _signal(source, registers)]


def _driving(registers: _Registers) -> list[int]:
    """What the plant takes."""
    needed = []
    for drive in registers.drives:
        if drive < PWM0:
            needed.append(op.SUM + drive)
        else:
            needed += _signal(registers.inputs[PWM_INPUT + drive - PWM0], registers)
    return needed


def _routed(channel: int, registers: _Registers) -> list[int]:
    """What is added to an output."""
    needed = []
    for module, outputs in enumerate(registers.outputs):
        if outputs >> channel & 1:
            if FIRST_IQ <= module < FIRST_ASG:
                needed.append(_direct(module - FIRST_IQ, registers))
            else:
                needed.extend(_signal(module, registers))
    return needed


def _order(needs: dict[int, list[int]]) -> tuple[list[int], list[int], list[int]]:
    """Operations before, in and after the loop, each in an order in which they can run."""
    before = _sorted_by(needs, set(needs))
    rest = set(needs) - set(before)
    users: dict[int, list[int]] = {operation: [] for operation in needs}
    for operation, needed in needs.items():
        for each in needed:
            users[each].append(operation)
    after = _sorted_by(users, set(rest))[::-1]
    loop = rest - set(after)
    crossings = {each for each in loop if op.SUM <= each < op.SCOPE}
    inner = _sorted_by(needs, loop - crossings)
    # Modules that feed each other directly have no such order; they run clock by clock.
    circular = loop - crossings - set(inner)
    return before, sorted(crossings) + inner + sorted(circular), after


def _sorted_by(needs: dict[int, list[int]], candidates: set[int]) -> list[int]:
    """Those of `candidates` that can be put after all candidates that they need, so ordered."""
    ordered: list[int] = []
    waiting = set(candidates)
    while True:
        ready = [each for each in sorted(waiting) if not waiting.intersection(needs[each])]
        if not ready:
            return ordered
        ordered += ready
        waiting.difference_update(ready)


def _loop_length(loop: list[int], needs: dict[int, list[int]], registers: _Registers) -> int:
    """Clocks that every operation of the loop can compute before it needs the others' result."""
    modules = {each for each in loop if not op.SUM <= each < op.SCOPE}
    if set(_sorted_by(needs, modules)) != modules:
        return 1
    length = SPAN
    for module in modules:
        for needed in needs[module]:
            if needed not in loop:
                continue
            if op.SUM <= needed < op.INPUT or (needed >= op.INPUT and registers.digital_loop):
                length = min(length, SUM_LATENCY + 1)
            elif needed >= op.INPUT:
                delay = registers.delays[needed - op.INPUT][DELAY]
                length = min(length, SUM_LATENCY + 2 + delay)
    return length
