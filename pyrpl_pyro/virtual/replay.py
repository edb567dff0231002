"""Replay of a recording of the real logic (VECTOR_FORMAT.md) on a virtual board."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from .board import VirtualBoard
from .plant import Constant, Plant

SIGNAL_NAMES = (
    *("pid0", "pid1", "pid2", "trig", "iir", "iq0", "iq1", "iq2", "asg0", "asg1"),
    *("in1", "in2", "out1", "out2", "iq2_2", "flags"),
)


@dataclass(frozen=True)
class Difference:
    """The first value that is not as recorded.

    `where` names the signal or the register address, `cycle` is the clock of the sample.
    """

    operation: int
    where: str
    cycle: int
    recorded: int
    simulated: int


@dataclass(frozen=True)
class Result:
    """Outcome of a replay: values compared, values that differ, and the first of them."""

    comparisons: int
    mismatches: int
    first: Difference | None


class _Comparison:
    def __init__(self) -> None:
        self.comparisons = 0
        self.mismatches = 0
        self.first: Difference | None = None

    def add(self, operation: int, recorded: np.ndarray, simulated: np.ndarray) -> int | None:
        """Count; return the flat position of the first difference, if it is the first of all."""
        different = np.flatnonzero(recorded.ravel() != simulated.ravel())
        self.comparisons += recorded.size
        self.mismatches += different.size
        if different.size and self.first is None:
            return int(different[0])
        return None

    def note(self, difference: Difference) -> None:
        if self.first is None:
            self.first = difference


def replay(recording: str | PathLike[str], board: VirtualBoard | None = None) -> Result:
    """Play all operations of the file `recording` and compare everything that it recorded.

    Parameters
    ----------
    recording:
        An .npz file as described in VECTOR_FORMAT.md.
    board:
        A fresh stepped board; default: a new one.

    Raises
    ------
    ValueError
        The file holds an operation that is not known, or a stamp lies in the board's past.
    """
    board = VirtualBoard(free_running=False) if board is None else board
    comparison = _Comparison()
    with np.load(recording) as arrays:
        for number, operation in enumerate(json.loads(str(arrays["ops"]))):
            wait = operation["cyc"] - board.cycle
            if wait < 0:
                raise ValueError(
                    f"operation {number} starts at clock {operation['cyc']}, "
                    f"but the board is at {board.cycle} already"
                )
            board.step(wait)
            _play(board, number, operation, arrays, comparison)
    return Result(comparison.comparisons, comparison.mismatches, comparison.first)


def _play(
    board: VirtualBoard,
    number: int,
    operation: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray],
    comparison: _Comparison,
) -> None:
    kind = operation["op"]
    if kind == "w":
        board.write(operation["addr"], operation["val"])
    elif kind == "ws":
        board.write(operation["addr"], arrays[operation["data"]])
    elif kind == "r":
        _compare_read(board, number, operation, arrays[operation["data"]], comparison)
    elif kind == "step":
        board.step(operation["n"])
    elif kind == "record":
        _compare_record(board, number, operation, arrays, comparison)
    elif kind == "plant":
        board.connect(_plant(operation), operation["ch"])
    elif kind == "adc":
        board.set_inputs(operation["a"], operation["b"])
    elif kind == "exp":
        board.set_pins(operation["p"])
    else:
        raise ValueError(f"operation {number} of the recording is of unknown kind {kind!r}")


def _compare_read(
    board: VirtualBoard,
    number: int,
    operation: Mapping[str, Any],
    recorded: np.ndarray,
    comparison: _Comparison,
) -> None:
    simulated = board.read(operation["addr"], operation["n"])
    position = comparison.add(number, recorded, simulated)
    if position is not None:
        where = f"{operation['addr'] + 4 * position:#x}"
        comparison.note(
            Difference(
                number, where, operation["cyc"], int(recorded[position]), int(simulated[position])
            )
        )


def _compare_record(
    board: VirtualBoard,
    number: int,
    operation: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray],
    comparison: _Comparison,
) -> None:
    inputs = [arrays[operation[key]] if key in operation else None for key in ("in_a", "in_b")]
    recorded = arrays[operation["data"]]
    simulated = board.record(operation["n"], *inputs)
    position = comparison.add(number, recorded, simulated)
    if position is not None:
        clock, column = divmod(position, recorded.shape[1])
        comparison.note(
            Difference(
                number,
                SIGNAL_NAMES[column],
                operation["cyc"] + clock + 1,
                int(recorded[clock, column]),
                int(simulated[clock, column]),
            )
        )


def _plant(operation: Mapping[str, Any]) -> Plant:
    mode = operation["mode"]
    offset = operation.get("offset", 0.0)
    if mode == 0:
        return Constant(offset=offset)
    return Plant(
        gain=operation.get("gain", 1.0),
        offset=offset,
        delay=operation.get("delay", 0),
        alpha=operation.get("alpha", 1.0) if mode == 2 else None,
    )
