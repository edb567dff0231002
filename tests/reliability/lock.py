"""A PID that holds a drifting interferometer on a virtual board, and what is seen of it."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np

from pyrpl_pyro.virtual import VirtualBoard

PLANT = "interferometer:drift=0.05,seed=3"
SETPOINT = 0.4
IN1, OUT1 = (0x40300010 + number * 0x10000 for number in (10, 12))
_SAMPLE_SECONDS = 0.02
_CODES = 8192


def close_the_loop(rp: Any) -> None:
    """Lock in1 to the setpoint with pid0, which drives out1."""
    rp.pid0.setup(
        input="in1", output_direct="out1", setpoint=SETPOINT, p=0.0, i=-100.0,
        max_voltage=0.9, min_voltage=-0.9,
    )  # fmt: skip


class Trace:
    """Voltages of in1 and out1, sampled by a thread while the board runs."""

    def __init__(self, board: VirtualBoard):
        self._board = board
        self._samples: list[tuple[float, float, float]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Trace:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._ended.set()
        self._thread.join(5)

    def between(self, begin: float, end: float) -> tuple[np.ndarray, np.ndarray]:
        """in1 and out1 (V) in an interval of the monotonic clock."""
        chosen = [sample[1:] for sample in list(self._samples) if begin <= sample[0] <= end]
        in1, out1 = np.array(chosen).T
        return in1, out1

    def _sample(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            in1, out1 = (self._voltage(address) for address in (IN1, OUT1))
            self._samples.append((time.monotonic(), in1, out1))

    def _voltage(self, address: int) -> float:
        code = int(self._board.read(address)[0]) & 0x3FFF
        return (code - 0x4000 if code >= 0x2000 else code) / _CODES


def changes(board: VirtualBoard) -> list[Any]:
    """Logged writes that changed a register, or may have changed a table."""
    return [
        write for write in board.writes.entries() if write.old is None or write.old != write.new
    ]
