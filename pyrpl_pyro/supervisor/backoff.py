"""How long to wait before a process that ended is started again."""

from __future__ import annotations

PAUSES = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the first restart, the second soon after it, and so on."""

WELL_SECONDS = 60.0
"""A process that ran for so long (s) after it was ready was well."""


class Backoff:
    """Pauses that grow while a process ends again and again, and are short after it ran well."""

    def __init__(self) -> None:
        self._failures = 0

    def pause_after(self, seconds: float) -> float:
        """Pause (s) before the next start of a process that was ready for `seconds`."""
        if seconds >= WELL_SECONDS:
            self._failures = 0
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        return pause
