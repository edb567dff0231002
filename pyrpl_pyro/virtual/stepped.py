"""Bus accesses of a board that runs only when it is told to, with the clocks that they take."""

from collections.abc import Callable

import numpy as np

from .bus import TIMING
from .machine import Machine
from .reset import reset_logic

#: Clocks that the recorded board had run when the recordings start: 16 of reset, 600 free
#: ones, and one register write (VECTOR_FORMAT 2).
START_CYCLE = 621


class Stepped:
    """Time passes in `step` and in the bus accesses, clock by clock, and nowhere else."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        machine.run(START_CYCLE - machine.cycle)

    def reset(self) -> None:
        """Load the bitfile again: reset, and what the recorded board had run (`START_CYCLE`)."""
        reset_logic(self.machine)
        self.machine.run(START_CYCLE - self.machine.cycle)

    def read(self, address: int, n: int) -> np.ndarray:
        """`n` words, each sampled at its own time (VECTOR_FORMAT 3)."""
        words = np.empty(n, np.uint32)
        for position in range(n):
            port = self.machine.port(address + 4 * position)
            timing = TIMING[port.target.region]
            self.machine.run(timing.sample)
            words[position] = 0 if port.read is None else port.read()
            self.machine.run(timing.read - timing.sample)
        return words

    def write(self, address: int, words: np.ndarray) -> None:
        """Write `words` (int64) one after the other."""
        for position, word in enumerate(words.tolist()):
            port = self.machine.port(address + 4 * position)
            timing = TIMING[port.target.region]
            self.machine.run(timing.effect)
            if port.write is not None:
                port.write(word)
            self.machine.run(timing.write - timing.effect)

    def change(self, action: Callable[[], None]) -> None:
        """Call `action`, which changes what is around the board."""
        action()

    @property
    def now(self) -> int:
        """Number of clocks since power-up."""
        return self.machine.cycle

    def freeze(self) -> None:
        """Refuse: nothing passes by itself.

        Raises
        ------
        RuntimeError
            Always.
        """
        raise RuntimeError("the clock of a stepped board stands still unless it is told to run")

    def thaw(self) -> None:
        """Nothing was frozen."""

    def close(self) -> None:
        """Nothing to stop."""
