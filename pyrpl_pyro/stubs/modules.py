"""Whole stub files: a class for each module."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from ..client.documentation import module_line
from ..client.plots import can_be_drawn
from ..client.streaming import StreamKind, stream_kind
from ..schema import ModuleSchema
from .members import Types, attributes_and_methods, docstring, usable

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
        See :data:`pyrpl_pyro.stubs.members.Types`.
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
        _property(name, names[name], ignored if name in known else "")
        for name in schemas[""].submodules
        if usable(name) and name not in set(board_has)
    ]
    return head + classes + _class("Board", "AnyBoard", "This board.", body)


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
        attributes_and_methods(schema, types, set()) for path, schema in schemas.items() if path
    ]
    shared = set(found[0]).intersection(*found)
    return [item for item in found[0] if item in shared]


def _class(name: str, base: str, doc: str, members: Iterable[str]) -> str:
    body = "\n".join([docstring(doc), *members]).rstrip()
    return f"\nclass {name}({base}):\n{textwrap.indent(body, '    ')}\n"


def _property(name: str, kind: str, comment: str = "") -> str:
    return f"@property\ndef {name}(self) -> {kind}: ...{comment}\n"


def _members(schema: ModuleSchema, types: Types, names: Mapping[str, str]) -> list[str]:
    path = schema.path
    found = []
    for name in schema.submodules:
        if usable(name):
            found.append(_property(name, names[f"{path}.{name}"]))
    found += attributes_and_methods(schema, types, set())
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
        _property(name, names[name])
        for name in schemas[""].submodules
        if usable(name) and name not in skip
    ]
    found += [_property(name, "Self") for name in ("rp", "redpitaya")]
    left_out = skip | {"rp", "redpitaya", *schemas[""].submodules}
    return [*found, *attributes_and_methods(schemas[""], types, left_out)]
