"""Warnings that PyRPL set another value than was asked for."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np

from ..errors import ValueAdjustedWarning

_WARNED_KEPT = 10_000


class AdjustmentWarner:
    """Warns of each adjusted attribute once, and again when a value is far from what was asked."""

    def __init__(self) -> None:
        self._warned: set[tuple[str, str]] = set()

    def warn(self, adjustments: list[Any]) -> None:
        """Warn of what a reply of the server tells.

        Parameters
        ----------
        adjustments : list
            Path of the module, attribute, value that was asked for, value that was set.
        """
        for path, name, asked, found in adjustments:
            place = f"{path}.{name}" if path else name
            key = (place, repr(asked)) if _is_far(asked, found) else (place, "")
            if key in self._warned or len(self._warned) > _WARNED_KEPT:
                continue
            self._warned.add(key)
            message = f"{place}: asked for {_plain(asked)!r}, PyRPL set {_plain(found)!r}."
            warnings.warn(message, ValueAdjustedWarning, stacklevel=_stack_level())


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(map(_plain, value))
    return value.item() if isinstance(value, np.generic) else value


def _is_far(asked: Any, found: Any) -> bool:
    """Whether a value was clamped or replaced, rather than rounded to the next step."""
    if isinstance(asked, (int, float)) and isinstance(found, (int, float)):
        return abs(asked - found) > 0.1 * max(abs(asked), abs(found))
    return True


def _stack_level() -> int:
    """How many frames up the code of the user is."""
    level = 1
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(
        "pyrpl_pyro."
    ):
        frame = frame.f_back
        level += 1
    return level
