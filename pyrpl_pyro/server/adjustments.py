"""Tell what PyRPL made of a value: clamped to the limits or rounded to the register's step."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_RELATIVE_TOLERANCE = 1e-9


def differs(asked: Any, found: Any) -> bool:
    """Whether PyRPL set something else than what was asked for.

    A module stands for its name, and a shorter list of filter frequencies for one that
    PyRPL filled up with zeros.
    """
    name = getattr(asked, "name", None)
    if isinstance(name, str) and isinstance(found, str):
        return False
    if _is_number(asked) and _is_number(found):
        return not _close(asked, found)
    if isinstance(asked, str) and isinstance(found, str):
        return asked.lower() != found.lower()
    if _is_sequence(asked) and _is_sequence(found):
        return _sequences_differ(list(asked), list(found))
    if _is_number(asked) and _is_sequence(found):
        return _sequences_differ([asked], list(found))
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex, np.number)) and not isinstance(value, bool)


def _is_sequence(value: Any) -> bool:
    return isinstance(value, (list, tuple, np.ndarray))


def _close(asked: Any, found: Any) -> bool:
    if isinstance(asked, complex) or isinstance(found, complex):
        return abs(asked - found) <= _RELATIVE_TOLERANCE * max(abs(asked), abs(found))
    if math.isnan(asked) or math.isnan(found):
        return math.isnan(asked) and math.isnan(found)
    return math.isclose(asked, found, rel_tol=_RELATIVE_TOLERANCE, abs_tol=1e-12)


def _sequences_differ(asked: list[Any], found: list[Any]) -> bool:
    if not all(_is_number(item) for item in asked + found):
        return False
    length = max(len(asked), len(found))
    asked = asked + [0] * (length - len(asked))
    found = found + [0] * (length - len(found))
    return any(not _close(a, b) for a, b in zip(asked, found, strict=True))
