"""Parameters of plants: default, unit, meaning and limits in one place."""

import dataclasses
import math
from typing import Any


def parameter(
    default: Any,
    unit: str,
    doc: str,
    minimum: float = -math.inf,
    maximum: float = math.inf,
    options: tuple[str, ...] = (),
) -> Any:
    """A dataclass field that is a parameter of a plant.

    Parameters
    ----------
    default:
        Its type is the type of the parameter: float, int, bool or str.
    unit:
        "" for a number without one.
    doc:
        What it is, in one line.
    minimum, maximum:
        Both allowed.
    options:
        The values that a str may take.
    """
    metadata = {
        "unit": unit,
        "doc": doc,
        "minimum": minimum,
        "maximum": maximum,
        "options": options,
    }
    return dataclasses.field(default=default, metadata=metadata)


def parsed(field: dataclasses.Field[Any], text: str) -> Any:
    """The value that `text` stands for, as in "low_pass:bandwidth=1e4".

    Raises
    ------
    ValueError
        It stands for none of the parameter's type.
    """
    kind: Any = type(field.default)
    if kind is bool:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if text.lower() not in words:
            raise ValueError(f"{field.name} must be true or false, not {text!r}")
        return words[text.lower()]
    if kind is str:
        return text
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{field.name} must be a number, not {text!r}") from None
    return int(number) if kind is int and number == int(number) else number


def checked(field: dataclasses.Field[Any], value: Any) -> Any:
    """`value` as the type of the parameter.

    Raises
    ------
    TypeError, ValueError
        It has another type, or lies outside the limits.
    """
    kind: Any = type(field.default)
    if kind is str:
        options = field.metadata["options"]
        if value not in options:
            raise ValueError(f"{field.name} must be one of {', '.join(options)}, not {value!r}")
        return value
    if kind is bool or isinstance(value, bool):
        if not (kind is bool and isinstance(value, bool)):
            raise TypeError(f"{field.name} must be of type {kind.__name__}, not {value!r}")
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{field.name} must be a number, not {value!r}") from None
    low, high, unit = (field.metadata[key] for key in ("minimum", "maximum", "unit"))
    if not (math.isfinite(number) and low <= number <= high):
        raise ValueError(
            f"{field.name} must be finite and from {low:g} to {high:g} {unit}".rstrip()
            + f", not {value!r}"
        )
    if kind is int:
        if number != int(number):
            raise ValueError(f"{field.name} must be a whole number, not {value!r}")
        return int(number)
    return number
