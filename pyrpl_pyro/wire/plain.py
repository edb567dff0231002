"""Values for a plain Pyro5 client: nothing but what serpent and msgpack know by themselves."""

from __future__ import annotations

from collections.abc import Callable, KeysView, ValuesView
from typing import Any

import numpy as np

from ..errors import NotTransferable
from .references import Curve

_MAX_NESTING = 64


def to_plain(value: Any, convert: Callable[[Any], Any], depth: int = 0) -> Any:
    """Arrays become nested lists, numpy scalars Python numbers, curves dicts.

    Parameters
    ----------
    value : object
    convert : callable
        Called with an object of another type; returns what stands for it, or the object
        itself when it does not know it either.

    Raises
    ------
    NotTransferable
        The value contains an object of a type that a plain client cannot get.
    """
    if value is None or type(value) in (bool, int, float, complex, str, bytes):
        return value
    if depth > _MAX_NESTING:
        raise NotTransferable("a value that contains itself, or is nested too deeply, cannot cross")
    below = depth + 1
    if isinstance(value, np.ndarray):
        return to_plain(value.tolist(), convert, below)
    if isinstance(value, np.generic):
        return to_plain(value.item(), convert, below)
    converted = convert(value)
    if converted is not value:
        if isinstance(converted, Curve):
            return to_plain(vars(converted), convert, below)
        if isinstance(converted, (dict, list)):
            return to_plain(converted, convert, below)
        return converted
    if isinstance(value, dict):
        return {to_plain(k, convert, below): to_plain(v, convert, below) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(to_plain(item, convert, below) for item in value)
    if isinstance(value, (set, frozenset)):
        return {to_plain(item, convert, below) for item in value}
    if isinstance(value, (list, KeysView, ValuesView)):
        return [to_plain(item, convert, below) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    kinds: tuple[Any, ...] = (int, float, str, bytes)
    for plain in kinds:
        if isinstance(value, plain):
            return plain(value)
    kind = type(value)
    raise NotTransferable(
        f"an object of type {kind.__module__}.{kind.__qualname__} cannot cross to a plain client."
    )
