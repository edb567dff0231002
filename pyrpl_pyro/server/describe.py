"""Describe a module from its PyRPL class and its object: nothing is written per module."""

from __future__ import annotations

import contextlib
import inspect
import logging
import math
import re
from collections.abc import Callable
from enum import Enum
from typing import Any

from ..errors import NotTransferable
from ..schema import AttributeSchema, MethodSchema, ModuleSchema, ParameterSchema
from ..wire.codec import pack
from ..wire.references import DefaultValue
from . import deny
from .tree import BoardRoot, ModuleTree

logger = logging.getLogger(__name__)

SPECIAL_METHODS = (
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__len__",
    "__iter__",
    "__contains__",
    "__enter__",
    "__exit__",
)

_UNITS = {
    "volts": "V",
    "volt": "V",
    "v": "V",
    "degrees": "deg",
    "deg": "deg",
    "s": "s",
    "seconds": "s",
    "hz": "Hz",
    "cycles": "cycles",
    "samples": "samples",
    "us": "us",
}

_BRACKETED = re.compile(r"\[([^\]]+)\]")


def unit_of(doc: str, kind: str) -> str:
    """The unit that PyRPL's doc text names, or that the descriptor class implies."""
    for match in _BRACKETED.findall(doc or ""):
        unit = _UNITS.get(match.strip().lower())
        if unit:
            return unit
    if "Frequency" in kind or "Filter" in kind:
        return "Hz"
    if "Phase" in kind:
        return "deg"
    return ""


class MemberKind(Enum):
    """What a name of a PyRPL object stands for."""

    METHOD = "method"
    ATTRIBUTE = "attribute"
    ABSENT = "absent"


