"""Listen to PyRPL: which attribute changed, and which modules come and go."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from typing import Any

from .executor import current_job
from .first_values import first_values
from .journal import Journal, Watched
from .tree import ModuleTree

logger = logging.getLogger(__name__)

_KEPT_UPDATES = 1000


class AttributeListener:
    """Notes what PyRPL announces to its window, in the running job and in the journal.

    PyRPL emits ``update_attribute_by_name(name, [value])`` with the value as it was set,
    clamped and rounded, while the call that sets it runs. Qt thread only.
    """

    def __init__(self, journal: Journal):
        self._journal = journal
        self._modules: list[tuple[Any, Watched]] = []
        self._of_launcher: weakref.WeakKeyDictionary[Any, Watched] = weakref.WeakKeyDictionary()
        self._of_board: dict[int, Watched] = {}

    def follow(self, modules: dict[str, Any]) -> None:
        """Listen to these modules, by path, and to no others."""
        for _module, watched in self._modules:
            watched.path = None
        self._modules = []
        for path, module in modules.items():
            known = self._of_launcher.get(module._signal_launcher)
            watched = self._connect(module) if known is None else known
            # An element of a list of modules moves up when one before it is deleted.
            watched.path = path
            self._modules.append((module, watched))

    def watched(self) -> list[tuple[Any, Watched]]:
        """All modules with what is known of them."""
        return list(self._modules)

    def was_set(self, path: str, owner: Any, name: str, value: Any) -> None:
        """Note a value that a client set, for attributes that PyRPL does not announce."""
        job = current_job()
        if job is None or (id(owner), name) in job.updates:
            return
        launcher = getattr(owner, "_signal_launcher", None)
        if launcher is None:
            watched = self._of_board.setdefault(id(owner), Watched(path))
        elif launcher in self._of_launcher:
            watched = self._of_launcher[launcher]
        else:
            return
        self._journal.change(watched, name, value)

    def _connect(self, module: Any) -> Watched:
        watched = self._of_launcher[module._signal_launcher] = Watched(None)
        watched.known.update(first_values(module))
        key, record = id(module), self._journal.change

        def note(name: str, values: list[Any]) -> None:
            if not values:
                return
            job = current_job()
            if job is not None and len(job.updates) < _KEPT_UPDATES:
                job.updates[key, name] = values[0]
            record(watched, name, values[0])

        module._signal_launcher.update_attribute_by_name.connect(note)
        return watched


class TreeWatcher:
    """Finds modules that appeared or vanished. Qt thread only.

    Parameters
    ----------
    tree : ModuleTree
    changed : callable
        Called with {path: module} of the modules that are new and the list of paths
        that are gone.
    """

    def __init__(
        self, tree: ModuleTree, changed: Callable[[dict[str, Any], list[str]], None]
    ) -> None:
        self._tree = tree
        self._changed = changed
        self._known: dict[str, Any] = {}
        self.revision = 0

    def paths(self) -> dict[str, str]:
        """Class name of each module by path."""
        return {path: type(module).__name__ for path, module in self._known.items()}

    def modules(self) -> dict[str, Any]:
        """Each module by path."""
        return dict(self._known)

    def scan(self) -> None:
        """Compare the tree with the last one."""
        found = dict(self._tree.walk())
        gone = [path for path in self._known if path not in found]
        new = {
            path: module for path, module in found.items() if self._known.get(path) is not module
        }
        if not gone and not new:
            return
        self._known = found
        self.revision += 1
        self._changed(new, gone)

    def scan_after(self, path: str) -> None:
        """Look again after a call on ``path``, when it could have changed the tree."""
        module = self._known.get(path)
        if module is None or module._module_attributes or self._tree.is_list(module):
            self.scan()
