"""Find a legal value for an attribute that is another than the present one."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyrpl_pyro.schema import AttributeSchema, ModuleSchema

_LARGE = 1e9
"""Limits beyond it stand for "any number"; a value next to them tells nothing."""


def other_value(schema: AttributeSchema, present: Any) -> Any:
    """A value that the schema allows, other than `present` if it allows another.

    Raises
    ------
    LookupError
        The schema tells too little to choose one.
    """
    if schema.options:
        return _other_option(schema.options, present)
    if isinstance(present, (bool, np.bool_)):
        return not present
    if isinstance(present, (int, float, np.integer, np.floating)):
        return _other_number(schema, present)
    if isinstance(present, str):
        return f"{present}x"
    if isinstance(present, list) and "Complex" in schema.kind:
        return [-1e3 - 2e3j]
    if isinstance(present, list) and "Float" in schema.kind:
        return [-1e3]
    raise LookupError(f"{schema.name}: {schema.kind} with value {present!r}")


def _other_option(options: list[Any], present: Any) -> Any:
    kept = list(present) if isinstance(present, list) else [present]
    found = [option for option in options if option not in kept and option is not None]
    if not found:
        return present
    # The middle one: first and last often stand for "off" or for an extreme.
    return found[len(found) // 2]


def _other_number(schema: AttributeSchema, present: Any) -> Any:
    low = schema.minimum if schema.minimum is not None else -_LARGE
    high = schema.maximum if schema.maximum is not None else _LARGE
    if abs(low) >= _LARGE or abs(high) >= _LARGE:
        found = present * 1.5 + 1
        if not low <= found <= high:
            found = (low if abs(low) < _LARGE else high) + 1
    else:
        share = 0.25 if present > low + 0.5 * (high - low) else 0.75
        found = low + share * (high - low)
    if isinstance(present, (int, np.integer)) and "Float" not in schema.kind:
        return round(found)
    return float(found)


def other_setup(schema: ModuleSchema, present: Any) -> dict[str, Any]:
    """Settings for `setup_attributes` that change the first one that can be changed."""
    for name in present:
        attribute = schema.attributes.get(name)
        if attribute is not None and attribute.options != [present[name]]:
            return {name: other_value(attribute, present[name])}
    return {}