class Describer:
    """Makes a :class:`ModuleSchema` of each module.

    Parameters
    ----------
    tree : ModuleTree
    attribute_class, module_attribute_class : type
        PyRPL's ``BaseAttribute`` and ``ModuleAttribute``.
    convert : callable
        Turns PyRPL's objects into what can cross (see :mod:`pyrpl_pyro.server.values`).
    """

    def __init__(
        self,
        tree: ModuleTree,
        attribute_class: type,
        module_attribute_class: type,
        convert: Callable[[Any], Any],
    ):
        self._tree = tree
        self._attribute_class = attribute_class
        self._module_attribute_class = module_attribute_class
        self._convert = convert
        self._kinds: dict[tuple[type, str], MemberKind] = {}

    def public_names(self, module: Any) -> list[str]:
        """Names of all attributes and methods of a module that are remote, sorted."""
        is_board = module is self._tree.root
        names: set[str] = set()
        for item in self._objects(module):
            names |= set(dir(type(item))) | set(vars(item))
        return sorted(name for name in names if deny.reason(name, is_board) is None)

    def describe(self, path: str) -> ModuleSchema:
        """Describe the module at ``path``; LookupError when there is none."""
        module = self._tree.find(path)
        children = self._tree.children(module)
        attributes: dict[str, AttributeSchema] = {}
        methods: dict[str, MethodSchema] = {}
        for name in self.public_names(module):
            if name in children:
                continue
            owner = self.owner(module, name)
            static = inspect.getattr_static(owner, name)
            if isinstance(static, self._module_attribute_class):
                continue
            if self.member_kind(owner, name) is MemberKind.METHOD:
                methods[name] = self._method(owner, name)
            elif not isinstance(static, type):
                attributes[name] = self._attribute(owner, name, static)
        kind = type(module if module is not self._tree.root else module.pyrpl)
        return ModuleSchema(
            path=path,
            class_name=kind.__name__,
            doc=inspect.cleandoc(kind.__doc__ or ""),
            attributes=attributes,
            methods=methods,
            submodules=list(children),
            length=len(module) if self._tree.is_list(module) else None,
            special=self.special_methods(module),
        )

    def special_methods(self, module: Any) -> list[str]:
        """The operators that a module answers to."""
        if module is self._tree.root:
            return []
        found = [name for name in SPECIAL_METHODS if hasattr(type(module), name)]
        if "__iter__" in found and "__contains__" not in found:
            found.append("__contains__")
        return found

    def owner(self, module: Any, name: str) -> Any:
        """The PyRPL object that holds the attribute ``name`` of a module."""
        return module.owner_of(name) if module is self._tree.root else module

    def member_kind(self, owner: Any, name: str) -> MemberKind:
        """Whether ``name`` is a method of a PyRPL object, an attribute, or not there."""
        kind = self._kinds.get((type(owner), name))
        if kind is not None:
            return kind
        if name in vars(owner):
            return _kind_of(vars(owner)[name])
        for base in type(owner).__mro__:
            if name in base.__dict__:
                kind = _kind_of(base.__dict__[name])
                self._kinds[type(owner), name] = kind
                return kind
        return MemberKind.ABSENT

    def _objects(self, module: Any) -> list[Any]:
        if module is self._tree.root:
            root: BoardRoot = module
            return [root.pyrpl, root.redpitaya]
        return [module]

    def _transferable(self, value: Any) -> Any:
        try:
            pack(value, self._convert)
        except NotTransferable:
            return DefaultValue(repr(value))
        return value

    def _attribute(self, owner: Any, name: str, static: Any) -> AttributeSchema:
        setup = name in getattr(owner, "_setup_attributes", ())
        gui = name in getattr(owner, "_gui_attributes", ())
        if isinstance(static, self._attribute_class):
            kind = type(static).__name__
            doc = static.__doc__ or ""
            return AttributeSchema(
                name=name,
                kind=kind,
                doc=doc,
                unit=unit_of(doc, kind),
                minimum=_finite(_detail(static, "min")),
                maximum=_finite(_detail(static, "max")),
                increment=_finite(_detail(static, "increment")),
                options=self._options(owner, name, static),
                default=self._transferable(_detail(static, "default")),
                setup=setup,
                gui=gui,
            )
        if isinstance(static, property):
            doc = inspect.getdoc(static) or ""
            writable = static.fset is not None
            return AttributeSchema(name, "property", doc, unit_of(doc, ""), writable=writable)
        return AttributeSchema(name, "plain", setup=setup, gui=gui)

    def _options(self, owner: Any, name: str, static: Any) -> list[Any] | None:
        source = _detail(static, "options")
        if callable(source):
            found = source(owner)
        elif callable(_detail(static, "valid_frequencies")):
            found = static.valid_frequencies(owner)
        else:
            return None
        return [self._transferable(option) for option in found]

    def _method(self, owner: Any, name: str) -> MethodSchema:
        method = getattr(owner, name)
        try:
            parameters = list(inspect.signature(method).parameters.values())
        except (ValueError, TypeError):
            # Some methods of Python's list have no signature to read.
            parameters = list(inspect.signature(lambda *args, **kwargs: None).parameters.values())
        described = [
            ParameterSchema(
                name=parameter.name,
                kind=parameter.kind.name,
                has_default=parameter.default is not inspect.Parameter.empty,
                default=None
                if parameter.default is inspect.Parameter.empty
                else self._transferable(parameter.default),
            )
            for parameter in parameters
        ]
        return MethodSchema(name, inspect.getdoc(method) or "", described)


def _kind_of(static: Any) -> MemberKind:
    if isinstance(static, (staticmethod, classmethod)):
        return MemberKind.METHOD
    if inspect.isroutine(static) and not inspect.isdatadescriptor(static):
        return MemberKind.METHOD
    return MemberKind.ATTRIBUTE


def _detail(descriptor: Any, name: str) -> Any:
    # A ProxyProperty looks its details up in its target, which may not have them.
    with contextlib.suppress(AttributeError, TypeError):
        return getattr(descriptor, name)
    return None


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return value
