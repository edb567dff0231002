"""The logic of a board without any notion of when: memories, registers, and `run`."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from . import activity, kernel
from .bus import DECODED, Region, Target, decode_address
from .cable import DELAY, MODE, OUTSIDE, Cable, Constant, clip, store_cable
from .compiling import prepare
from .disturbance import skip
from .fabric import BLOCKS, STATE, WORDS
from .memory import reset_memory
from .noise import powers_of_step
from .outside import ADDRESS, MEMORY, PWM0, PWM_LATENCY, SEED, USES
from .plants import Plant
from .plants.compiled import compiled, vectors
from .registers import WORD, BlockView, Needs, Register
from .routing import PIN1, PIN2
from .scope import BUFFER_LENGTH
from .spans.engine import run_plan
from .spans.plan import Plan, nothing_to_do
from .spans.rows import new_rows, new_totals

NO_INPUTS = np.zeros((2, 0), np.int16)
NO_TRACE = np.zeros((0, kernel.TRACE_COLUMNS), np.int16)
PIN_MASK = 0xFF
SECONDS_PER_CLOCK = 8e-9
DRIVE_NAMES = ("out1", "out2", "pwm0", "pwm1")


class Port(NamedTuple):
    """One address: how to read and write it, and what has to be up to date for that.

    Without a reader the address reads 0, without a writer a write has no effect.
    """

    target: Target
    read: Callable[[], int] | None
    write: Callable[[int], None] | None
    to_read: Needs = Needs.NOTHING
    to_write: Needs = Needs.NOTHING
    pending: Callable[[], bool] | None = None


class Machine:
    """The fabric in the state at the end of the hardware reset (clock 16).

    Attributes
    ----------
    cycle:
        Number of clocks since power-up.
    pins:
        External level of the exp_p pins, 8 bits.
    plant_memory:
        Clocks that the plant remembers.
    memory:
        All arrays, see `memory.Memory`.
    """

    def __init__(self) -> None:
        self.memory = reset_memory()
        self.cycle = kernel.RESET_CLOCKS
        self.pins = 0
        self.plant_memory = 0
        self.views: dict[str, BlockView] = {}
        self._registers: dict[int, tuple[Any, ...]] = {}
        self._stored: dict[int, Callable[[], int]] = {}
        for block in BLOCKS:
            view = BlockView(
                block,
                self.memory.words[WORDS[block.name] :],
                self.memory.state[STATE[block.name] :],
                self,
            )
            self.views[block.name] = view
            for register in block.table:
                address = (block.base + register.offset) & DECODED
                if register.stored:
                    self._stored[address] = partial(view.word, register.name)
                elif register.read is not None and register.to_read is Needs.NOTHING:
                    self._stored[address] = partial(register.read, view)
                self._registers[address] = (
                    _reader(view, register),
                    partial(_write, view, register),
                    register.to_read,
                    register.to_write,
                    None if register.pending is None else partial(register.pending, view),
                )
        self.decode()
        self.powers = powers_of_step()
        self._rows = new_rows()
        self._totals = new_totals()

    def prepare(self, progress: Callable[[str], None]) -> None:
        """Compile or load all kernels; `progress` is told of each that is compiled."""
        here: dict[Any, Callable[[], object]] = {
            kernel.read_bus: self.signals,
            activity.sinks: self.sinks,
            run_plan: partial(self.run_plan, 0, nothing_to_do()),
        }
        code = (
            f"from {__name__} import Machine\n"
            "for call in Machine().prepared_elsewhere().values():\n    call()"
        )
        prepare(here, self.prepared_elsewhere(), code, progress)

    def prepared_elsewhere(self) -> dict[Any, Callable[[], object]]:
        """Kernels that take about half of the compilation time, and what compiles each."""
        return {activity.jump: partial(self.jump, 0, 0), kernel.run: partial(self.run, 0)}

    @property
    def clock_counter(self) -> int:
        """Number of clocks since the end of the reset, as the 64-bit counters show it."""
        return self.cycle - kernel.RESET_CLOCKS

    def run(self, n: int) -> None:
        """Advance by `n` clocks."""
        kernel.run(n, self.cycle, self.pins, *self.memory, False, False, NO_INPUTS, NO_TRACE)
        self.cycle += n

    def run_plan(self, n: int, plan: Plan) -> None:
        """Advance only what `plan` names by `n` clocks; signals outside it are left as they are."""
        run_plan(
            n,
            self.cycle,
            self.pins,
            *self.memory,
            self._rows,
            self._totals,
            self.powers,
            *plan,
        )
        self.cycle += n

    def jump(self, n: int, single_steps: int) -> int:
        """Skip up to `n` clocks of a board without sinks; returns how many (`activity.jump`)."""
        memory = self.memory
        done = activity.jump(n, single_steps, self.pins, memory.cfg, memory.state, self.powers)
        self.cycle += done
        skip(memory.surroundings, done, self.cycle, int(memory.settings[SEED]))
        return done

    @property
    def is_rolling(self) -> bool:
        """True if the scope writes for ever, with no trigger selected or under way."""
        scope = self.views["scope"]
        busy = ("source", "arm", "reset", "software_trigger", "trigger", "delay_running")
        return bool(scope.get("writing")) and not any(scope.get(name) for name in busy)

    @property
    def rolling_memory(self) -> int:
        """Clocks that the scope takes to fill its buffer, and two samples more."""
        return (BUFFER_LENGTH + 2) * self._decimation

    @property
    def _decimation(self) -> int:
        return max(1, self.views["scope"].word("decimation"))

    def skip_rolling(self, n: int, single_steps: int) -> None:
        """Skip about `n` clocks of a board on which only a rolling scope is busy.

        The write pointer moves on as if it had written; its buffer is right again after
        `rolling_memory` computed clocks.
        """
        samples = max(0, n) // self._decimation
        samples = self.jump(samples * self._decimation, single_steps) // self._decimation
        if samples:
            scope = self.views["scope"]
            pointer = scope.get("pointer") + samples
            scope.put("pointer", pointer % BUFFER_LENGTH)
            scope.put("pointer_current", (pointer - 1) % BUFFER_LENGTH)
            scope.put("written", min(scope.get("written") + samples, WORD))

    def sinks(self) -> int:
        """See `activity.sinks`."""
        memory = self.memory
        return activity.sinks(
            memory.words, memory.cfg, memory.state, memory.delays, memory.settings
        )

    def record(self, n: int, in1: np.ndarray | None, in2: np.ndarray | None) -> np.ndarray:
        """Advance by `n` clocks and return all signals; see `VirtualBoard.record`."""
        inputs = np.zeros((2, n), np.int16)
        for row, samples in zip(inputs, (in1, in2), strict=True):
            if samples is not None:
                row[:] = samples
        trace = np.empty((n, kernel.TRACE_COLUMNS), np.int16)
        driven = in1 is not None, in2 is not None
        kernel.run(n, self.cycle, self.pins, *self.memory, *driven, inputs, trace)
        self.cycle += n
        return trace

    def signals(self) -> np.ndarray:
        """The bus signals now, int64 (16,), valid until the next call."""
        memory = self.memory
        kernel.read_bus(memory.bus, memory.words, memory.state, memory.cfg)
        return memory.bus

    def selected_input(self, module: int) -> int:
        """The signal that input `module` of the routing takes now."""
        selected = self.views["dsp"].word(f"input{module}")
        return int(self.signals()[selected])

    def sync_bit(self, module: int) -> int:
        """The sync bit of DSP module 0-7."""
        return self.views["dsp"].word("sync") >> module & 1

    def port(self, address: int) -> "Port":
        """What a bus access to `address` reads and writes."""
        target = decode_address(address)
        if target.region is Region.SCOPE_BUFFER:
            return Port(target, partial(self._read_sample, target), None, Needs.STATE)
        if target.region is Region.ASG_TABLE:
            return Port(target, None, partial(self._write_code, target))
        if target.region is Region.COEFFICIENT:
            return Port(target, None, partial(self._write_coefficient, target))
        register = self._registers.get(address & DECODED)
        if register is None:
            return Port(target, None, None)
        return Port(target, *register)

    def stored_word(self, address: int) -> int:
        """The stored word of the register at `address`; 0 if it stores none."""
        return self._stored[address & DECODED]() if address & DECODED in self._stored else 0

    def decode(self) -> None:
        """Let the stored registers take effect after a write."""
        kernel.decode(self.memory.words, self.memory.cfg)

    def read_buffer(self, target: Target, n: int) -> np.ndarray:
        """`n` words of a scope buffer: uint32 (n,)."""
        samples = self.memory.buffers[target.channel, target.word : target.word + n]
        return samples.astype(np.uint32) & 0x3FFF

    def write_table(self, target: Target, words: np.ndarray) -> None:
        """Fill an ASG table from `target` on with the low 14 bits of `words` (int64)."""
        codes = (words << 50) >> 50
        self.memory.tables[target.channel, target.word : target.word + len(words)] = codes

    def _read_sample(self, target: Target) -> int:
        return int(self.memory.buffers[target.channel, target.word]) & 0x3FFF

    def _write_code(self, target: Target, word: int) -> None:
        self.memory.tables[target.channel, target.word] = _signed(word, 14)

    def _write_coefficient(self, target: Target, word: int) -> None:
        self.memory.coefficients[target.word] = _signed(word, 32)

    def connect(self, channel: int, cable: Cable) -> None:
        """Replace what is at `channel`; the delay line and low-pass of the cable start at 0.

        A plant goes altogether: the other channel is left open.
        """
        memory = self.memory
        if memory.delays[0, MODE] == OUTSIDE:
            memory.surroundings[:] = 0.0
            memory.settings[:] = 0
            for other in (0, 1):
                store_cable(Constant(), memory.filters, memory.delays, memory.lines, other)
        store_cable(cable, memory.filters, memory.delays, memory.lines, channel)
        if isinstance(cable, Constant):
            self._set_pin(channel, clip(cable.offset))

    @staticmethod
    def compile_plant(plant: Plant) -> None:
        """Do the part of `surround` that takes time or may fail."""
        if plant.cables() is None:
            compiled(type(plant))
            vectors(plant)

    def surround(self, plant: Plant) -> None:
        """Replace all that is connected by `plant`, in its initial state."""
        self.plant_memory = int(plant.memory / SECONDS_PER_CLOCK)
        cables = plant.cables()
        if cables is not None:
            for channel, cable in enumerate(cables):
                self.connect(channel, cable)
            return
        memory = self.memory
        address = compiled(type(plant)).address
        memory.surroundings[:] = plant.surroundings()
        parameters, state = vectors(plant)
        for vector, values in ((memory.parameters, parameters), (memory.physics, state)):
            vector[:] = 0.0
            vector[: len(values)] = values
        memory.lines[:] = 0
        memory.delays[:] = 0
        memory.delays[:, MODE] = OUTSIDE
        memory.delays[:, DELAY] = plant.delay
        memory.delays[PWM0:, DELAY] += PWM_LATENCY
        memory.settings[:] = 0
        memory.settings[ADDRESS] = address
        memory.settings[USES] = sum(1 << DRIVE_NAMES.index(drive) for drive in plant.drives)
        memory.settings[MEMORY] = plant.memory > 0
        memory.settings[SEED] = plant.seed

    def set_pins(self, pins: int) -> None:
        """Apply external levels to the exp_p pins."""
        self.pins = pins

    def set_inputs(self, in1: int, in2: int) -> None:
        """Disconnect both channels and apply the pin codes `in1` and `in2`."""
        for channel, code in enumerate((in1, in2)):
            self.connect(channel, Constant(offset=code))

    def _set_pin(self, channel: int, code: int) -> None:
        self.memory.state[STATE["dsp"] + (PIN1, PIN2)[channel]] = code


def _reader(view: BlockView, register: Register) -> Callable[[], int] | None:
    if register.read is not None:
        return partial(register.read, view)
    return partial(view.word, register.name) if register.stored else None


def _write(view: BlockView, register: Register, word: int) -> None:
    if register.stored:
        view.set_word(register.name, word & register.mask)
        view.machine.decode()
    if register.write is not None:
        register.write(view, word & WORD)
        view.machine.decode()


def _signed(word: int, bits: int) -> int:
    word &= (1 << bits) - 1
    return word - (1 << bits) if word >> (bits - 1) else word
