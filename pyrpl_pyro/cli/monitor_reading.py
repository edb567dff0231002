"""What ``pyrpl-pyro monitor`` shows, read in one batch a refresh."""

from __future__ import annotations

import re
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from ..client import Change
from ..errors import BatchError
from ..schema import BoardInfo, LeaseInfo
from ..wire.protocol import Operation

_SIGNALS = ("in1", "in2", "out1", "out2")
_PID_NAMES = ("input", "setpoint", "ival", "p", "i", "output_direct", "min_voltage", "max_voltage")
_SCOPE_NAMES = ("running_state", "input1", "input2")
_CURVE_NAMES = ("data_x", "data_avg")
_CHANGES = 50
_POINTS = 200
"""Of a curve that is shown in a terminal: each stands for its lowest and highest value."""


@dataclass(frozen=True)
class PidReading:
    """One PID: its settings, and what it puts out (V)."""

    name: str
    input: str
    setpoint: float
    ival: float
    p: float
    i: float
    output_direct: str
    output: float
    saturated: bool


@dataclass(frozen=True)
class Trace:
    """The last curve of the acquisition that runs.

    Attributes
    ----------
    state : str
        PyRPL's ``running_state``.
    labels : list of str
        Of the channels.
    x : np.ndarray
        Times (s), shape (points,); empty when there is no curve.
    curves : list of np.ndarray
        Voltages (V), each of the shape of `x`.
    """

    state: str
    labels: list[str]
    x: np.ndarray
    curves: list[np.ndarray]


@dataclass(frozen=True)
class Reading:
    """What was read of a board at one time.

    Attributes
    ----------
    time : datetime
    seconds : float
        How long it took to read (s).
    info : BoardInfo
    signals : dict of str to float
        Sampler values (V).
    pids : list of PidReading
    trace : Trace or None
    leases : list of LeaseInfo
    changes : list of Change
        The newest last.
    problem : str
        Why the board could not be read, "" when it could.
    """

    time: datetime
    seconds: float
    info: BoardInfo
    signals: dict[str, float] = field(default_factory=dict)
    pids: list[PidReading] = field(default_factory=list)
    trace: Trace | None = None
    leases: list[LeaseInfo] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problem: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        trace = self.trace
        return {
            "time": self.time.isoformat(),
            "info": self.info.to_dict(),
            "signals": self.signals,
            "pids": [vars(pid) for pid in self.pids],
            "scope": None
            if trace is None
            else {
                "running_state": trace.state,
                "labels": trace.labels,
                "x": trace.x,
                "curves": trace.curves,
            },
            "leases": [vars(lease) for lease in self.leases],
            "changes": [change.to_dict() for change in self.changes],
            "problem": self.problem,
        }


class Reader:
    """Reads a board again and again; belongs to one thread.

    Nothing is armed or set: a scope is shown only while somebody has it run.

    Parameters
    ----------
    board : pyrpl_pyro.Board
    """

    def __init__(self, board: Any):
        self._board = board
        self._changes: deque[Change] = deque(maxlen=_CHANGES)
        self._revision: int | None = None
        self._curve = False

    def read(self) -> Reading:
        """Everything once.

        Raises
        ------
        PyrplError
            The server does not answer.
        """
        started = time.perf_counter()
        board = self._board
        info = board.info()
        journal = board.journal(since=self._revision, limit=_CHANGES)
        self._changes.extend(journal)
        self._revision = journal.revision
        leases = board.leases() if info.leases else []
        problem = ""
        values: dict[tuple[str, str], Any] = {}
        try:
            values = self._values(info.modules)
        except BatchError as error:
            problem = str(error).partition(" Done before: ")[0]
        trace = _trace(values)
        self._curve = trace is not None and trace.state.startswith("running")
        return Reading(
            datetime.now(),
            time.perf_counter() - started,
            info,
            {name: values["sampler", name] for name in _SIGNALS if ("sampler", name) in values},
            _pids(values),
            trace,
            leases,
            list(self._changes),
            problem,
        )

    def _values(self, modules: list[str]) -> dict[tuple[str, str], Any]:
        pids = [path for path in modules if re.fullmatch(r"pid\d+", path)]
        places = [("sampler", name) for name in (*_SIGNALS, *pids)]
        places += [(pid, name) for pid in pids for name in _PID_NAMES]
        if "scope" in modules:
            places += [("scope", name) for name in _SCOPE_NAMES]
        curve = [("scope", name) for name in _CURVE_NAMES] if self._curve else []
        try:
            return self._batch(places + curve)
        except BatchError as error:
            # A run that has just begun has no curve yet.
            if error.step < len(places):
                raise
            return self._batch(places)

    def _batch(self, places: list[tuple[str, str]]) -> dict[tuple[str, str], Any]:
        steps = [[Operation.GET.value, path, name] for path, name in places]
        return dict(zip(places, self._board._request(Operation.BATCH, steps), strict=True))


def _pids(values: dict[tuple[str, str], Any]) -> list[PidReading]:
    found = []
    for path in sorted({path for path, _name in values if path.startswith("pid")}):
        of = {name: values[path, name] for name in _PID_NAMES}
        low, high = of.pop("min_voltage"), of.pop("max_voltage")
        output = values["sampler", path]
        found.append(PidReading(path, **of, output=output, saturated=not low < output < high))
    return found


def _trace(values: dict[tuple[str, str], Any]) -> Trace | None:
    if ("scope", "running_state") not in values:
        return None
    labels = [f"ch{number}: {values['scope', f'input{number}']}" for number in (1, 2)]
    x = np.asarray(values.get(("scope", "data_x"), ()), dtype=float)
    curves = [np.asarray(curve) for curve in values.get(("scope", "data_avg"), ())]
    if not x.size or any(curve.shape != x.shape for curve in curves):
        x, curves = np.empty(0), []
    else:
        x, curves = _thinned(x, curves)
    return Trace(str(values["scope", "running_state"]), labels, x, curves)


def _thinned(x: np.ndarray, curves: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
    width = len(x) // _POINTS
    if width < 2:
        return x, curves
    count = len(x) // width * width

    def envelope(curve: np.ndarray) -> np.ndarray:
        parts = curve[:count].reshape(-1, width)
        return np.stack([parts.min(axis=1), parts.max(axis=1)], axis=1).ravel()

    return np.repeat(x[:count:width], 2), [envelope(curve) for curve in curves]
