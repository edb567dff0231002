"""A module of a remote board as a Python object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..schema import AttributeSchema, MethodSchema, ModuleSchema
from ..wire.references import MethodReference
from . import display, plots, streaming
from .documentation import attribute_doc, attribute_summary, module_doc

if TYPE_CHECKING:
    from .board import Board


class ModuleProxy:
    """A module of a board; attributes and methods are those of PyRPL's module.

    Two proxies of the same module are equal. A proxy may be used from any thread; one
    that was pickled, or inherited by a forked process, connects anew.
    """

    _board: Board
    _path: str

    def __init__(self, board: Board, path: str):
        object.__setattr__(self, "_board", board)
        object.__setattr__(self, "_path", path)

    def _look_up(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{self!r}: {name!r} is private to PyRPL", name=name)
        schema = self._board._schema(self._path)
        if name in schema.methods:
            return self._board._method(self, name)
        if name in schema.submodules:
            return self._board._proxy(f"{self._path}.{name}" if self._path else name)
        value = self._board._get(self._path, name)
        return self._board._method(self, name) if isinstance(value, MethodReference) else value

    def _write(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            raise AttributeError(f"{self!r}: {name!r} is private to PyRPL", name=name)
        self._board._set(self._path, name, value)

    if not TYPE_CHECKING:
        # A type checker knows from remote.pyi what there is.
        __getattr__ = _look_up
        __setattr__ = _write

    def __dir__(self) -> list[str]:
        # PyRPL's objects get some attributes only later, such as scope.data_x.
        schema = self._board._describe(self._path)
        names = set(schema.attributes) | set(schema.methods)
        names |= {name for name in schema.submodules if name.isidentifier()}
        if plots.can_be_drawn(schema):
            names.add("plot")
        if streaming.stream_kind(schema) is not None:
            names.add("stream")
        return sorted(names)

    def __repr__(self) -> str:
        place = f"module {self._path}" if self._path else "modules"
        return f"<{type(self).__name__}: {place} of board {self._board._name}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        display.pretty(self, printer, cycle)

    def _repr_html_(self) -> str:
        return display.table_of(self).html()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return display.mime_bundle(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ModuleProxy):
            return NotImplemented
        return self._path == other._path and self._board._identity == other._board._identity

    def __hash__(self) -> int:
        # The address may change, when the server is started again.
        return hash((self._board._name, self._path))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _restore, (*self._board._origin(), self._path)

    def __enter__(self) -> ModuleProxy:
        self._special("__enter__")
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._special("__exit__")

    def _special(self, name: str, *args: Any) -> Any:
        return self._board._call(self._path, name, args, {})


class ContainerProxy(ModuleProxy):
    """A module that holds others: ``lockbox.inputs["input1"]``, ``lockbox.sequence[0]``."""

    def __getitem__(self, key: Any) -> Any:
        return self._special("__getitem__", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._special("__setitem__", key, value)

    def __delitem__(self, key: Any) -> None:
        self._special("__delitem__", key)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._special("__iter__"))

    def __contains__(self, item: Any) -> bool:
        return self._special("__contains__", item)


class ListProxy(ContainerProxy):
    """A list of modules."""

    def __len__(self) -> int:
        return self._special("__len__")

    def __bool__(self) -> bool:
        return len(self) > 0


def make_class(schema: ModuleSchema) -> type[ModuleProxy]:
    """A class named as PyRPL's, with its documentation and a property for each attribute.

    ``help(rp.pid0)`` and ``rp.pid0?`` read it; nothing is asked of the board for that.
    """
    base: type[ModuleProxy] = ModuleProxy
    if "__getitem__" in schema.special:
        base = ListProxy if "__len__" in schema.special else ContainerProxy
    members: dict[str, Any] = {"__doc__": module_doc(schema), "__module__": "pyrpl_pyro.remote"}
    for name, attribute in schema.attributes.items():
        if name.isidentifier():
            members[name] = _property(attribute)
    if plots.can_be_drawn(schema):
        members["plot"] = plots.plot
    kind = streaming.stream_kind(schema)
    if kind is not None:
        members["stream"] = streaming.METHODS[kind]
    return type(schema.class_name, (base,), members)


def make_method(proxy: ModuleProxy, schema: MethodSchema) -> Callable[..., Any]:
    """A function that calls a remote method and shows its documentation and signature."""
    board, path, name = proxy._board, proxy._path, schema.name

    def method(*args: Any, **kwargs: Any) -> Any:
        return board._call(path, name, args, kwargs)

    method.__name__ = name
    method.__qualname__ = f"{type(proxy).__name__}.{name}"
    method.__module__ = "pyrpl_pyro.remote"
    method.__doc__ = schema.doc
    method.__signature__ = schema.signature()  # type: ignore[attr-defined]
    return method


class Attribute(property):
    # IPython shows how it prints for rp.pid0.setpoint?, and would show a docstring of the class.
    summary = ""

    def __repr__(self) -> str:
        return f"<attribute {self.summary}>"


def _property(attribute: AttributeSchema) -> property:
    name = attribute.name

    def read(self: ModuleProxy) -> Any:
        return self._board._get(self._path, name)

    def write(self: ModuleProxy, value: Any) -> None:
        self._board._set(self._path, name, value)

    made = Attribute(read, write)
    made.__doc__ = attribute_doc(attribute)
    made.summary = f"{name}: {attribute_summary(attribute)}"
    return made


def _restore(*origin: Any) -> Any:
    from .board import Board

    *where, path = origin
    return Board._reconnect(*where)._proxy(path)
