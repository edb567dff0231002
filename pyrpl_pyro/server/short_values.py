"""Values for the journal: plain, never shared with PyRPL, and short."""

from __future__ import annotations

from typing import Any

import numpy as np

AS_THEY_ARE = frozenset({bool, int, float, complex, type(None)})
_MOST_ITEMS = 16
_MOST_CHARACTERS = 200
_SHOWN_ITEMS = 3


def short(value: Any) -> Any:
    """A value as numbers, texts, and short lists and dicts of them.

    What is longer is told in words ("array of 16384 values: 0.1, 0.2, 0.3, ...") and a module
    by its name.
    """
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    if isinstance(value, str):
        return value if len(value) <= _MOST_CHARACTERS else value[:_MOST_CHARACTERS] + "..."
    if isinstance(value, np.generic):
        return short(value.item())
    if isinstance(value, np.ndarray):
        return _items(value.ravel(), "array") if value.size > _MOST_ITEMS else value.tolist()
    if isinstance(value, dict):
        if len(value) > _MOST_ITEMS:
            return f"dict of {len(value)} entries"
        return {str(key): short(item) for key, item in value.items()}
    name = getattr(value, "name", None)
    if isinstance(name, str):
        return name
    if isinstance(value, (list, tuple)):
        return _items(value, "list") if len(value) > _MOST_ITEMS else [short(v) for v in value]
    return short(str(value))


def _items(values: Any, what: str) -> str:
    shown = ", ".join(str(short(value)) for value in values[:_SHOWN_ITEMS])
    return f"{what} of {len(values)} values: {shown}, ..."
