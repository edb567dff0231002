"""What each of the clients of the soak has for its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Own:
    """An attribute that one client writes and nobody else."""

    module: str
    attribute: str
    low: float
    high: float

    @property
    def step(self) -> float:
        """Between the values that are written; coarse against the steps of the registers."""
        return (self.high - self.low) / 500

    def value(self, number: int) -> float:
        """One of 501 values."""
        return self.low + number * self.step

    def same(self, one: float, other: float) -> bool:
        """Whether two values stand for the same written one."""
        return abs(one - other) < 0.45 * self.step


OWN = [
    *(Own(f"pid{number}", "setpoint", -0.9, 0.9) for number in range(3)),
    *(Own(f"pid{number}", "p", -4.0, 4.0) for number in range(3)),
    *(Own(f"pid{number}", "max_voltage", 0.1, 0.9) for number in range(3)),
    Own("asg0", "frequency", 1e3, 1e5),
    Own("asg0", "amplitude", 0.1, 0.9),
    Own("iq0", "phase", 10.0, 350.0),
    Own("iq0", "frequency", 1e5, 1e7),
    Own("trig", "threshold", -0.9, 0.9),
]
"""Each writer's attribute."""

LEASED = [("asg1",), ("iq1",), ("asg1", "iq1"), ("iq1",)]
"""The modules that each leaser takes, for which they wait for each other."""

READERS = 2
CLIENTS = len(OWN) + len(LEASED) + READERS
