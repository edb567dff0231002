"""Attributes and methods as text of a stub."""

from __future__ import annotations

import keyword
import textwrap
from collections.abc import Iterable, Mapping

import numpy as np

from ..client.documentation import attribute_doc, type_name
from ..client.module import ModuleProxy
from ..schema import AttributeSchema, MethodSchema, ModuleSchema, ParameterSchema

Types = Mapping[tuple[str, str], type]
"""The type of a value by (path, attribute)."""

_RETURNS = {
    "single": "np.ndarray",
    "transfer_function": "np.ndarray",
    "single_async": "AcquisitionHandle",
    **dict.fromkeys(("setup", "stop", "pause", "resume", "continuous", "free"), "None"),
}
_VALUES = {
    bool: "bool",
    int: "int",
    float: "float",
    complex: "complex",
    str: "str",
    list: "list[Any]",
    dict: "dict[Any, Any]",
    np.ndarray: "np.ndarray",
}
_SETTERS = {"int": "float", "list[Any]": "Sequence[Any]", "np.ndarray": "ArrayLike"}
"""Types that may be written where others are read."""


def attributes_and_methods(schema: ModuleSchema, types: Types, skip: set[str]) -> list[str]:
    """Text of each attribute and method of a module that is not in `skip`."""
    found = []
    for attribute in schema.attributes.values():
        if usable(attribute.name) and attribute.name not in skip:
            found.append(_attribute(schema.path, attribute, types))
    for method in schema.methods.values():
        if usable(method.name) and method.name not in skip:
            found.append(_method(schema, method, types))
    return found


def _attribute(path: str, attribute: AttributeSchema, types: Types) -> str:
    read, write = _attribute_types(path, attribute, types)
    name, doc = attribute.name, docstring(attribute_doc(attribute))
    text = f"@property\ndef {name}(self) -> {read}:\n{textwrap.indent(doc, '    ')}\n"
    if attribute.writable:
        text += f"@{name}.setter\ndef {name}(self, value: {write}) -> None: ...\n"
    return text


def _attribute_types(path: str, attribute: AttributeSchema, types: Types) -> tuple[str, str]:
    """What an attribute gives, and what it takes."""
    kind = type_name(attribute)
    if attribute.options and kind == "str":
        # The signals of a lockbox are named by its user.
        is_open = path.split(".")[0] == "lockbox"
        text = "str" if is_open else f"Literal[{', '.join(map(repr, attribute.options))}]"
        return text, f"{text} | ModuleProxy" if "Input" in attribute.kind else text
    if "Filter" in attribute.kind or "andwidth" in attribute.kind:
        return "Any", "float | Sequence[float]"
    if kind:
        return kind, "float" if kind == "int" and attribute.options else kind
    found = _VALUES.get(types.get((path, attribute.name), object), "Any")
    return found, _SETTERS.get(found, found)


def _method(schema: ModuleSchema, method: MethodSchema, types: Types) -> str:
    returns = _RETURNS.get(method.name, "Any")
    doc = textwrap.indent(docstring(method.doc), "    ")
    settings = [item for item in schema.attributes.values() if item.setup and usable(item.name)]
    kinds = {parameter.kind for parameter in method.parameters}
    if method.name == "setup" and kinds == {"VAR_KEYWORD"} and settings:
        given = [
            f"{item.name}: {_attribute_types(schema.path, item, types)[1]} = ..."
            for item in settings
        ]
        listed = "".join(f"    {item},\n" for item in ["self", "*", *given])
        return f"def setup(\n{listed}) -> None:\n{doc}\n"
    parameters = ["self", *_parameters(method.parameters)]
    return f"def {method.name}({', '.join(parameters)}) -> {returns}:\n{doc}\n"


def _parameters(parameters: Iterable[ParameterSchema]) -> list[str]:
    found = []
    starred = False
    for parameter in parameters:
        kind = "Any"
        if parameter.name == "timeout":
            kind = "float | None"
        elif parameter.has_default and type(parameter.default) in (bool, str):
            kind = type(parameter.default).__name__
        elif parameter.has_default and type(parameter.default) in (int, float):
            kind = "float"
        stars = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(parameter.kind, "")
        if parameter.kind == "KEYWORD_ONLY" and not starred:
            found.append("*")
        starred = starred or parameter.kind in ("KEYWORD_ONLY", "VAR_POSITIONAL")
        default = " = ..." if parameter.has_default else ""
        found.append(f"{stars}{parameter.name}: {kind}{default}")
        if parameter.kind == "POSITIONAL_ONLY":
            found.append("/")
    last = len(found) - 1 - found[::-1].index("/") if "/" in found else -1
    return [item for number, item in enumerate(found) if item != "/" or number == last]


def docstring(text: str) -> str:
    """A docstring; whoever reads it in an editor sees PyRPL's text."""
    lines = [line.rstrip() for line in text.replace("\r", "").strip().split("\n")]
    body = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    if not body:
        return "..."
    if body.endswith('"'):
        body += " "
    end = '"""' if "\n" not in body else '\n"""'
    return f'"""{body}{end}'


def usable(name: str) -> bool:
    """Whether a name can be written in Python, and is not one of the proxy's own."""
    return name.isidentifier() and not keyword.iskeyword(name) and not hasattr(ModuleProxy, name)
