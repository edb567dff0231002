"""Measure contenders side by side, in turns, so that what disturbs one disturbs all."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Contender:
    """One way of doing a thing.

    Attributes
    ----------
    name : str
    run : callable
        Does it.
    times : int
        How many times it is done in one call of ``run`` (the length of a batch).
    """

    name: str
    run: Callable[[], object]
    times: int = 1


@dataclass(frozen=True)
class Effort:
    """How long to measure: ``rounds`` turns of ``seconds`` for each contender."""

    rounds: int
    seconds: float


class Timing:
    """Seconds per operation, one value for each round."""

    def __init__(self, values: Sequence[float]):
        self.values = list(values)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def quartiles(self) -> tuple[float, float]:
        first, _, third = statistics.quantiles(self.values, n=4)
        return first, third

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.values, n=100, method="inclusive")[percent - 1]


def interleave(contenders: Sequence[Contender], effort: Effort) -> dict[str, Timing]:
    """Measure all contenders in turns; each round starts with another one."""
    repeats = {contender.name: _repeats(contender, effort.seconds) for contender in contenders}
    values: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    gc.collect()
    for number in range(effort.rounds):
        first = number % len(contenders)
        for contender in (*contenders[first:], *contenders[:first]):
            count = repeats[contender.name]
            elapsed = _time(contender.run, count)
            values[contender.name].append(elapsed / (count * contender.times))
    return {name: Timing(its_values) for name, its_values in values.items()}


def single_calls(calls: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, Timing]:
    """Measure each call by itself, in turns; for calls that take milliseconds."""
    values: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(repeats):
        for name, call in calls.items():
            values[name].append(_time(call, 1))
    return {name: Timing(its_values) for name, its_values in values.items()}


def _repeats(contender: Contender, seconds: float) -> int:
    """How many calls fill a round; the calls made to find out warm the contender up."""
    count = 1
    while True:
        elapsed = _time(contender.run, count)
        if elapsed >= seconds / 4:
            return max(1, round(count * seconds / elapsed))
        count *= 2


def _time(run: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        run()
    return time.perf_counter() - start
