"""How far a call is that has not ended, for the client that waits. Qt thread only.

Only what PyRPL's objects know is looked at: no register is read.
"""

from __future__ import annotations

import asyncio
from typing import Any

from ..wire.protocol import Operation
from .board import ServedBoard
from .executor import Job

Progress = tuple[str, int, int]
"""(what is being done, steps done, steps in all or 0 when that is not known)"""


def progress_of(board: ServedBoard, request: list[Any], job: Job) -> Progress | None:
    """How far a call is, or None for a request that is no long work.

    Parameters
    ----------
    board : ServedBoard
    request : list
        Operation and arguments.
    job : Job
        The call.
    """
    if request[0] == Operation.HANDLE.value and request[2] == "result":
        return _of_run(board, board.handles.find(request[1]))
    if request[0] != Operation.CALL.value:
        return None
    path, name = request[1], request[2]
    module = board.tree.find(path)
    text = f"{path}.{name}" if path else name
    return _of_acquisition(module, text) or _of_lockbox(module, name, text, job) or (text, 0, 0)


def _of_run(board: ServedBoard, future: asyncio.Future[Any]) -> Progress | None:
    for path, module in board.tree.walk():
        if getattr(module, "_last_run", None) is future:
            return _of_acquisition(module, path)
    return None


def _of_acquisition(module: Any, text: str) -> Progress | None:
    run = getattr(module, "_last_run", None)
    if run is None or run.done():
        return None
    if hasattr(module, "current_point"):
        # The network analyzer counts the points of the sweep, and the sweeps that are complete.
        done = module.current_avg * module.points + module.current_point
        return text, int(done), int(module.points * module.trace_average)
    # The others count the curve that they wait for.
    total = int(module.trace_average)
    return (text, max(0, int(module.current_avg) - 1), total) if total > 1 else (text, 0, 0)


def _of_lockbox(module: Any, name: str, text: str, job: Job) -> Progress | None:
    if name == "lock" and hasattr(module, "sequence"):
        stage, count = module.current_state, len(module.sequence)
        if isinstance(stage, int):
            return f"{text}: stage {stage + 1} of {count}", stage, count
    if name in ("calibrate_all", "get_analog_offsets") and hasattr(module, "inputs"):
        inputs = list(module.inputs)
        for number, item in enumerate(inputs):
            if _is_at(job, item):
                return f"{text}: {item.name}", number, len(inputs)
    return None


def _is_at(job: Job, module: Any) -> bool:
    """Whether the call waits inside a method of a module."""
    frame = job.runner.gr_frame if job.runner is not None else None
    while frame is not None:
        if frame.f_locals.get("self") is module:
            return True
        frame = frame.f_back
    return False
