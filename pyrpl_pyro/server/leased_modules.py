"""Which modules are leased, and who may change them. Qt thread only."""

from __future__ import annotations

from typing import Any

from ..errors import ModuleLeased
from . import acting, harmless
from .lease import Held, Lease, State
from .tree import ModuleTree


class LeasedModules:
    """Knows the leases, and refuses what they do not allow.

    Parameters
    ----------
    tree : ModuleTree
    """

    def __init__(self, tree: ModuleTree):
        self._tree = tree
        self._leases: dict[str, Lease] = {}
        self._held: dict[str, Held] = {}

    def __len__(self) -> int:
        """Number of leased modules."""
        return len(self._held)

    def describe(self) -> list[dict[str, Any]]:
        """The fields of :class:`pyrpl_pyro.LeaseInfo` for each leased module."""
        return [self._held[path].describe() for path in sorted(self._held)]

    def of(self, session: str) -> dict[str, list[str]]:
        """Modules of each lease of a session, by its identifier."""
        return {
            lease.identifier: [
                path for path, held in lease.held.items() if held.state is State.HELD
            ]
            for lease in self._leases.values()
            if lease.session == session
        }

    def check(self, module: Any, method: str | None = None) -> None:
        """Raise ModuleLeased if the client at work may not change a module.

        Parameters
        ----------
        method : str, optional
            What is called; without it an attribute is set.
        """
        if not self._leases and not self._held:
            return
        if module is self._tree.root or (method is not None and harmless.reason(method)):
            return
        session = acting.session()
        self._refuse_lost(session, module)
        for held in self._overlapping(module) or self._of_owner(module):
            if held.lease.session != session or held.state is not State.HELD:
                raise held.refusal()

    def check_all(self, modules: list[Any]) -> None:
        """As :meth:`check`, for modules that are about to be set."""
        for module in modules:
            self.check(module)

    def explain(self, error: Exception) -> None:
        """Raise ModuleLeased instead of PyRPL's "no more asgs left", if leases are the reason."""
        if type(error).__name__ != "InsufficientResourceError":
            return
        for held in self._held.values():
            if f" {held.module.generic_name}s " in str(error):
                raise held.refusal() from error

    def _refuse_taken(self, path: str, module: Any) -> None:
        for held in self._overlapping(module) or self._of_owner(module):
            if held.state is not State.RAMPING:
                raise held.refusal()
        if module.owner is not None and path not in self._held:
            raise ModuleLeased(
                f"{path} is in use by {module.owner!r} of PyRPL itself. Take another module, or "
                "end that use first.",
                path,
                str(module.owner),
            )

    def _refuse_lost(self, session: str, module: Any) -> None:
        for lease in self._leases.values():
            if lease.session == session:
                for loss in lease.lost.values():
                    if overlap(loss.module, module):
                        raise loss.error()

    def _overlapping(self, module: Any) -> list[Held]:
        return [held for held in self._held.values() if overlap(held.module, module)]

    def _of_owner(self, module: Any) -> list[Held]:
        """A module that belongs to a leased one, as the iq of the network analyzer does."""
        owner = getattr(module, "owner", None)
        if owner is None:
            return []
        return [held for held in self._held.values() if owner in self._names(held.module)]

    def _names(self, module: Any) -> set[str]:
        children = self._tree.children(module).values()
        return {str(module.name)}.union(*(self._names(child) for child in children))


def overlap(one: Any, other: Any) -> bool:
    """Whether one of two modules is, or contains, the other."""
    return _contains(one, other) or _contains(other, one)


def _contains(outer: Any, module: Any) -> bool:
    while module is not None:
        if module is outer:
            return True
        module = getattr(module, "parent", None)
    return False
