"""Replay of a recording of the real logic (VECTOR_FORMAT.md) on a virtual board."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from .board import VirtualBoard
from .bus import TIMING, decode_address
from .cable import Cable, Constant
from .recording import DAMAGED, NotARecording, open_recording, operations_of
from .register_names import register_name

#: (block, signal) of the columns of a record that are signals of the bus.
_COLUMNS = (
    *((module, "output") for module in ("pid0", "pid1", "pid2", "trig", "iir")),
    *((module, "output") for module in ("iq0", "iq1", "iq2", "asg0", "asg1")),
    *(("dsp", signal) for signal in ("in1", "in2", "out1", "out2")),
    ("iq2", "quadrature2"),
)
#: (block, signal) of the bits of the last column.
_FLAGS = (
    ("scope", "triggered"),
    ("asg0", "trigger_done"),
    ("asg1", "trigger_done"),
    ("trig", "trigger"),
)


@dataclass(frozen=True)
class Difference:
    """The first value that is not as recorded.

    Attributes
    ----------
    operation:
        Number of the operation in the recording, from 0.
    address:
        Bus address of a word that was read; None for a signal of a recorded row.
    block, signal:
        Block of the board, and its register or signal (see `register_names`).
    clock:
        Clock of the sample (8 ns each, counted from power-up).
    recorded, simulated:
        The two values; the one bit that differs for a flag.
    """

    operation: int
    address: int | None
    block: str
    signal: str
    clock: int
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

    def add(self, recorded: np.ndarray, simulated: np.ndarray) -> int | None:
        """Count; return the flat position of the first difference, if it is the first of all."""
        different = np.flatnonzero(recorded.ravel() != simulated.ravel())
        self.comparisons += recorded.size
        self.mismatches += different.size
        if different.size and self.first is None:
            return int(different[0])
        return None


def replay(
    recording: str | PathLike[str],
    board: VirtualBoard | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Play all operations of the file `recording` and compare everything that it recorded.

    Parameters
    ----------
    recording:
        An .npz file as described in VECTOR_FORMAT.md.
    board:
        A fresh stepped board; default: a new one.
    progress:
        Called before each operation with its number and how many there are.

    Raises
    ------
    OSError
        The file cannot be read.
    NotARecording
        The file is no .npz file with a list of operations, one of them is of an unknown kind
        or lacks something, or a stamp lies in the board's past.
    """
    board = VirtualBoard(free_running=False) if board is None else board
    comparison = _Comparison()
    with open_recording(recording) as arrays:
        operations = operations_of(arrays)
        for number, operation in enumerate(operations):
            if progress is not None:
                progress(number, len(operations))
            try:
                _play(board, number, operation, arrays, comparison)
            except NotARecording:
                raise
            except (LookupError, TypeError, ValueError, *DAMAGED) as error:
                raise NotARecording(
                    f"operation {number} of the recording cannot be played: {error}"
                ) from error
    return Result(comparison.comparisons, comparison.mismatches, comparison.first)


def _play(
    board: VirtualBoard,
    number: int,
    operation: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray],
    comparison: _Comparison,
) -> None:
    wait = operation["cyc"] - board.cycle
    if wait < 0:
        raise NotARecording(
            f"operation {number} starts at clock {operation['cyc']}, "
            f"but the board is at {board.cycle} already"
        )
    board.step(wait)
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
        board.connect(_cable(operation), operation["ch"])
    elif kind == "adc":
        board.set_inputs(operation["a"], operation["b"])
    else:
        board.set_pins(operation["p"])


def _compare_read(
    board: VirtualBoard,
    number: int,
    operation: Mapping[str, Any],
    recorded: np.ndarray,
    comparison: _Comparison,
) -> None:
    simulated = board.read(operation["addr"], operation["n"])
    _check_shape(number, recorded, simulated)
    position = comparison.add(recorded, simulated)
    if position is not None:
        address = operation["addr"] + 4 * position
        values = int(recorded[position]), int(simulated[position])
        clock = operation["cyc"] + _clocks_before_sample(operation["addr"], position)
        comparison.first = Difference(number, address, *register_name(address), clock, *values)


def _clocks_before_sample(address: int, position: int) -> int:
    """Clocks from the start of a burst until its word `position` is sampled."""
    timings = [TIMING[decode_address(address + 4 * word).region] for word in range(position + 1)]
    return sum(timing.read for timing in timings[:-1]) + timings[-1].sample


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
    _check_shape(number, recorded, simulated)
    position = comparison.add(recorded, simulated)
    if position is None:
        return
    row, column = divmod(position, recorded.shape[1])
    values = int(recorded[row, column]), int(simulated[row, column])
    clock = operation["cyc"] + row + 1
    if column < len(_COLUMNS):
        block, signal = _COLUMNS[column]
    else:
        (block, signal), values = _differing_flag(*values)
    comparison.first = Difference(number, None, block, signal, clock, *values)


def _check_shape(number: int, recorded: np.ndarray, simulated: np.ndarray) -> None:
    if recorded.shape != simulated.shape or recorded.dtype.kind not in "iu":
        raise NotARecording(
            f"operation {number} of the recording holds {recorded.dtype} values of shape "
            f"{recorded.shape}; expected are integers of shape {simulated.shape}"
        )


def _differing_flag(recorded: int, simulated: int) -> tuple[tuple[str, str], tuple[int, int]]:
    different = recorded ^ simulated
    for bit, name in enumerate(_FLAGS):
        if different >> bit & 1:
            return name, (recorded >> bit & 1, simulated >> bit & 1)
    return ("board", "flags"), (recorded, simulated)


def _cable(operation: Mapping[str, Any]) -> Cable:
    mode = operation["mode"]
    offset = operation.get("offset", 0.0)
    if mode == 0:
        return Constant(offset=offset)
    return Cable(
        gain=operation.get("gain", 1.0),
        offset=offset,
        delay=operation.get("delay", 0),
        alpha=operation.get("alpha", 1.0) if mode == 2 else None,
    )
