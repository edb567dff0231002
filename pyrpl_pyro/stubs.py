"""Type stubs of a board's modules, for editors and type checkers, from their descriptions.

Texts that an attribute takes become ``Literal`` types, limits and units go into docstrings. What
PyRPL does not describe (properties, plain attributes) gets the type of a value, when one was read.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .client.board import Board
from .client.documentation import attribute_doc, module_line, type_name
from .client.module import ModuleProxy
from .client.plots import can_be_drawn
from .client.streaming import StreamKind, stream_kind
from .schema import AttributeSchema, MethodSchema, ModuleSchema, ParameterSchema

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

_PLOT = '''\
def plot(
    self,
    data: Any = None,
    x: Any = None,
    *,
    title: str | None = None,
    axes: Any = None,
    file: str | PathLike[str] | None = None,
) -> Any:
    """Draw the last result, see pyrpl_pyro.plot()."""
'''

_STREAMS = {
    StreamKind.CURVES: '''\
def stream(self, *, buffer: int = 16, timeout: float | None = None) -> Stream[CurveFrame]:
    """Follow the curves as they come: for frame in rp.scope.stream(): ..."""
''',
    StreamKind.SAMPLES: '''\
def stream(
    self,
    *signals: ModuleProxy | str,
    rate: float = 100.0,
    buffer: int = 200,
    timeout: float | None = None,
) -> Stream[SampleFrame]:
    """Sample signals at a rate: for frame in rp.sampler.stream("in1", rate=100): ..."""
''',
}

_LATE = ("data_x", "data_avg")
_LATER = """\
@property
def {name}(self) -> np.ndarray: ...  # after the first run
"""

_OPEN = """\
# A lockbox model of your own has further attributes.
def __getattr__(self, name: str) -> Any: ...
def __setattr__(self, name: str, value: Any) -> None: ...
"""

_HEAD = '''\
"""{title}

Made by {origin}; changes by hand are lost.
"""

from collections.abc import Sequence
from os import PathLike
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

{imports}
'''

_IMPORTS = """\
from pyrpl_pyro.client.frames import CurveFrame, SampleFrame
from pyrpl_pyro.client.handle import AcquisitionHandle
from pyrpl_pyro.client.module import ContainerProxy, ListProxy, ModuleProxy
from pyrpl_pyro.client.streams import Stream
"""


def shipped(schemas: Mapping[str, ModuleSchema], types: Types, board_has: Iterable[str]) -> str:
    """The stubs that the package ships: modules, and ``BoardModules``, the base of ``Board``.

    Parameters
    ----------
    schemas : mapping of str to ModuleSchema
        By path; "" is the board.
    types : mapping
        See :data:`Types`.
    board_has : iterable of str
        What the client's ``Board`` defines itself.
    """
    classes, names = _classes(schemas, types)
    head = _HEAD.format(
        title="What a board with the default configuration of PyRPL has, for type checkers.",
        origin="docs/make_stubs.py",
        imports=_IMPORTS,
    )
    body = _board_members(schemas, types, names, set(board_has))
    return head + classes + _class("BoardModules", "ModuleProxy", "Modules of a board.", body)


def own(
    schemas: Mapping[str, ModuleSchema],
    types: Types,
    default: Iterable[str],
    board_has: Iterable[str],
) -> str:
    """The stubs of one board: modules, and ``Board``, which derives from the package's.

    Parameters
    ----------
    schemas, types
        See :func:`shipped`.
    default : iterable of str
        Members that the shipped stubs have, which may be of another type here.
    board_has : iterable of str
        What the client's ``Board`` defines itself.
    """
    classes, names = _classes(schemas, types)
    head = _HEAD.format(
        title="The modules of a board, for type checkers.",
        origin="pyrpl-pyro stubs",
        imports="from pyrpl_pyro import Board as AnyBoard\n" + _IMPORTS,
    )
    known = set(default)
    ignored = "  # type: ignore[override]"
    body = [
        f"@property\ndef {name}(self) -> {names[name]}: ...{ignored if name in known else ''}\n"
        for name in schemas[""].submodules
        if _usable(name) and name not in set(board_has)
    ]
    return head + classes + _class("Board", "AnyBoard", "This board.", body)


def value_types(
    schemas: Mapping[str, ModuleSchema], read: Callable[[str, str], Any]
) -> dict[tuple[str, str], type]:
    """Read what PyRPL does not describe, for its type.

    Parameters
    ----------
    schemas : mapping of str to ModuleSchema
    read : callable
        ``read(path, name)``; an attribute for which it raises an error is left out.
    """
    found = {}
    for path, schema in schemas.items():
        for attribute in schema.attributes.values():
            if attribute.kind not in ("property", "plain") or attribute.name == "params":
                continue
            try:
                value = read(path, attribute.name)
            except Exception:
                # What cannot be read has no type; a type checker is told Any.
                continue
            found[path, attribute.name] = type(
                value.item() if isinstance(value, np.generic) else value
            )
    return found


def schemas_of(board: Board) -> dict[str, ModuleSchema]:
    """The descriptions of a board ("") and all its modules, by path."""
    return {path: board._describe(path) for path in ["", *board.info().modules]}


def board_members() -> set[str]:
    """What the client's ``Board`` defines itself."""
    return {name for name in dir(Board) if not name.startswith("__")}


