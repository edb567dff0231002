"""What changed on a board, and how it was: the journal and snapshots of a board."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from ..wire.protocol import Operation
from .journal import Change, Journal
from .module import ModuleProxy
from .snapshots import Restored
from .watching import Watch

if TYPE_CHECKING:
    from .board import Board


class BoardHistory:
    """The part of :class:`~pyrpl_pyro.Board` that knows what was."""

    _request: Callable[..., Any]

    def journal(self, since: int | None = None, limit: int = 1000) -> Journal:
        """What changed on the board, when, and by whom; the oldest first.

        Parameters
        ----------
        since : int, optional
            Number of the last entry that you have (``.revision`` of the journal before);
            without it the newest entries are returned.
        limit : int
            Most entries, up to 5000.

        Returns
        -------
        Journal
            A list of :class:`Change`. ``missed`` says how many are gone, ``revision`` where
            to go on.
        """
        entries, missed, revision, _epoch = self._request(
            Operation.JOURNAL, since, int(limit), 0.0, ""
        )
        return Journal(map(Change.from_wire, entries), missed, revision)

    def watch(
        self, callback: Callable[[Change], Any] | None = None, since: int | None = None
    ) -> Watch:
        """Follow what changes on the board: ``for change in rp.watch(): print(change)``.

        It goes on when the server was restarted. Who is slow gets an entry of the kind
        "missed" for those that the server has dropped meanwhile.

        Parameters
        ----------
        callback : callable, optional
            Called with each :class:`Change`, in a thread of its own, until ``stop()``; an
            error that it raises is logged. Without it, iterate over the watch.
        since : int, optional
            Begin after this revision; without it with what changes from now on.
        """
        if callback is not None and not callable(callback):
            raise TypeError(f"expected a function that takes a Change, got {callback!r:.80}.")
        return Watch(cast("Board", self), callback, since)

    def snapshot(self, *modules: ModuleProxy | str) -> dict[str, Any]:
        """All setup attributes, read in one go, with no change between.

        Parameters
        ----------
        *modules : module proxies or paths
            Which ones, with the modules inside them; none for all.

        Returns
        -------
        dict
            "board", "time", "revision" and "modules": path -> attribute -> value. It is made
            of plain values; :func:`pyrpl_pyro.save_snapshot` writes it to a file.
        """
        return self._request(Operation.SNAPSHOT, _paths(modules))

    def restore(self, snapshot: dict[str, Any], *modules: ModuleProxy | str) -> list[Restored]:
        """Set what differs from a snapshot, in one go.

        All is checked before anything is written. Outputs that are to be off go off first,
        outputs that are to be on come on last.

        Parameters
        ----------
        snapshot : dict
            From :meth:`snapshot` or :func:`pyrpl_pyro.load_snapshot`.
        *modules : module proxies or paths
            Which ones, with the modules inside them; none for all of the snapshot.

        Returns
        -------
        list of Restored
            ``(module, attribute, old, new)`` of each attribute that was set.

        Raises
        ------
        SnapshotError
            A module or attribute does not exist, or PyRPL refuses a value; nothing was
            written.
        BatchError
            An attribute could not be set; ``done`` names those that were before.
        """
        set_now = self._request(Operation.RESTORE, snapshot, _paths(modules))
        return [Restored(*item) for item in set_now]


def _paths(modules: tuple[ModuleProxy | str, ...]) -> list[str]:
    for module in modules:
        if not isinstance(module, str | ModuleProxy):
            raise TypeError(f"expected modules, such as rp.pid0, or their paths, got {module!r}.")
    paths = [module if isinstance(module, str) else module._path for module in modules]
    # The board itself stands for all.
    return [] if "" in paths else paths
