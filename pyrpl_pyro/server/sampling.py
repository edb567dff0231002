"""Sample signals at a rate, for all that follow them. Qt thread only.

PyRPL's sampler reads one register for each signal. A timer takes one sample of all signals
at a time and gives the thread back, for as long as the sample took at least: however slow
the board answers, half of the time is left for everyone else. A sample that is not taken in
time is left out and counted, and each has the time when it was taken.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from qtpy import QtCore

from ..errors import BoardUnreachable
from .executor import Job, QtExecutor
from .readers import Reader

FASTEST = 500.0
"""Samples a second; Qt's timers count milliseconds."""
SLOWEST = 1e-3
MOST_SIGNALS = 16
_FRAME_SECONDS = 0.05
_EARLY = 0.5e-3
_RETRY_SECONDS = 0.5


class Sampling:
    """The same signals at the same rate, for one reader or many.

    Parameters
    ----------
    sampler : pyrpl Sampler
    signals : tuple of str
        Its attributes.
    rate : float
        Samples a second.
    executor : QtExecutor
    """

    def __init__(self, sampler: Any, signals: tuple[str, ...], rate: float, executor: QtExecutor):
        self._sampler = sampler
        self._signals = signals
        self._period = 1.0 / rate
        self._executor = executor
        self._size = max(1, round(rate * _FRAME_SECONDS))
        self._readers: list[Reader] = []
        self._times: list[float] = []
        self._values: list[list[float]] = []
        self._left_out = 0
        self._due = 0.0
        self._timer = QtCore.QTimer()
        self._timer.setSingleShot(True)
        self._timer.setTimerType(QtCore.Qt.PreciseTimer)
        self._timer.timeout.connect(self._on_time)

    def open(self, reader: Reader) -> dict[str, Any]:
        """Add a reader; sampling begins with the first one."""
        self._readers.append(reader)
        if len(self._readers) == 1:
            self._begin()
        return {"signals": list(self._signals)}

    def close(self, reader: Reader) -> bool:
        """Remove a reader; whether it was the last one, with which sampling ends."""
        reader.close()
        if reader in self._readers:
            self._readers.remove(reader)
        if not self._readers:
            self._timer.stop()
        return not self._readers

    def _begin(self) -> None:
        self._times, self._values, self._left_out = [], [], 0
        self._due = time.perf_counter()
        self._timer.start(0)

    def _on_time(self) -> None:
        early = self._due - time.perf_counter()
        if early > _EARLY:
            self._timer.start(max(1, int(early * 1000)))
        elif self._readers:
            self._executor.run(self._on_sample, self._sample)

    def _sample(self) -> float:
        began = time.perf_counter()
        values = [float(getattr(self._sampler, name)) for name in self._signals]
        ended = time.perf_counter()
        self._times.append((began + ended) / 2)
        self._values.append(values)
        return ended - began

    def _on_sample(self, job: Job) -> None:
        if not self._readers:
            return
        if job.error is not None:
            self._on_error(job.error)
            return
        now = time.perf_counter()
        # The next one that is not over yet.
        missed = max(0, math.floor((now + _EARLY - self._due) / self._period))
        self._left_out += missed
        self._due += (1 + missed) * self._period
        if len(self._times) >= self._size:
            self._deliver()
        pause, took = self._due - now, float(job.result)
        self._timer.start(int(pause * 1000) if pause > took else math.ceil(took * 1000))

    def _deliver(self) -> None:
        # A clock that is set meanwhile moves whole frames, never samples within one.
        offset = time.time() - time.perf_counter()
        times = np.array(self._times) + offset
        frame = [float(times[-1]), times, np.array(self._values), self._left_out]
        self._times, self._values, self._left_out = [], [], 0
        for reader in self._readers:
            reader.push(frame)

    def _on_error(self, error: BaseException) -> None:
        if isinstance(error, BoardUnreachable):
            # Those who wait for a frame were told; it goes on when the board is back.
            self._timer.start(int(_RETRY_SECONDS * 1000))
            return
        readers, self._readers = self._readers, []
        for reader in readers:
            reader.fail(error)


def check_terms(signals: Any, rate: Any, known: list[str]) -> tuple[tuple[str, ...], float]:
    """The signals and the rate that a client asks for, if they can be had.

    Raises
    ------
    TypeError, ValueError
        What is wrong, and what is possible.
    """
    if not isinstance(signals, list) or not all(isinstance(name, str) for name in signals):
        raise TypeError('signals are given by name or module: sampler.stream("in1", rp.pid0).')
    if not 1 <= len(signals) <= MOST_SIGNALS:
        raise ValueError(f"1 to {MOST_SIGNALS} signals can be sampled at once, not {len(signals)}.")
    for name in signals:
        if name not in known:
            raise ValueError(f"the sampler has no signal {name!r}; it has {', '.join(known)}.")
    if isinstance(rate, bool) or not isinstance(rate, (int, float)):
        raise TypeError(f"rate is a number of samples a second, not {rate!r}.")
    if not SLOWEST <= rate <= FASTEST:
        raise ValueError(
            f"rate must be {SLOWEST:g} to {FASTEST:g} samples a second, not {rate:g}; the scope "
            "takes faster ones."
        )
    return tuple(signals), float(rate)
