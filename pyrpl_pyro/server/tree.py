"""The modules of a board by path, walked anew at each use.

A path is looked up through PyRPL's own objects each time, so that a lockbox that was
replaced by one of another class, or an input added while running, is found as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..wire.references import ModuleReference
from . import deny

_LONGEST_PATH = 500


class BoardRoot:
    """PyRPL's ``Pyrpl`` and ``RedPitaya`` objects as one: the root of the tree."""

    def __init__(self, pyrpl_object: Any):
        self.pyrpl = pyrpl_object
        self.redpitaya = pyrpl_object.rp

    def owner_of(self, name: str) -> Any:
        """The one of the two objects that has the attribute (``Pyrpl`` first)."""
        return self.pyrpl if hasattr(self.pyrpl, name) else self.redpitaya

    def __getattr__(self, name: str) -> Any:
        return getattr(self.owner_of(name), name)


class ModuleTree:
    """Find modules by path and paths by module.

    Parameters
    ----------
    root : BoardRoot
    module_class, list_class : type
        PyRPL's ``Module`` and ``ModuleList``.
    """

    def __init__(self, root: BoardRoot, module_class: type, list_class: type):
        self.root = root
        self._module_class = module_class
        self._list_class = list_class

    def is_module(self, item: Any) -> bool:
        return isinstance(item, self._module_class)

    def is_list(self, item: Any) -> bool:
        return isinstance(item, self._list_class)

    def children(self, module: Any) -> dict[str, Any]:
        """Direct submodules by name, in PyRPL's order; list elements by index."""
        if module is self.root:
            hardware = dict(self.root.redpitaya.modules)
            software = {m.name: m for m in self.root.pyrpl.software_modules}
            return hardware | software | self._added()
        found = {
            name: getattr(module, name)
            for name in module._module_attributes
            if not name.startswith("_")
        }
        if self.is_list(module):
            found |= {str(index): element for index, element in enumerate(module)}
        return {name: child for name, child in found.items() if self.is_module(child)}

    def _added(self) -> dict[str, Any]:
        """Modules of the board that PyRPL does not list, because they are not its own."""
        return {
            name: item
            for name, item in vars(self.root.redpitaya).items()
            if self.is_module(item) and name not in self.root.redpitaya.modules
        }

    def walk(self) -> Iterator[tuple[str, Any]]:
        """All modules as (path, module), without the root."""
        stack = [(name, child) for name, child in self.children(self.root).items()][::-1]
        while stack:
            path, module = stack.pop()
            yield path, module
            below = self.children(module).items()
            stack.extend([(f"{path}.{name}", child) for name, child in below][::-1])

    def find(self, path: str) -> Any:
        """The module at ``path``; ``""``, ``"rp"`` and ``"redpitaya"`` are the board.

        Raises
        ------
        LookupError
            There is none; the message names those that exist at that place.
        """
        if not isinstance(path, str) or len(path) > _LONGEST_PATH:
            raise TypeError(f"the path of a module is a text of at most {_LONGEST_PATH} characters")
        module = self.root
        parts = path.split(".") if path else []
        if parts and parts[0] in ("rp", "redpitaya"):
            parts = parts[1:]
        for position, part in enumerate(parts):
            child = self._child(module, part)
            if child is None:
                place = ".".join(parts[:position]) or "the board"
                known = ", ".join(self.children(module)) or "none"
                raise LookupError(f"{place} has no module {part!r}; it has: {known}.")
            module = child
        return module

    def _child(self, module: Any, name: str) -> Any:
        if name.startswith("_"):
            return None
        if module is self.root:
            found = self.root.redpitaya.modules.get(name)
            if found is None:
                candidate = vars(self.root.pyrpl).get(name)
                found = candidate if self.is_module(candidate) else self._added().get(name)
            return found
        if self.is_list(module) and name.isdecimal():
            return module[int(name)] if int(name) < len(module) else None
        if name in module._module_attributes and deny.reason(name) is None:
            child = getattr(module, name)
            return child if self.is_module(child) else None
        return None

    def path_of(self, module: Any) -> str:
        """The path of a module of this board.

        Raises
        ------
        LookupError
            The module does not belong to the board (any longer).
        """
        if module is self.root.pyrpl or module is self.root.redpitaya or module is self.root:
            return ""
        parts: list[str] = []
        current = module
        while current is not None and self.is_module(current):
            parts.insert(0, str(current.name))
            current = getattr(current, "parent", None)
        path = ".".join(parts)
        if self.find(path) is not module:
            raise LookupError(f"module {module.name!r} is not part of the board any longer.")
        return path

    def reference(self, module: Any) -> ModuleReference:
        """What stands for a module on the wire."""
        return ModuleReference(self.path_of(module))
