"""In what state the way to the board is, as data."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from ..errors import BoardTakenOver, BoardUnreachable


class Condition(Enum):
    """What can be done with the board."""

    #: Registers are read and written.
    CONNECTED = "connected"
    #: Nothing can be done; a connection is tried again and again.
    UNREACHABLE = "unreachable"
    #: Another PyRPL has the board, and nothing is done until somebody asks for it.
    TAKEN_OVER = "taken over"
    #: The board answers, but its FPGA runs another image than PyRPL's.
    OTHER_IMAGE = "other FPGA image"


@dataclass(frozen=True)
class HardwareState:
    """The state of the way to the board.

    Attributes
    ----------
    condition : Condition
    since : float
        When that began, in seconds since the epoch.
    reason : str
        What happened, or what is known of the board since it is back.
    doing : str
        What is being done about it, or what to do.
    registers_lost : float or None
        When it was last noticed that the FPGA had started anew, with all registers at
        reset, in seconds since the epoch.
    """

    condition: Condition
    since: float = field(default_factory=time.time)
    reason: str = ""
    doing: str = ""
    registers_lost: float | None = None

    def error(self, hostname: str, unfinished: str = "") -> BoardUnreachable:
        """The error for a call that cannot be done now.

        Parameters
        ----------
        hostname : str
            The board.
        unfinished : str
            What became of the access that was under way.
        """
        taken_over = self.condition is Condition.TAKEN_OVER
        kind = BoardTakenOver if taken_over else BoardUnreachable
        what = {
            Condition.TAKEN_OVER: "was taken over by another PyRPL",
            Condition.OTHER_IMAGE: "runs another FPGA image than PyRPL's",
        }.get(self.condition, "is unreachable")
        seconds = max(0.0, time.time() - self.since)
        text = f"the board {hostname} {what} since {clock_time(self.since)} ({seconds:.0f} s)"
        text += f": {self.reason}. {self.doing}" if self.reason else f". {self.doing}"
        return kind(
            f"{text} {unfinished}".strip(), hostname=hostname, since=self.since, doing=self.doing
        )


def clock_time(seconds: float) -> str:
    """Seconds since the epoch as text, in this computer's time zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
