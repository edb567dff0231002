"""What PyRPL says of modules and attributes, as text: docstrings and cells of tables."""

from __future__ import annotations

import inspect
import re
from typing import Any

import numpy as np

from ..schema import AttributeSchema, ModuleSchema

_GENERATED = re.compile(
    r"\s*^\s*(Setup Attributes|Options|Parameters|Attributes|Methods):?\s*$", re.MULTILINE
)

_NO_DOCUMENTATION = {
    "Asg": "Arbitrary signal generator.",
    "HK": "LEDs and digital pins of the expansion connector.",
    "IIR": "Infinite impulse response filter.",
    "Scope": "Oscilloscope with two channels.",
    "Trig": "Trigger on a signal.",
    "ModuleList": "A list of modules.",
    "LockboxModuleDictPropertyInstance": "Modules by name.",
    "InputDirect": "A signal at an input.",
    "InputFromOutput": "The signal that an output sends.",
    "StageListElement": "A stage of the lock sequence.",
    "StageOutput": "What an output does in a stage.",
    **{
        f"{name}s": f"The {name.lower()} modules: pop() takes a free one, free() gives it back."
        for name in ("Asg", "Iq", "Pid", "Scope", "IIR", "Trig", "Pwm", "HK")
    },
    **{
        name: f"The {name[:-1].lower()} modules: pop() takes a free one, free() gives it back."
        for name in ("Iirs", "Hks")
    },
}
"""One line for the modules of which PyRPL says nothing, by class."""

_KINDS = (
    ("Bool", "bool"),
    ("IORegister", "bool"),
    ("ExpansionDirection", "bool"),
    ("Pause", "bool"),
    ("LogScale", "bool"),
    ("String", "str"),
    ("Int", "int"),
    ("Long", "int"),
    *((name, "float") for name in ("Float", "Gain", "Frequency", "Phase", "Amplitude", "Offset")),
)


def first_line(text: str, width: int = 0) -> str:
    """The first sentence of a documentation, cut at `width` characters if that is not 0."""
    body = _GENERATED.split(inspect.cleandoc(text), maxsplit=1)[0]
    paragraph = body.strip().split("\n\n")[0]
    sentence = re.split(r"(?<=[^.].)\.\s+(?=[A-Z])", " ".join(paragraph.split()))[0]
    return shortened(sentence, width) if width else sentence


def module_line(schema: ModuleSchema) -> str:
    """What a module is, in one line."""
    return first_line(schema.doc) or _NO_DOCUMENTATION.get(schema.class_name, "")


def shortened(text: str, width: int) -> str:
    """`text` in at most `width` characters, with "..." for what is left out."""
    return text if len(text) <= width else text[: max(0, width - 3)].rstrip(" .,") + "..."


def type_name(attribute: AttributeSchema) -> str:
    """ "float", "int", "bool", "str" or "" when PyRPL's descriptor does not tell."""
    if attribute.options:
        kinds = {type(_plain(option)).__name__ for option in attribute.options}
        if kinds == {"int", "float"}:
            return "float"
        return kinds.pop() if len(kinds) == 1 and kinds <= {"str", "bool", "int", "float"} else ""
    return next((name for word, name in _KINDS if word in attribute.kind), "")


def allowed(attribute: AttributeSchema, limit: int = 0) -> str:
    """The range or the options of an attribute; at most `limit` characters if that is not 0."""
    if attribute.options:
        options = [_option(option) for option in attribute.options]
        if type_name(attribute) in ("int", "float") and len(options) > 6:
            text = f"{options[0]}, {options[1]}, ... {options[-1]}"
        else:
            text = ", ".join(options)
    elif attribute.minimum is not None and attribute.maximum is not None:
        text = f"{attribute.minimum:g} to {attribute.maximum:g}"
    elif attribute.minimum is not None:
        text = f"from {attribute.minimum:g}"
    elif attribute.maximum is not None:
        text = f"up to {attribute.maximum:g}"
    else:
        text = "True, False" if type_name(attribute) == "bool" else ""
    if not attribute.writable and not text:
        text = "read only"
    return shortened(text, limit) if limit else text


def value_text(value: Any) -> str:
    """A value in few characters: six digits, the size of an array, the path of a module."""
    value = _plain(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, complex):
        return f"{value:.6g}"
    if isinstance(value, np.ndarray):
        return f"array of {' x '.join(map(str, value.shape)) or 'no dimensions'}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {value_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(value_text(part) for part in value) + "]"
    path = getattr(value, "_path", None)
    return path if isinstance(path, str) else str(value)


def attribute_doc(attribute: AttributeSchema) -> str:
    """The docstring of an attribute: PyRPL's text, then unit, range and options."""
    parts = [inspect.cleandoc(attribute.doc)] if attribute.doc.strip() else []
    if attribute.unit:
        parts.append(f"Unit: {attribute.unit}.")
    if attribute.options:
        parts.append("Options: " + ", ".join(map(_option, attribute.options)) + ".")
    elif attribute.minimum is not None and attribute.maximum is not None:
        parts.append(f"From {allowed(attribute)}.")
    elif attribute.minimum is not None or attribute.maximum is not None:
        parts.append(f"{allowed(attribute).capitalize()}.")
    parts = parts or [attribute_summary(attribute)]
    return "\n".join(parts)


def attribute_summary(attribute: AttributeSchema) -> str:
    """Type, unit and range of an attribute in one line."""
    kind = type_name(attribute)
    limits = "" if kind == "bool" and not attribute.options else allowed(attribute, 60)
    parts = [kind or attribute.kind, attribute.unit, limits]
    return ", ".join(filter(None, parts))


def module_doc(schema: ModuleSchema) -> str:
    """The docstring of a module: PyRPL's text, then its settings with units and ranges."""
    lines = [schema.doc] if schema.doc else []
    settings = [item for item in schema.attributes.values() if item.setup or item.gui]
    if settings:
        lines += ["", "Settings", "--------"]
        for item in settings:
            lines.append(f"{item.name} : {attribute_summary(item)}")
            if text := first_line(item.doc):
                lines.append(f"    {text}")
    if schema.submodules:
        lines += ["", "Modules", "-------", ", ".join(schema.submodules)]
    return "\n".join(lines)


def _option(option: Any) -> str:
    option = _plain(option)
    return f"{option:.6g}" if isinstance(option, float) else str(option)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
