"""The virtual board, free running for PyRPL or clock by clock for a test bench."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from .bus import check_burst
from .cable import CODE_MAXIMUM, CODE_MINIMUM, Cable
from .faults import Actions, Faults
from .free_running import FreeRunning
from .machine import PIN_MASK, Machine
from .plants import Plant, plant_of
from .stepped import Stepped
from .write_log import WriteLog


class VirtualBoard:
    """A Red Pitaya with PyRPL's FPGA image, simulated clock by clock.

    Parameters
    ----------
    free_running:
        True: the board's clocks follow the wall clock, as on real hardware. False: time
        passes in `step`, `record` and in the clocks that the bus accesses take, and the board
        starts at clock 621, as recordings of the real logic do (VECTOR_FORMAT 2).
    plant:
        What is connected, see `plants.plant_of`: a name such as "none" or "loopback" (a cable
        from each output to the input with the same number), a text with parameters as in
        "loopback:gain=0.5,white=1e-7", a dict, or a plant. Default: "loopback" if free
        running, else "none".
    progress:
        Called with a line of text before each part of the simulation that has to be compiled:
        all together take some 20 s, once on a machine.

    Raises
    ------
    TypeError, ValueError
        Unknown `plant`, or one of its parameters is wrong.
    """

    def __init__(
        self,
        free_running: bool = True,
        plant: str | Mapping[str, Any] | Plant | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        if plant is None:
            plant = "loopback" if free_running else "none"
        chosen = plant_of(plant)
        self._plant: Plant | None = None
        self._machine = Machine()
        self._machine.prepare(progress or _silent)
        self._bus: Stepped | FreeRunning = (
            FreeRunning(self._machine) if free_running else Stepped(self._machine)
        )
        self._loaded = True
        #: Faults of the board and of the way to it, on demand.
        self.faults = Faults(Actions(self._boot, self._bus.freeze, self._bus.thaw))
        #: What is written to the registers, if that is asked for.
        self.writes = WriteLog(self._machine.stored_word, lambda: self._bus.now)
        self.connect(chosen)

    @property
    def cycle(self) -> int:
        """Number of clocks (8 ns) since power-up that have been computed."""
        return self._machine.cycle

    @property
    def now(self) -> int:
        """Board time in clocks (8 ns) since power-up, at which an access would take place."""
        return self._bus.now

    @property
    def lag(self) -> int:
        """Clocks by which a busy free-running board is behind the wall clock, else 0."""
        return self._bus.lag if isinstance(self._bus, FreeRunning) else 0

    @property
    def speed(self) -> float:
        """Board time per wall-clock time since power-up; below 1 if the computer is too slow."""
        if not isinstance(self._bus, FreeRunning):
            raise RuntimeError("a stepped board has no speed: it runs when it is told to")
        lost = self._bus.lag + self._bus.slipped
        return self.now / (self.now + lost)

    def step(self, n: int) -> None:
        """Let `n` clocks pass.

        Raises
        ------
        RuntimeError
            The board is free running.
        ValueError
            `n` is negative.
        """
        self._check_stepped("step")
        if n < 0:
            raise ValueError(f"cannot step {n} clocks back")
        self._machine.run(n)

    def record(
        self,
        n: int,
        in1: Sequence[int] | np.ndarray | None = None,
        in2: Sequence[int] | np.ndarray | None = None,
    ) -> np.ndarray:
        """Let `n` clocks pass and return every signal after each of them.

        Parameters
        ----------
        n:
            Number of clocks.
        in1, in2:
            `n` pin codes (-8192 to 8191) that replace what drives the input meanwhile.

        Returns
        -------
        int16 (n, 16): bus signals 0-14 in output numbering (REGISTERS.md 3), and in column 15
        scope triggered (bit 0), trigger done of asg0 and asg1 (bits 1, 2), trigger of the DSP
        trigger module (bit 3). The ADC register captures `in1[k]` at clock k, so it equals
        `[k, 10]` unless the digital loop is on.

        Raises
        ------
        RuntimeError
            The board is free running.
        ValueError
            An input has another length than `n` or a code that is no 14-bit number.
        """
        self._check_stepped("record")
        if n < 0:
            raise ValueError(f"cannot record {n} clocks")
        return self._machine.record(n, _codes("in1", in1, n), _codes("in2", in2, n))

    def read(self, address: int, n: int = 1) -> np.ndarray:
        """Read `n` words from consecutive addresses: uint32 (n,).

        On a stepped board each word is sampled at its own time, on a free-running one all at
        once.

        Raises
        ------
        ValueError
            See `bus.check_burst`.
        """
        check_burst(address, n)
        if not self._loaded:
            return np.zeros(n, np.uint32)
        return self._bus.read(address, n)

    def write(self, address: int, words: int | Sequence[int] | np.ndarray) -> None:
        """Write one word, or several to consecutive addresses; only the low 32 bits count.

        Raises
        ------
        TypeError
            The words are no integers.
        ValueError
            See `bus.check_burst`.
        """
        values = np.array(words, ndmin=1)
        if values.size and values.dtype.kind not in "iu":
            raise TypeError(f"registers hold integers, not {values.dtype}")
        check_burst(address, len(values))
        if not self._loaded:
            return
        values = values.astype(np.int64)
        if self.writes.on:
            write = partial(self._bus.write, address, values)
            self.writes.carry_out(address, values.tolist(), write)
        else:
            self._bus.write(address, values)

    @property
    def plant(self) -> dict[str, Any]:
        """What is connected: "name" and all parameters; the name is "cables" after `connect`
        or `set_inputs` of single cables.

        It takes whatever `plants.plant_of` takes, and starts in its initial state.
        """
        return {"name": "cables"} if self._plant is None else self._plant.describe()

    @plant.setter
    def plant(self, specification: str | Mapping[str, Any] | Plant) -> None:
        self.connect(plant_of(specification))

    def connect(self, plant: Plant | Cable, channel: int | None = None) -> None:
        """Connect a plant, or a cable from an output to the input with the same number.

        Parameters
        ----------
        plant:
            A plant replaces all that was connected.
        channel:
            For a cable: 0 for out1 to in1, 1 for out2 to in2, None for both.

        Raises
        ------
        TypeError
            The function of the plant cannot be compiled.
        ValueError
            There is no such channel.
        """
        if channel not in (None, 0, 1):
            raise ValueError(f"a board has the analog channels 0 and 1, not {channel}")
        if isinstance(plant, Plant):
            if channel is not None:
                raise ValueError(f"the plant {plant.name!r} takes both channels, not one")
            self._machine.compile_plant(plant)
            self._bus.change(partial(self._machine.surround, plant))
            self._plant = plant
            return
        for number in (0, 1) if channel is None else (channel,):
            self._bus.change(partial(self._machine.connect, number, plant))
        self._plant = None

    def set_inputs(self, in1: int, in2: int) -> None:
        """Disconnect both inputs and apply the ADC codes `in1` and `in2` (-8192 to 8191).

        Raises
        ------
        ValueError
            A code is no 14-bit number.
        """
        for name, code in (("in1", in1), ("in2", in2)):
            _codes(name, [code], 1)
        self._bus.change(lambda: self._machine.set_inputs(in1, in2))
        self._plant = None

    def set_pins(self, pins: int) -> None:
        """Apply the external levels `pins` (8 bits, DIO0_P is bit 0) to the exp_p connector.

        Raises
        ------
        ValueError
            `pins` does not fit into 8 bits.
        """
        if not 0 <= pins <= PIN_MASK:
            raise ValueError(f"the 8 exp_p pins take a value from 0 to 255, not {pins}")
        self._bus.change(lambda: self._machine.set_pins(pins))

    def reset(self) -> None:
        """Put the logic into the state after its bitfile was loaded; what is connected stays.

        The clock counters start again at 0, on a stepped board `cycle` at 621.
        """
        self._bus.reset()
        self._loaded = True

    def unload(self) -> None:
        """Load an FPGA image that is not PyRPL's, until `reset`.

        Every register reads 0 and a write has no effect. On a real board the values depend on
        that image; with 0 PyRPL fails as users know it, with a ZeroDivisionError from the
        registers that tell how the filters are built.
        """
        self._loaded = False

    @property
    def loaded(self) -> bool:
        """Whether the FPGA image is PyRPL's."""
        return self._loaded

    def _boot(self, bitfile: bool) -> None:
        self.reset()
        if not bitfile:
            self.unload()

    def close(self) -> None:
        """Stop a free-running board; it may be called more than once.

        Raises
        ------
        RuntimeError
            The board's thread does not stop within 1 s.
        """
        self.faults.end()
        self._bus.close()

    def _check_stepped(self, method: str) -> None:
        if not isinstance(self._bus, Stepped):
            raise RuntimeError(
                f"{method} needs a board that runs clock by clock: VirtualBoard(free_running=False)"
            )


def _silent(line: str) -> None:
    pass


def _codes(name: str, samples: Sequence[int] | np.ndarray | None, n: int) -> np.ndarray | None:
    if samples is None:
        return None
    codes = np.asarray(samples)
    if codes.shape != (n,):
        raise ValueError(f"{name} must hold {n} codes, not shape {codes.shape}")
    if n and not CODE_MINIMUM <= codes.min() <= codes.max() <= CODE_MAXIMUM:
        raise ValueError(f"{name} must hold codes from {CODE_MINIMUM} to {CODE_MAXIMUM}")
    return codes
