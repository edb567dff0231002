"""Leases: modules that one client has for itself. Qt thread only.

A lease hangs on its client's session, not on a clock: it ends when the client has had no
connection for some seconds. docs/leases.md says what users are promised.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from ..errors import AcquisitionCancelled
from . import acting, ownership
from .executor import QtExecutor
from .kept import KeptState
from .lease import Held, Lease, Loss, State, Terms
from .lease_endings import Endings
from .lease_waiting import Waiting
from .leased_modules import LeasedModules, overlap
from .outputs import after_ramp
from .sessions import Sessions
from .tree import ModuleTree

logger = logging.getLogger(__name__)

RESTART_GRACE_SECONDS = 10.0
"""How long a holder may take to come back after a restart of the server (s)."""
OLDEST_SECONDS = 600.0
"""Leases of a server that was away for longer are not taken up again (s)."""
_SECTION = "leases"
_LOST_KEPT = 500
_LONGEST_IDENTIFIER = 64


class Leases(LeasedModules):
    """All leases of a board.

    Parameters
    ----------
    tree : ModuleTree
    sessions : Sessions
    executor : QtExecutor
    kept : KeptState
    grace : float
        How long a holder may be without a connection (s).
    reachable : callable
        Whether the board can be reached.
    record : callable
        Notes an event: ``record(kind, module path, text)``.
    """

    def __init__(
        self,
        tree: ModuleTree,
        sessions: Sessions,
        executor: QtExecutor,
        kept: KeptState,
        grace: float,
        reachable: Callable[[], bool],
        record: Callable[[str, str, str], None],
    ):
        super().__init__(tree)
        self._sessions = sessions
        self._kept = kept
        self._grace = grace
        self._record = record
        self._waiting = Waiting()
        self._endings = Endings(executor, reachable, self._ended)

    # What clients ask for.

    def lease(
        self, session: str, identifier: str, paths: list[str], terms: Terms, timeout: float
    ) -> list[str]:
        """Lease modules, all or none; return their paths.

        Raises
        ------
        ModuleLeased
            One of them is in use, and is not free within `timeout` seconds.
        LookupError, ValueError
            One of them does not exist, or cannot be leased.
        """
        self._check_identifier(session, identifier)
        if identifier in self._leases:
            raise ValueError("there is a lease with this identifier already")

        def attempt() -> list[str]:
            modules = self._modules(paths)
            for path, module in modules:
                self._refuse_taken(path, module)
            return self._grant(session, identifier, modules, terms)

        return self._waiting.until_done(attempt, identifier, timeout)

    def release(self, session: str, identifier: str) -> dict[str, list[str]]:
        """End a lease; return which modules it had ``lost`` and which are still ``pending``.

        A lease that does not exist is ended already; one that waits is given up.
        """
        self._waiting.cancel(identifier, AcquisitionCancelled("the lease was given up"))
        lease = self._leases.get(identifier)
        if lease is None or lease.session != session:
            return {"lost": [], "pending": []}
        lost = [str(loss.error()) for loss in lease.lost.values()]
        lease.lost = {}
        had = list(lease.held)
        pending = []
        for held in list(lease.held.values()):
            if held.state is State.HELD and not self._endings.now(held, lease.terms.on_release):
                pending.append(held.path)
        self._forget(lease)
        self._record("lease released", ", ".join(had), f"by {lease.holder}")
        return {"lost": lost, "pending": pending}

    def take_over(self, session: str, identifier: str, paths: list[str], terms: Terms) -> list[str]:
        """Lease modules that others may have leased; those others lose them.

        Raises
        ------
        ModuleLeased
            PyRPL itself uses one, or its lease is just being ended.
        """
        self._check_identifier(session, identifier)
        modules = self._modules(paths)
        setups: dict[str, dict[str, Any]] = {}
        losing: list[Held] = []
        for path, module in modules:
            found = self._overlapping(module)
            if not found:
                self._refuse_taken(path, module)
            for held in found:
                if self._endings.is_busy(held):
                    raise held.refusal()
                if held.path == path and held.state is State.HELD:
                    # Its release shall restore what was before the first of the two.
                    setups[path] = held.setup
                elif held.path == path:
                    setups[path] = ownership.setup_of(module)
                    setups[path].update(after_ramp(module, setups[path]))
                losing.append(held)
        who, host = self._sessions.who(session)
        for held in losing:
            if held.lease.session == session:
                self._drop(held, None)
                continue
            self._drop(held, Loss(held.path, held.module, who, host, terms.reason))
            text = f"{who} took it over from {held.lease.holder}: {terms.reason or 'no reason'}"
            self._record("lease taken over", held.path, text)
        return self._grant(session, identifier, modules, terms, setups)

    # What happens by itself.

    def look_around(self) -> None:
        """End the leases whose holder has gone; called about twice a second."""
        now = time.monotonic()
        for lease in list(self._leases.values()):
            if not any(held.state is State.HELD for held in lease.held.values()):
                continue
            if self._sessions.is_connected(lease.session):
                lease.away_since, lease.back_until = None, 0.0
                continue
            if lease.away_since is None:
                lease.away_since = now
            if now > max(lease.away_since + self._grace, lease.back_until):
                self._died(lease)
        self._endings.look_around()

    def follow(self) -> None:
        """Modules were replaced or have vanished: leases hold what is there now."""
        for held in list(self._held.values()):
            try:
                module = self._tree.find(held.path)
            except LookupError:
                self._drop(held, Loss(held.path, held.module, "", "", "the module is gone"))
                continue
            if module is not held.module and module.owner is None:
                ownership.leave(held.module)
                held.module = module
                self._take(held)

    def take_up(self) -> None:
        """Make the leases of the server before this one again, after a crash."""
        kept = self._kept.section(_SECTION).get("leases", [])
        crashed_at = self._kept.crashed_at
        if not kept or crashed_at is None:
            return
        if time.time() - crashed_at > OLDEST_SECONDS:
            logger.warning("%d leases are not taken up: the server was away too long", len(kept))
            self._keep()
            return
        for entry in kept:
            try:
                self._take_up(*Lease.from_kept(entry))
            except (LookupError, TypeError, ValueError) as error:
                logger.error("a lease could not be taken up: %s", error)
        self._keep()

    def close(self) -> None:
        """The server stops in order: modules stay as they are."""
        self._endings.stop()

    # Inside.

    def _check_identifier(self, session: str, identifier: Any) -> None:
        """The identifier is the client's choice, and each client has its own."""
        if not isinstance(identifier, str) or not 1 <= len(identifier) <= _LONGEST_IDENTIFIER:
            raise ValueError("the identifier of a lease is a text of 1 to 64 characters")
        if identifier in self._leases and self._leases[identifier].session != session:
            raise ValueError("another client has a lease with this identifier")

    def _modules(self, paths: list[str]) -> list[tuple[str, Any]]:
        found: dict[str, Any] = {}
        for given in paths:
            module = self._tree.find(given)
            if module is self._tree.root:
                raise ValueError('name the modules to lease, such as lease("pid0", "asg0")')
            if hasattr(module, "all_modules"):
                names = ", ".join(one.name for one in module.all_modules)
                raise ValueError(f"{given} hands out modules; lease one of them: {names}")
            found[self._tree.path_of(module)] = module
        if not found:
            raise ValueError('name the modules to lease, such as lease("pid0", "asg0")')
        return list(found.items())

    def _grant(
        self,
        session: str,
        identifier: str,
        modules: list[tuple[str, Any]],
        terms: Terms,
        setups: dict[str, dict[str, Any]] | None = None,
    ) -> list[str]:
        setups = dict(setups or {})
        for path, module in modules:
            if path not in setups:
                setups[path] = ownership.setup_of(module)
            for held in self._overlapping(module):
                self._drop(held, None)
                setups[path].update(after_ramp(module, setups[path]))
        who, host = self._sessions.who(session)
        lease = self._leases.get(identifier) or Lease(identifier, session, who, host, terms)
        self._leases[identifier] = lease
        try:
            for path, module in modules:
                self._hold(lease, path, module, setups[path])
        except BaseException:
            for path, _module in modules:
                if path in lease.held:
                    self._drop(lease.held[path], None)
            self._forget(lease)
            raise
        self._forget_losses(session, [module for _path, module in modules])
        self._keep()
        for path, _module in modules:
            self._record("leased", path, f"by {who}: {terms.reason or 'no reason'}")
        return list(lease.held)

    def _hold(self, lease: Lease, path: str, module: Any, setup: dict[str, Any]) -> None:
        held = Held(path, module, lease, setup)
        self._take(held)
        lease.held[path] = self._held[path] = held

    def _take(self, held: Held) -> None:
        def refuse_write() -> None:
            session = acting.changing_session()
            if session and session != held.lease.session:
                raise held.refusal()

        def refuse_owner() -> None:
            if acting.session() == held.lease.session:
                raise RuntimeError(
                    f"{held.path} is in your lease: release the lease instead of freeing it"
                )
            raise held.refusal()

        ownership.take(held.module, held.lease.holder, refuse_write, refuse_owner)

    def _take_up(self, lease: Lease, setups: dict[str, dict[str, Any]]) -> None:
        lease.away_since = time.monotonic()
        lease.back_until = lease.away_since + RESTART_GRACE_SECONDS
        self._leases[lease.identifier] = lease
        for path, setup in setups.items():
            module = self._tree.find(path)
            if module.owner is None:
                self._hold(lease, path, module, setup)
            else:
                reason = f"PyRPL's {module.owner} has it after a restart of the server"
                lease.lost[path] = Loss(path, module, "", "", reason)
        logger.warning("the lease of %s by %s goes on", ", ".join(lease.held), lease.holder)

    def _died(self, lease: Lease) -> None:
        action = lease.terms.on_death
        reason = f"this client was away for longer than {self._grace:g} s ({action})"
        for held in list(lease.held.values()):
            lease.lost[held.path] = Loss(held.path, held.module, "", "", reason)
            text = f"{lease.holder}, who had leased it, has gone: {action}"
            self._record("lease holder gone", held.path, text)
            self._endings.begin(held, action)

    def _drop(self, held: Held, loss: Loss | None) -> None:
        """Take a module out of its lease and leave it as it is, without an owner."""
        self._endings.cancel(held)
        ownership.abandon(held.module)
        if loss is not None:
            held.lease.lost[held.path] = loss
        self._ended(held)

    def _ended(self, held: Held) -> None:
        if self._held.get(held.path) is held:
            del self._held[held.path]
        held.lease.held.pop(held.path, None)
        self._forget(held.lease)
        self._keep()
        self._waiting.look_again()

    def _forget(self, lease: Lease) -> None:
        if not lease.held and not lease.lost:
            self._leases.pop(lease.identifier, None)
        gone = [key for key, one in self._leases.items() if not one.held]
        for key in gone[:-_LOST_KEPT]:
            del self._leases[key]

    def _forget_losses(self, session: str, modules: list[Any]) -> None:
        for lease in list(self._leases.values()):
            if lease.session == session:
                for path, loss in list(lease.lost.items()):
                    if any(overlap(loss.module, module) for module in modules):
                        del lease.lost[path]
                self._forget(lease)

    def _keep(self) -> None:
        leases = [lease.to_keep() for lease in self._leases.values() if lease.held]
        self._kept.put(_SECTION, {"leases": leases})
