"""The virtual board as a test bench sees it."""

from collections.abc import Sequence

import numpy as np

from .bus import TIMING, check_burst, decode_address
from .machine import PIN_MASK, Machine
from .plant import CODE_MAXIMUM, CODE_MINIMUM, Plant

#: Clocks that the recorded board had run when the recordings start: 16 of reset, 600 free
#: ones, and one register write (VECTOR_FORMAT 2).
START_CYCLE = 621


class VirtualBoard:
    """A Red Pitaya with PyRPL's FPGA image, simulated clock by clock.

    The board does nothing by itself: time passes in `step`, `record` and in the clocks that
    the bus accesses of `read` and `write` take.
    """

    def __init__(self) -> None:
        self._machine = Machine()
        self._machine.run(START_CYCLE - self._machine.cycle)

    @property
    def cycle(self) -> int:
        """Number of clocks (8 ns) since power-up."""
        return self._machine.cycle

    def step(self, n: int) -> None:
        """Let `n` clocks pass.

        Raises
        ------
        ValueError
            `n` is negative.
        """
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
        ValueError
            An input has another length than `n` or a code that is no 14-bit number.
        """
        if n < 0:
            raise ValueError(f"cannot record {n} clocks")
        inputs = [_codes(name, samples, n) for name, samples in (("in1", in1), ("in2", in2))]
        return self._machine.record(n, *inputs)

    def read(self, address: int, n: int = 1) -> np.ndarray:
        """Read `n` words from consecutive addresses: uint32 (n,), each sampled at its own time.

        Raises
        ------
        ValueError
            See `bus.check_burst`.
        """
        check_burst(address, n)
        words = np.empty(n, np.uint32)
        for position in range(n):
            target = decode_address(address + 4 * position)
            timing = TIMING[target.region]
            self._machine.run(timing.sample)
            words[position] = self._machine.load(address + 4 * position, target)
            self._machine.run(timing.read - timing.sample)
        return words

    def write(self, address: int, words: int | Sequence[int] | np.ndarray) -> None:
        """Write one word, or several to consecutive addresses; only the low 32 bits count.

        Raises
        ------
        ValueError
            See `bus.check_burst`.
        """
        values = np.atleast_1d(np.asarray(words)).tolist()
        check_burst(address, len(values))
        for position, word in enumerate(values):
            target = decode_address(address + 4 * position)
            timing = TIMING[target.region]
            self._machine.run(timing.effect)
            self._machine.store(address + 4 * position, target, int(word))
            self._machine.run(timing.write - timing.effect)

    def connect(self, plant: Plant, channel: int | None = None) -> None:
        """Connect out1 to in1 (channel 0), out2 to in2 (channel 1), or both (None).

        Raises
        ------
        ValueError
            There is no such channel.
        """
        if channel not in (None, 0, 1):
            raise ValueError(f"a board has the analog channels 0 and 1, not {channel}")
        for number in (0, 1) if channel is None else (channel,):
            self._machine.connect(number, plant)

    def set_inputs(self, in1: int, in2: int) -> None:
        """Disconnect both inputs and apply the ADC codes `in1` and `in2` (-8192 to 8191).

        Raises
        ------
        ValueError
            A code is no 14-bit number.
        """
        for name, code in (("in1", in1), ("in2", in2)):
            _codes(name, [code], 1)
        self._machine.set_inputs(in1, in2)

    def set_pins(self, pins: int) -> None:
        """Apply the external levels `pins` (8 bits, DIO0_P is bit 0) to the exp_p connector.

        Raises
        ------
        ValueError
            `pins` does not fit into 8 bits.
        """
        if not 0 <= pins <= PIN_MASK:
            raise ValueError(f"the 8 exp_p pins take a value from 0 to 255, not {pins}")
        self._machine.pins = pins


def _codes(name: str, samples: Sequence[int] | np.ndarray | None, n: int) -> np.ndarray | None:
    if samples is None:
        return None
    codes = np.asarray(samples)
    if codes.shape != (n,):
        raise ValueError(f"{name} must hold {n} codes, not shape {codes.shape}")
    if n and not CODE_MINIMUM <= codes.min() <= codes.max() <= CODE_MAXIMUM:
        raise ValueError(f"{name} must hold codes from {CODE_MINIMUM} to {CODE_MAXIMUM}")
    return codes
