"""The leases of a client on one board, and the thread that keeps them."""

from __future__ import annotations

import logging
import threading
import uuid
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import ConnectionLost, LeaseLost, PyrplError
from ..wire.protocol import Operation
from .module import ModuleProxy

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
"""A client that holds a lease asks so often what it still has (s)."""


@dataclass(frozen=True)
class Terms:
    """What a lease is for, and how it ends."""

    reason: str
    on_release: str
    on_death: str
    ramp_seconds: float


class Lease:
    """Modules that this program has for itself, see :meth:`Board.lease`.

    Attributes
    ----------
    modules : tuple of str
        Their paths.
    reason : str
    lost : bool
        Whether one of them was lost: taken over, or because of a connection that was away
        for too long. Noticed within some seconds, and by the next use in any case.
    """

    def __init__(self, keeper: LeaseKeeper, identifier: str, modules: Sequence[str], terms: Terms):
        self.modules = tuple(modules)
        self.reason = terms.reason
        self.lost = False
        self._identifier = identifier
        self._terms = terms
        self._keeper = keeper
        self._released = False

    def release(self) -> None:
        """End it; the modules become what ``on_release`` says. May be called again.

        Raises
        ------
        LeaseLost
            It had lost modules; the others are released. The message says who took them.
        """
        if self._released:
            return
        self._released = True
        self._keeper.release(self)

    def takeover(self, reason: str) -> None:
        """Take back what it has lost, from whoever has it now."""
        if self._released:
            raise ValueError("this lease was released; rp.takeover() makes a new one")
        self._keeper.take_again(self, reason)

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, _traceback: Any) -> None:
        try:
            self.release()
        except (ConnectionLost, LeaseLost) as loss:
            # What happened inside of the block says more.
            if error is None:
                raise
            logger.warning("%s", loss)

    def __repr__(self) -> str:
        state = "released" if self._released else "lost" if self.lost else "held"
        return f"<Lease of {', '.join(self.modules)}: {state}>"


class LeaseKeeper:
    """The leases that a client holds on one board, and the thread that keeps them.

    A lease hangs on the client's connections. A program that holds one and does nothing
    would not notice a connection that was lost, so a thread of its own looks each second
    while there are leases.

    Parameters
    ----------
    board : str
        Name of the board.
    request : callable
        Sends a request, as :meth:`Board._request`.
    """

    def __init__(self, board: str, request: Callable[..., Any]):
        self._board = board
        self._request = request
        self._lock = threading.Lock()
        self._held: dict[str, Lease] = {}
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def lease(self, modules: Sequence[ModuleProxy | str], terms: Terms, timeout: float) -> Lease:
        """Ask for modules; see :meth:`Board.lease`."""
        return self._ask(Operation.LEASE, modules, terms, float(timeout))

    def take_over(self, modules: Sequence[ModuleProxy | str], terms: Terms) -> Lease:
        """Take modules; see :meth:`Board.takeover`."""
        return self._ask(Operation.TAKE_OVER, modules, terms)

    def take_again(self, lease: Lease, reason: str) -> None:
        """Take the lost modules of a lease again."""
        had = self._request(Operation.LEASES)[1].get(lease._identifier, [])
        missing = [path for path in lease.modules if path not in had]
        if missing:
            terms = {**asdict(lease._terms), "reason": reason}
            self._request(Operation.TAKE_OVER, lease._identifier, missing, terms)
        lease.lost = False

    def release(self, lease: Lease) -> None:
        """End a lease."""
        with self._lock:
            self._held.pop(lease._identifier, None)
        answer = self._request(Operation.RELEASE, lease._identifier)
        if answer["pending"]:
            warnings.warn(
                f"{', '.join(answer['pending'])}: restored when the board can be reached again.",
                RuntimeWarning,
                stacklevel=4,
            )
        if answer["lost"]:
            raise LeaseLost(" ".join(answer["lost"]))

    def stop(self) -> None:
        """Let go of everything: the client closes its connections."""
        with self._lock:
            self._held.clear()
        self._wake.set()

    def _ask(
        self,
        operation: Operation,
        modules: Sequence[ModuleProxy | str],
        terms: Terms,
        *arguments: Any,
    ) -> Lease:
        identifier = uuid.uuid4().hex
        paths = [self._path(module) for module in modules]
        try:
            held = self._request(operation, identifier, paths, asdict(terms), *arguments)
        except BaseException as error:
            if not isinstance(error, PyrplError) or isinstance(error, ConnectionLost):
                self._give_up(identifier)
            raise
        lease = Lease(self, identifier, held, terms)
        with self._lock:
            self._held[identifier] = lease
            # A forked process has no thread but its own.
            if self._thread is None or not self._thread.is_alive():
                self._wake.clear()
                self._thread = threading.Thread(
                    target=self._look, name=f"leases of {self._board}", daemon=True
                )
                self._thread.start()
        return lease

    def _give_up(self, identifier: str) -> None:
        """A lease may have been given while the wait for it was ended."""
        try:
            self._request(Operation.RELEASE, identifier)
        except Exception as error:
            logger.info("whether a lease was given is not known: %s", error)

    def _path(self, module: ModuleProxy | str) -> str:
        if isinstance(module, ModuleProxy):
            if module._board._name != self._board:
                raise ValueError(f"{module!r} is not a module of board {self._board}")
            return module._path
        if not isinstance(module, str):
            raise TypeError(
                f"expected a module of the board or its name, such as 'pid0', got {module!r}"
            )
        return module

    def _look(self) -> None:
        while not self._wake.wait(_LOOK_SECONDS):
            with self._lock:
                leases = dict(self._held)
                if not leases:
                    self._thread = None
                    return
            try:
                had = self._request(Operation.LEASES)[1]
            except Exception as error:
                logger.info("leases of %s: %s", self._board, error)
                continue
            for identifier, lease in leases.items():
                missing = set(lease.modules) - set(had.get(identifier, []))
                if missing and not lease.lost and identifier in self._held:
                    lease.lost = True
                    logger.warning("the lease of %s was lost", ", ".join(sorted(missing)))
        with self._lock:
            self._thread = None