def default_members() -> set[str]:
    """The modules that the shipped stubs know."""
    text = Path(__file__).with_name("remote.pyi").read_text(encoding="utf-8")
    return set(re.findall(r"def (\w+)\(self\)", text.partition("class BoardModules")[2]))


def _classes(schemas: Mapping[str, ModuleSchema], types: Types) -> tuple[str, dict[str, str]]:
    """The classes of all modules as text, and the name of each by path."""
    names: dict[str, str] = {}
    bodies: dict[str, str] = {}
    common = _common(schemas, types)
    for path in sorted(filter(None, schemas), key=lambda path: (-path.count("."), path)):
        schema = schemas[path]
        base = "Module"
        if "__getitem__" in schema.special:
            base += ", ListProxy" if "__len__" in schema.special else ", ContainerProxy"
        body = [item for item in _members(schema, types, names) if item not in common]
        number, name = 1, schema.class_name
        text = _class(name, base, module_line(schema), body)
        while bodies.get(name, text) != text:
            number += 1
            name = f"{schema.class_name}{number}"
            text = _class(name, base, module_line(schema), body)
        names[path], bodies[name] = name, text
    shared = _class("Module", "ModuleProxy", "What all modules have.", common)
    return shared + "".join(bodies[name] for name in sorted(bodies)), names


def _common(schemas: Mapping[str, ModuleSchema], types: Types) -> list[str]:
    """The members that all modules have, word for word."""
    found = [
        _attributes_and_methods(schema, types, set()) for path, schema in schemas.items() if path
    ]
    shared = set(found[0]).intersection(*found)
    return [item for item in found[0] if item in shared]


def _class(name: str, base: str, doc: str, members: Iterable[str]) -> str:
    body = "\n".join([_docstring(doc), *members]).rstrip()
    return f"\nclass {name}({base}):\n{textwrap.indent(body, '    ')}\n"


def _members(schema: ModuleSchema, types: Types, names: Mapping[str, str]) -> list[str]:
    path = schema.path
    found = []
    for name in schema.submodules:
        if _usable(name):
            found.append(f"@property\ndef {name}(self) -> {names[f'{path}.{name}']}: ...\n")
    found += _attributes_and_methods(schema, types, set())
    if schema.length and f"{path}.0" in names:
        found.append(f"def __getitem__(self, key: Any) -> {names[f'{path}.0']}: ...\n")
    if can_be_drawn(schema):
        found.append(_PLOT)
    kind = stream_kind(schema)
    if kind is not None:
        found.append(_STREAMS[kind])
    if "single" in schema.methods:
        found += [_LATER.format(name=name) for name in _LATE if name not in schema.attributes]
    if path.split(".")[0] == "lockbox":
        found.append(_OPEN)
    return found


def _board_members(
    schemas: Mapping[str, ModuleSchema], types: Types, names: Mapping[str, str], skip: set[str]
) -> list[str]:
    found = [
        f"@property\ndef {name}(self) -> {names[name]}: ...\n"
        for name in schemas[""].submodules
        if _usable(name) and name not in skip
    ]
    found += [f"@property\ndef {name}(self) -> Self: ...\n" for name in ("rp", "redpitaya")]
    left_out = skip | {"rp", "redpitaya", *schemas[""].submodules}
    return [*found, *_attributes_and_methods(schemas[""], types, left_out)]


def _attributes_and_methods(schema: ModuleSchema, types: Types, skip: set[str]) -> list[str]:
    found = []
    for attribute in schema.attributes.values():
        if _usable(attribute.name) and attribute.name not in skip:
            found.append(_attribute(schema.path, attribute, types))
    for method in schema.methods.values():
        if _usable(method.name) and method.name not in skip:
            found.append(_method(schema, method, types))
    return found


def _attribute(path: str, attribute: AttributeSchema, types: Types) -> str:
    read, write = _attribute_types(path, attribute, types)
    name, doc = attribute.name, _docstring(attribute_doc(attribute))
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
    doc = textwrap.indent(_docstring(method.doc), "    ")
    settings = [item for item in schema.attributes.values() if item.setup and _usable(item.name)]
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


def _docstring(text: str) -> str:
    """A docstring; whoever reads it in an editor sees PyRPL's text."""
    lines = [line.rstrip() for line in text.replace("\r", "").strip().split("\n")]
    body = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    if not body:
        return "..."
    if body.endswith('"'):
        body += " "
    end = '"""' if "\n" not in body else '\n"""'
    return f'"""{body}{end}'


def _usable(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and not hasattr(ModuleProxy, name)
