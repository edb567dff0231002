"""Which board answers, whether it runs PyRPL's FPGA image, and since when the FPGA runs.

Three things are read: the number of the chip (`hk` 0x4, 0x8), the constants of pid0 by which
PyRPL's image is known (0x200 to 0x20C: PSR, ISR, DSR, GAINBITS; the image of the vendor reads 0
there), and the scope's count of clocks since the FPGA was loaded (0x15C, 0x160). A count that
began after the board was last seen means that the FPGA was loaded anew: all registers are lost.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .connection import MonitorConnection

_CHIP = 0x40000004
_CONSTANTS = 0x40300200
_CLOCKS = 0x4010015C
_CLOCK_SECONDS = 8e-9
_OFFSET_SECONDS = 0.5
_SOON_SECONDS = 30.0


@dataclass(frozen=True)
class Identity:
    """What a board says of itself.

    Attributes
    ----------
    chip : int
        Number of its FPGA, 57 bits.
    constants : tuple of int
        Of pid0.
    started : float
        When its FPGA was loaded, on the clock of :func:`now` (s).
    age : float
        For how long its FPGA has run, by its own count (s).
    """

    chip: int
    constants: tuple[int, ...]
    started: float
    age: float = 0.0

    @property
    def has_image(self) -> bool:
        """Whether the FPGA runs PyRPL's image."""
        return all(self.constants)

    def to_keep(self, known: dict[str, Any]) -> dict[str, Any]:
        """What :meth:`kept_registers` needs, as plain values; `known` if that is good still."""
        new = {"chip": self.chip, "boot": _boot(), "offset": time.time() - now(), "age": self.age}
        same = all(known.get(key) == new[key] for key in ("chip", "boot"))
        # The time of day was set, or the computer was suspended.
        if same and abs(known["offset"] - new["offset"]) < _OFFSET_SECONDS:
            return known
        return new

    def kept_registers(self, known: dict[str, Any], seen: float) -> bool:
        """Whether this is a board that another process knew, and its FPGA was not loaded since.

        Parameters
        ----------
        known : dict
            What :meth:`to_keep` has returned there.
        seen : float
            When that process last saw the board, in seconds since the epoch.
        """
        try:
            if int(known["chip"]) != self.chip:
                return False
            if known["boot"] and known["boot"] == _boot():
                seen -= float(known["offset"])
                # The time of a virtual board slips when its computer is busy. Nobody loads an
                # FPGA so soon after a crash that its count has come as far again.
                soon = now() - seen < _SOON_SECONDS
                return self.started < seen or (soon and self.age >= float(known["age"]))
        except (LookupError, TypeError, ValueError):
            return False
        # The computer was started anew: only the time of day goes on.
        return time.time() - (now() - self.started) < seen


def read_identity(connection: MonitorConnection) -> Identity:
    """Ask a board who it is.

    Raises
    ------
    BrokenConnection
        It does not answer.
    """
    low, high = connection.read(_CHIP, 2).tolist()
    constants = tuple(connection.read(_CONSTANTS, 4).tolist())
    count_low, count_high = connection.read(_CLOCKS, 2).tolist()
    clocks = count_high << 32 | count_low
    age = clocks * _CLOCK_SECONDS
    return Identity(high << 32 | low, constants, now() - age, age)


def now() -> float:
    """Seconds on a clock that goes on while the computer is suspended, where there is one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@cache
def _boot() -> str:
    """Which start of this computer it is, "" when it does not say."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""
