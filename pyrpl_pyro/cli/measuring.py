"""How long requests to a server take, and how that is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_BINS = 12
_BAR = 40
_WARM_UP = 5


@dataclass(frozen=True)
class Measurement:
    """Times of one kind of request.

    Attributes
    ----------
    name : str
    what : str
        What was asked for.
    times : np.ndarray
        Of each request (s), shape (requests,).
    size : int
        Values in each answer.
    """

    name: str
    what: str
    times: np.ndarray
    size: int = 1

    @property
    def median(self) -> float:
        return float(np.median(self.times))

    @property
    def p99(self) -> float:
        """99 % of all took no longer (s)."""
        return float(np.percentile(self.times, 99))

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.times) / float(self.times.sum())

    def to_dict(self) -> dict[str, Any]:
        """Plain values; times in seconds."""
        edges, counts = self.histogram()
        return {
            "what": self.what,
            "requests": len(self.times),
            "median": self.median,
            "p99": self.p99,
            "shortest": float(self.times.min()),
            "longest": float(self.times.max()),
            "rate": self.rate,
            "values_per_second": self.rate * self.size,
            "histogram": {"edges": edges, "counts": counts},
        }

    def histogram(self) -> tuple[np.ndarray, np.ndarray]:
        """Edges of bins that grow by a constant factor (s), shape (13,), and counts, (12,)."""
        low, high = float(self.times.min()), float(self.times.max())
        edges = np.geomspace(low, max(high, low * 1.01), _BINS + 1)
        edges[-1] = max(edges[-1], high)
        edges[0] = low
        counts, _ = np.histogram(self.times, edges)
        return edges, counts

    def bars(self) -> list[str]:
        """The histogram as lines of text."""
        edges, counts = self.histogram()
        most = max(1, int(counts.max()))
        lines = []
        for number, count in enumerate(counts):
            bar = "#" * max(round(_BAR * count / most), 1 if count else 0)
            span = f"{edges[number] * 1e3:9.3f} to {edges[number + 1] * 1e3:9.3f} ms"
            lines.append(f"  {span} {count:>6} {bar}".rstrip())
        return lines


def measure(
    name: str, what: str, ask: Callable[[], object], seconds: float, size: int = 1
) -> Measurement:
    """Ask again and again for some seconds, one request after the other."""
    for _ in range(_WARM_UP):
        ask()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while not taken or time.perf_counter() < end:
        started = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - started)
    return Measurement(name, what, np.array(taken), size)
