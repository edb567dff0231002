"""All setup attributes of modules in one go: take them as plain values, and set them again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from ..errors import BatchError, SnapshotError
from .executor import current_job
from .journal import Journal
from .tree import ModuleTree

_OUTPUT = "output_direct"
_OFF = "off"
_SHOWN_PROBLEMS = 10

Restored = tuple[str, str, Any, Any]
"""(module path, attribute, value before, value after)"""


def plain(value: Any) -> Any:
    """A value as JSON and YAML have them; a complex number becomes a text such as "(1+2j)"."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, complex):
        return str(value)
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    name = getattr(value, "name", None)
    if isinstance(name, str):
        return name
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value)


class Snapshots:
    """Takes and restores snapshots of one board. Qt thread only.

    Parameters
    ----------
    board : str
        Name of the board.
    tree : ModuleTree
    journal : Journal
    acquisition_class : type
        PyRPL's ``AcquisitionModule``.
    """

    def __init__(self, board: str, tree: ModuleTree, journal: Journal, acquisition_class: type):
        self._board = board
        self._tree = tree
        self._journal = journal
        self._acquisition_class = acquisition_class
        self.check_writable: Callable[[list[Any]], None] = lambda modules: None

    def take(self, paths: list[str]) -> dict[str, Any]:
        """The setup attributes of modules and of those inside them.

        Parameters
        ----------
        paths : list of str
            Empty for all modules.
        """
        for path in paths:
            self._tree.find(path)
        # What was drawn together belongs to what is read now.
        self._journal.look_around()
        modules = {}
        for path, module in self._tree.walk():
            names = self._names(path, module)
            if names and _is_chosen(path, paths):
                modules[path] = {name: self._value(module, name) for name in names}
        return {
            "board": self._board,
            "time": datetime.now(UTC).isoformat(),
            "revision": self._journal.revision,
            "modules": modules,
        }

    def restore(self, snapshot: Any, paths: list[str]) -> list[Restored]:
        """Set what differs, after all was checked; return what was set.

        Outputs that are to be off go off first, outputs that are to be on come on last.

        Raises
        ------
        SnapshotError
            It is no snapshot of this board's modules; nothing was written.
        BatchError
            An attribute could not be set; which ones were before.
        """
        job = current_job()
        if job is not None:
            job.uninterrupted = True
        wanted = self._checked(snapshot, paths)
        differing = []
        for module, path, attributes in wanted:
            values = {
                name: value
                for name, value in attributes.items()
                if self._value(module, name) != plain(value)
            }
            if values:
                differing.append((module, path, values))
        self.check_writable([module for module, _path, _values in differing])
        done: list[Restored] = []
        for module, path, values in differing:
            if values.get(_OUTPUT) == _OFF:
                self._set(module, path, {_OUTPUT: values.pop(_OUTPUT)}, done)
        for measures in (False, True):
            for module, path, values in differing:
                if isinstance(module, self._acquisition_class) is measures:
                    rest = {name: value for name, value in values.items() if name != _OUTPUT}
                    self._set(module, path, rest, done)
        for module, path, attributes in wanted:
            if any(place == path for place, _name, _old, _new in done):
                self._set_again(module, attributes)
        for module, path, values in differing:
            if _OUTPUT in values:
                self._set(module, path, {_OUTPUT: values[_OUTPUT]}, done)
        modules = {path: module for module, path, _values in differing}
        return [
            (path, name, before, self._value(modules[path], name))
            for path, name, before, _value in done
        ]

    def _checked(self, snapshot: Any, paths: list[str]) -> list[tuple[Any, str, dict[str, Any]]]:
        modules = snapshot.get("modules") if isinstance(snapshot, dict) else None
        if not isinstance(modules, dict):
            raise SnapshotError(
                "that is no snapshot; nothing was written. Expected what rp.snapshot() returns: "
                'a dict with a key "modules".'
            )
        problems = [
            f"the snapshot has no module {path}"
            for path in paths
            if not any(_is_chosen(str(known), [path]) for known in modules)
        ]
        found = []
        for path, attributes in modules.items():
            if not _is_chosen(str(path), paths):
                continue
            try:
                module = self._tree.find(path)
                names = self._names(path, module)
            except (LookupError, AttributeError, TypeError):
                problems.append(f"there is no module {path}")
                continue
            if not isinstance(attributes, dict):
                problems.append(f"{path}: expected attributes and values")
                continue
            values = {}
            for name, value in attributes.items():
                if name in names:
                    problem, values[name] = self._accepted(module, name, value)
                else:
                    problem = "there is no such setup attribute"
                if problem:
                    problems.append(f"{path}.{name}: {problem}")
            found.append((module, path, {name: values[name] for name in names if name in values}))
        if problems:
            shown = "; ".join(problems[:_SHOWN_PROBLEMS])
            more = len(problems) - _SHOWN_PROBLEMS
            rest = f"; and {more} more" if more > 0 else ""
            raise SnapshotError(f"nothing was written: {shown}{rest}.")
        return found

    def _accepted(self, module: Any, name: str, value: Any) -> tuple[str, Any]:
        """What is wrong with a value ("" for nothing), and the value to set."""
        from pyrpl.attributes import BaseProperty, ProxyProperty

        present = getattr(module, name)
        if name == "classname" and value != present:
            return f"the lockbox is a {present}; set classname to {value!r} first", value
        descriptor = getattr(type(module), name, None)
        if self._tree.is_module(present) or not isinstance(descriptor, BaseProperty):
            return "", value
        try:
            value = _complex_again(descriptor, value)
            if value != present and not isinstance(descriptor, ProxyProperty):
                descriptor.validate_and_normalize(module, value)
        except Exception as error:
            # PyRPL's and users' attributes refuse a value with any kind of error.
            return f"{value!r} is refused: {error}", value
        return "", value

    def _set(self, module: Any, path: str, values: dict[str, Any], done: list[Restored]) -> None:
        """As PyRPL's generated setup() does, in its order."""
        if not values:
            return
        before = {name: self._value(module, name) for name in values}
        reached = ""
        try:
            module._setup_ongoing = True
            try:
                for reached, value in values.items():
                    setattr(module, reached, value)
            finally:
                module._setup_ongoing = False
            if list(values) != [_OUTPUT]:
                module._setup()
        except Exception as error:
            names = [f"{place}.{name}" for place, name, _old, _new in done]
            names += [f"{path}.{name}" for name in list(values)[: list(values).index(reached)]]
            raise BatchError(
                f"{path}.{reached} = {values[reached]!r} failed: {error} "
                f"Set before: {', '.join(names) or 'nothing'}. The rest was not set.",
                len(names),
                names,
            ) from error
        done += [(path, name, before[name], value) for name, value in values.items()]

    def _set_again(self, module: Any, attributes: dict[str, Any]) -> None:
        """Set what PyRPL changed when it set the others: a filter that is set up goes on."""
        module._setup_ongoing = True
        try:
            for name, value in attributes.items():
                if name != _OUTPUT and self._value(module, name) != plain(value):
                    setattr(module, name, value)
        finally:
            module._setup_ongoing = False

    def _names(self, path: str, module: Any) -> list[str]:
        """Setup attributes of a module that are no modules of their own."""
        if self._tree.is_list(module) or self._is_in_list(path):
            # A list is an attribute of the module that has it, as it may get longer.
            return []
        own = set(module._module_attributes)
        return [
            name
            for name in module._setup_attributes
            if name not in own or self._tree.is_list(getattr(module, name))
        ]

    def _is_in_list(self, path: str) -> bool:
        return any(part.isdecimal() for part in path.split("."))

    def _value(self, module: Any, name: str) -> Any:
        value = getattr(module, name)
        return plain(value.setup_attributes if self._tree.is_list(value) else value)


def _is_chosen(path: str, paths: list[str]) -> bool:
    return not paths or any(path == chosen or path.startswith(f"{chosen}.") for chosen in paths)


def _complex_again(descriptor: Any, value: Any) -> Any:
    """Texts that stand for complex numbers as numbers, where PyRPL takes such."""
    from pyrpl.attributes import ComplexProperty

    if not isinstance(descriptor, ComplexProperty):
        return value
    if isinstance(value, list):
        return [complex(item) if isinstance(item, str) else item for item in value]
    return complex(value) if isinstance(value, str) else value
