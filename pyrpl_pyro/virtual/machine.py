"""The logic of a board without any notion of when: memories, registers, and `run`."""

from collections.abc import Callable
from functools import partial

import numpy as np

from . import kernel
from .bus import DECODED, Region, Target
from .fabric import BLOCKS, STATE, WORDS
from .memory import reset_memory
from .plant import Constant, Plant, clip, store_plant
from .registers import WORD, BlockView, Register
from .routing import PIN1, PIN2

NO_INPUTS = np.zeros((2, 0), np.int16)
NO_TRACE = np.zeros((0, kernel.TRACE_COLUMNS), np.int16)
PIN_MASK = 0xFF


class Machine:
    """The fabric in the state at the end of the hardware reset (clock 16).

    Attributes
    ----------
    cycle:
        Number of clocks since power-up.
    pins:
        External level of the exp_p pins, 8 bits.
    memory:
        All arrays, see `memory.Memory`.
    """

    def __init__(self) -> None:
        self.memory = reset_memory()
        self.cycle = kernel.RESET_CLOCKS
        self.pins = 0
        self.views: dict[str, BlockView] = {}
        self._reads: dict[int, Callable[[], int]] = {}
        self._writes: dict[int, Callable[[int], None]] = {}
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
                self._reads[address] = _reader(view, register)
                self._writes[address] = partial(_write, view, register)
        kernel.decode(self.memory.words, self.memory.cfg)

    @property
    def clock_counter(self) -> int:
        """Number of clocks since the end of the reset, as the 64-bit counters show it."""
        return self.cycle - kernel.RESET_CLOCKS

    def run(self, n: int) -> None:
        """Advance by `n` clocks."""
        kernel.run(n, self.cycle, self.pins, *self.memory, False, False, NO_INPUTS, NO_TRACE)
        self.cycle += n

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

    def load(self, address: int, target: Target) -> int:
        """The 32-bit word at `address`, decoded as `target`."""
        if target.region is Region.SCOPE_BUFFER:
            return int(self.memory.buffers[target.channel, target.word]) & 0x3FFF
        reader = self._reads.get(address & DECODED)
        return 0 if reader is None else reader()

    def store(self, address: int, target: Target, word: int) -> None:
        """Let a write of `word` to `address`, decoded as `target`, take effect."""
        if target.region is Region.ASG_TABLE:
            self.memory.tables[target.channel, target.word] = _signed(word, 14)
        elif target.region is Region.COEFFICIENT:
            self.memory.coefficients[target.word] = _signed(word, 32)
        else:
            writer = self._writes.get(address & DECODED)
            if writer is not None:
                writer(word)
                kernel.decode(self.memory.words, self.memory.cfg)

    def connect(self, channel: int, plant: Plant) -> None:
        """Replace the plant of `channel`; its delay line and low-pass start at 0."""
        memory = self.memory
        store_plant(plant, memory.filters, memory.delays, memory.lines, channel)
        if isinstance(plant, Constant):
            self._set_pin(channel, clip(plant.offset))

    def set_inputs(self, in1: int, in2: int) -> None:
        """Disconnect both channels and apply the pin codes `in1` and `in2`."""
        for channel, code in enumerate((in1, in2)):
            self.connect(channel, Constant(offset=code))

    def _set_pin(self, channel: int, code: int) -> None:
        self.memory.state[STATE["dsp"] + (PIN1, PIN2)[channel]] = code


def _reader(view: BlockView, register: Register) -> Callable[[], int]:
    if register.read is not None:
        return partial(register.read, view)
    if register.stored:
        return partial(view.word, register.name)
    return partial(int)


def _write(view: BlockView, register: Register, word: int) -> None:
    if register.stored:
        view.set_word(register.name, word & register.mask)
    if register.write is not None:
        register.write(view, word & WORD)


def _signed(word: int, bits: int) -> int:
    word &= (1 << bits) - 1
    return word - (1 << bits) if word >> (bits - 1) else word
