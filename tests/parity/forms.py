"""Values of both sides as plain data with their types, so that they can be compared.

A form is what is left of a value when the process that made it is taken away: two forms
are equal when type and value are. The reference process and the test make them with the
same code, each with a function for the objects that only it has.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Form = tuple[Any, ...]
Special = Callable[[Any], "Form | None"]

_SHOWN = 160
_WITH_KEYS = ("dict", "OrderedDict", "curve")


def form_of(value: Any, special: Special) -> Form:
    """The form of a value; `special` gives that of an object that only one side has."""
    found = special(value)
    if found is not None:
        return found
    kind = type(value)
    if value is None or kind in (bool, int, str, bytes):
        return kind.__name__, value
    if kind is float:
        # As text, because nan is not equal to nan.
        return "float", value.hex()
    if kind is complex:
        return "complex", value.real.hex(), value.imag.hex()
    if isinstance(value, np.generic):
        return f"numpy.{kind.__name__}", np.asarray(value).tobytes()
    if kind is np.ndarray:
        return "array", value.dtype.str, value.shape, np.ascontiguousarray(value).tobytes()
    if kind in (list, tuple):
        return kind.__name__, [form_of(item, special) for item in value]
    if kind in (set, frozenset):
        return kind.__name__, sorted((form_of(item, special) for item in value), key=repr)
    if kind in (dict, OrderedDict):
        pairs = [(form_of(key, special), form_of(item, special)) for key, item in value.items()]
        return kind.__name__, pairs
    return "cannot cross", f"{kind.__module__}.{kind.__qualname__}"


def curve_form(pk: int, data: Any, params: dict[str, Any], special: Special) -> Form:
    """The form of a stored curve."""
    return "curve", form_of({"pk": pk, "data": data, "params": params}, special)[1]


def error_form(name: str) -> Form:
    """The form of a read or write that raised an error of the class `name`."""
    return "error", name


def kind_of(form: Form) -> Form:
    """What is left of a form without the values: types, lengths, shapes and keys."""
    name = form[0]
    if name == "array":
        return form[:3]
    if name in ("list", "tuple", "set", "frozenset"):
        return name, [kind_of(item) for item in form[1]]
    if name in _WITH_KEYS:
        return name, [(key, kind_of(item)) for key, item in form[1]]
    if name in ("module", "error", "cannot cross"):
        return form
    return (name,)


def differences(left: Form, right: Form, way: str = "") -> Iterator[tuple[str, Form, Form]]:
    """Where two forms differ: the way to each place, and what is there on either side."""
    if left == right:
        return
    same_kind = left[0] == right[0]
    has_keys = same_kind and left[0] in _WITH_KEYS
    if same_kind and left[0] in ("list", "tuple") and len(left[1]) == len(right[1]):
        for index, pair in enumerate(zip(left[1], right[1], strict=True)):
            yield from differences(*pair, f"{way}.{index}")
    elif has_keys and [key for key, _ in left[1]] == [key for key, _ in right[1]]:
        for one, other in zip(left[1], right[1], strict=True):
            yield from differences(one[1], other[1], f"{way}.{readable(one[0])}")
    else:
        yield way, left, right


def shown(form: Form) -> str:
    """A form for a message."""
    text = repr(readable(form))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def readable(form: Form) -> Any:
    """A form for a reader: the value where it is short."""
    name = form[0]
    if name == "float":
        return float.fromhex(form[1])
    if name == "complex":
        return complex(float.fromhex(form[1]), float.fromhex(form[2]))
    if name == "array":
        return np.frombuffer(form[3], form[1]).reshape(form[2])
    if name in ("list", "tuple", "set", "frozenset"):
        return name, [readable(item) for item in form[1]]
    if name in _WITH_KEYS:
        return name, [(readable(key), readable(item)) for key, item in form[1]]
    return form if name in ("module", "error", "cannot cross") else form[-1]
