"""Which board answers, whether it runs PyRPL's FPGA image, and since when the FPGA runs.

Three things are read: the number of the chip (`hk` 0x4, 0x8), the constants of pid0 by which
PyRPL's image is known (0x200 to 0x20C: PSR, ISR, DSR, GAINBITS; the image of the vendor reads 0
there), and the scope's count of clocks since the FPGA was loaded (0x15C, 0x160). A count that
began after the board was last seen means that the FPGA was loaded anew: all registers are lost.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from .connection import MonitorConnection

_CHIP = 0x40000004
_CONSTANTS = 0x40300200
_CLOCKS = 0x4010015C
_CLOCK_SECONDS = 8e-9


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
    """

    chip: int
    constants: tuple[int, ...]
    started: float

    @property
    def has_image(self) -> bool:
        """Whether the FPGA runs PyRPL's image."""
        return all(self.constants)


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
    return Identity(high << 32 | low, constants, now() - clocks * _CLOCK_SECONDS)


def now() -> float:
    """Seconds on a clock that goes on while the computer is suspended, where there is one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
