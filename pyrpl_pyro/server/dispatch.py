"""Read, write and call PyRPL's modules by path and name. Qt thread only."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable, Iterable
from typing import Any

from ..wire.references import MethodReference
from . import deny, harmless
from .acting import changing
from .adjustments import differs
from .describe import Describer, MemberKind
from .executor import current_job
from .inputs import check_call, check_place, check_write
from .tree import ModuleTree

Adjustment = tuple[str, str, Any, Any]
"""(module path, attribute, value asked for, value set)"""


def _contains(module: Any, item: Any) -> bool:
    # PyRPL's dict of modules iterates over modules; by name is what its users write.
    if isinstance(item, str) and hasattr(module, "keys"):
        return item in module.keys()  # noqa: SIM118
    return operator.contains(module, item)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "__getitem__": operator.getitem,
    "__setitem__": operator.setitem,
    "__delitem__": operator.delitem,
    "__len__": len,
    "__iter__": lambda module: list(iter(module)),
    "__contains__": _contains,
    "__enter__": lambda module: module.__enter__(),
    "__exit__": lambda module: module.__exit__(None, None, None),
}


class Dispatcher:
    """What a client may do with the modules of a board.

    Parameters
    ----------
    tree : ModuleTree
    describer : Describer
    was_set : callable
        Told of each value that was set: path, the object, attribute, value.
    check : callable
        ``check(module, method)`` raises if the client may not change a module now; the
        method is None when an attribute is set.
    """

    def __init__(
        self,
        tree: ModuleTree,
        describer: Describer,
        was_set: Callable[[str, Any, str, Any], None],
        check: Callable[[Any, str | None], None],
    ):
        self._tree = tree
        self._describer = describer
        self._was_set = was_set
        self._check = check

    def get(self, path: str, name: str) -> Any:
        """The value of an attribute; a :class:`MethodReference` for a method.

        Raises
        ------
        AttributeError
            There is no such attribute (the nearest names are suggested), or it is not
            remote (with the reason).
        """
        check_place(path, name)
        module = self._tree.find(path)
        owner, kind = self._checked(module, path, name)
        if kind is MemberKind.METHOD:
            return MethodReference(name)
        return getattr(owner, name)

    def set(self, path: str, name: str, value: Any) -> list[Adjustment]:
        """Write an attribute; return what PyRPL changed of the value, if anything.

        Raises
        ------
        AttributeError
            There is no such attribute, it is read-only, or it is a method.
        """
        check_place(path, name)
        module = self._tree.find(path)
        owner, kind = self._checked(module, path, name)
        if kind is MemberKind.METHOD:
            place = f"{path}.{name}" if path else name
            raise AttributeError(f"{place} is a method; call it as {place}(...).")
        check_write(owner, path, name)
        self._check(module, None)
        with changing(True):
            setattr(owner, name, value)
        self._was_set(path, owner, name, value)
        return self._adjustments(path, owner, {name: value})

    def call(
        self, path: str, name: str, args: list[Any], kwargs: dict[str, Any]
    ) -> tuple[Any, list[Adjustment]]:
        """Call a method; return its result and what PyRPL changed of values set by setup()."""
        check_place(path, name)
        check_call(name, args, kwargs)
        module = self._tree.find(path)
        if name in _OPERATORS:
            with changing(harmless.reason(name) is None):
                return self._operate(module, path, name, args), []
        owner, _kind = self._checked(module, path, name)
        method = getattr(owner, name)
        if not callable(method) or self._tree.is_module(method):
            raise TypeError(f"{path}.{name} is an attribute, not a method; read or write it.")
        if name == "setup":
            self._check_setup(owner, path, method, kwargs)
        self._check(module, name)
        with changing(harmless.reason(name) is None):
            result = method(*args, **kwargs)
        return result, self._adjustments(path, owner, kwargs) if name == "setup" else []

    def _operate(self, module: Any, path: str, name: str, args: list[Any]) -> Any:
        if name not in self._describer.special_methods(module):
            raise TypeError(f"{path or 'the board'} has no operator {name}.")
        if name == "__exit__":
            args = []
        self._check(module, name)
        return _OPERATORS[name](module, *args)

    def _checked(self, module: Any, path: str, name: str) -> tuple[Any, MemberKind]:
        is_board = module is self._tree.root
        why = deny.reason(name, is_board)
        if why is not None:
            place = path or "the board"
            raise AttributeError(f"{place}: {name!r} is not remote: {why}.", name=name)
        owner = self._describer.owner(module, name)
        kind = self._describer.member_kind(owner, name)
        if kind is MemberKind.ABSENT:
            message = self._unknown(module, path or "the board", name)
            raise AttributeError(message, name=name)
        return owner, kind

    def _unknown(self, module: Any, place: str, name: str) -> str:
        known = self._describer.public_names(module)
        hint = _did_you_mean(name, known) or "dir() lists what there is."
        return f"{place} has no attribute {name!r}. {hint.rstrip()}"

    def _check_setup(
        self, owner: Any, path: str, method: Callable[..., Any], kwargs: dict[str, Any]
    ) -> None:
        # PyRPL's generated setup() skips an unknown keyword with a line in its log.
        generated = getattr(method, "__qualname__", "").startswith("ModuleMetaClass.")
        unknown = [key for key in kwargs if key not in owner._setup_attributes]
        if generated and unknown:
            takes = owner._setup_attributes
            raise AttributeError(
                f"{path}.setup() has no attribute {unknown[0]!r}; nothing was set. "
                f"{_did_you_mean(unknown[0], takes)}It takes: {', '.join(takes)}."
            )

    def _adjustments(self, path: str, owner: Any, asked: dict[str, Any]) -> list[Adjustment]:
        job = current_job()
        if job is None:
            return []
        found = []
        for name, value in asked.items():
            key = (id(owner), name)
            if key in job.updates and differs(value, job.updates[key]):
                found.append((path, name, value, job.updates[key]))
        return found


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=3)
    return f"Did you mean {', '.join(near)}? " if near else ""
