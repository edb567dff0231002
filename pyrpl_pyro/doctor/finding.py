"""What a check has found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    Attributes
    ----------
    check : str
        What was checked, such as "name server".
    state : State
        ``SKIPPED``: the check could not be made; `found` says why.
    found : str
        What there is, or what is wrong.
    advice : str
        What to do; "" when there is nothing to do.
    board : str
        Name of the board that it is about; "" for this computer and the name server.
    """

    check: str
    state: State
    found: str
    advice: str = ""
    board: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "state": self.state.value}
