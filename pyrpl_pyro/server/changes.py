"""Listen to PyRPL: which attribute changed, and which modules come and go."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from .executor import current_job
from .tree import ModuleTree

logger = logging.getLogger(__name__)

_KEPT_UPDATES = 1000


class AttributeListener:
    """Notes in the running job what PyRPL announces to its window. Qt thread only.

    PyRPL emits ``update_attribute_by_name(name, [value])`` with the value as it was set,
    clamped and rounded, while the call that sets it runs.
    """

    def connect(self, module: Any) -> None:
        """Listen to a module from now on."""

        def note(name: str, values: list[Any]) -> None:
            job = current_job()
            if job is not None and len(job.updates) < _KEPT_UPDATES and values:
                job.updates[id(module), name] = values[0]

        module._signal_launcher.update_attribute_by_name.connect(note)


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
