"""The board as the server holds it: PyRPL's objects and all that makes them remote."""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .. import __version__
from ..hardware import Condition, HardwareState
from ..schema import BoardInfo
from ..wire.protocol import Operation
from ..wire.references import HandleReference
from . import permissions
from .acting import acting_for
from .authors import PYRPL
from .changes import AttributeListener, TreeWatcher
from .cooperative import Cooperation
from .curves import Curves
from .describe import Describer
from .diagnosis import Diagnosis
from .dispatch import Adjustment, Dispatcher
from .executor import QtExecutor, current_job
from .handles import Handles
from .inputs import check_curve_files, check_inputs
from .journal import Journal
from .kept import KeptState
from .leases import Leases
from .lock_in import LockIn
from .sessions import Sessions
from .snapshots import Snapshots
from .streams import Streams
from .tree import BoardRoot, ModuleTree
from .values import ValueConverter
from .way_to_board import WayToBoard

_HANDLE_METHODS = ("done", "cancelled", "cancel", "result", "exception")


class ServedBoard:
    """Everything that the Qt thread knows of a board.

    Parameters
    ----------
    name : str
    pyrpl_object : pyrpl.Pyrpl
    hardware : str
        Host name of the Red Pitaya, or "virtual".
    executor : QtExecutor
        Runs the calls for this board.
    tree_changed : callable
        Told of modules that appear and vanish, see :class:`TreeWatcher`.
    journal : Journal
    runs_per_client : int
        See :class:`Handles`.
    kept : KeptState
    sessions : Sessions
    lease_grace : float
        How long the holder of a lease may be without a connection (s).
    """

    def __init__(
        self,
        name: str,
        pyrpl_object: Any,
        hardware: str,
        executor: QtExecutor,
        tree_changed: Callable[[dict[str, Any], list[str]], None],
        journal: Journal,
        runs_per_client: int,
        kept: KeptState,
        sessions: Sessions,
        lease_grace: float,
    ):
        import pyrpl
        from pyrpl import async_utils, pyrpl_utils
        from pyrpl.acquisition_module import AcquisitionModule
        from pyrpl.attributes import BaseAttribute, ModuleAttribute
        from pyrpl.curvedb import CurveDB
        from pyrpl.memory import MemoryBranch, MemoryTree
        from pyrpl.module_attributes import ModuleList
        from pyrpl.modules import Module

        self.name = name
        self._sessions = sessions
        self.hardware = hardware
        self.uri = ""
        self.address = ""
        self.epoch = uuid.uuid4().hex
        self.since = datetime.now(UTC)
        self.pyrpl_version = str(pyrpl.__version__)
        self._acquisition_class = AcquisitionModule
        self.root = BoardRoot(pyrpl_object)
        self.tree = ModuleTree(self.root, Module, ModuleList)
        self.handles = Handles(self.stop_run, runs_per_client)
        self.values = ValueConverter(
            self.tree,
            (MemoryTree, MemoryBranch),
            CurveDB,
            (type(pyrpl_object), type(pyrpl_object.rp)),
            async_utils.ensure_future,
        )
        self.describer = Describer(self.tree, BaseAttribute, ModuleAttribute, self.values.convert)
        self.journal = journal
        self.listener = AttributeListener(journal)
        self.leases = Leases(
            self.tree, sessions, executor, kept, lease_grace, self._is_reachable, self._lease_event
        )
        self.dispatcher = Dispatcher(self.tree, self.describer, self._was_set, self.leases.check)
        check_curve_files(CurveDB)
        self._tree_changed = tree_changed
        self.clients: Callable[[], list[str]] = list
        self.watcher = TreeWatcher(self.tree, self._on_tree_changed)
        self.snapshots = Snapshots(name, self.tree, journal, AcquisitionModule)
        self.snapshots.check_writable = self.leases.check_all
        self.cooperation = Cooperation(async_utils.LOOP, async_utils.wait, self.stop_run)
        self.cooperation.install(async_utils, pyrpl_utils)
        wait, sleep = self.cooperation.wait, self.cooperation.sleep
        self.curves = Curves(async_utils.LOOP, wait)
        self.lock_in = LockIn(async_utils.LOOP, wait, sleep)
        self.way = WayToBoard(pyrpl_object.rp, executor, self.cooperation, self._way_changed)
        self.way.follow(self._acquisition_modules)
        self.diagnosis = Diagnosis(pyrpl_object.rp, self.cooperation)
        self.streams = Streams(
            self.tree.find,
            self._call_for,
            self.way.check,
            executor,
            async_utils.LOOP,
            wait,
        )

    @property
    def revision(self) -> int:
        """Grows when modules appear or vanish."""
        return self.watcher.revision

    def convert(self, item: Any, session: str) -> Any:
        """PyRPL's objects as values that can cross to a session."""

        def keep(future: asyncio.Future[Any]) -> HandleReference:
            return self.handles.add(future, session)

        return self.values.convert(item, keep)

    def call(
        self, path: str, name: str, args: list[Any], kwargs: dict[str, Any]
    ) -> tuple[Any, list[Adjustment]]:
        """Call a method, see :meth:`Dispatcher.call`.

        A run that the method returns has begun: a scope waits for its trigger, and no longer
        tells of the trace before.
        """
        try:
            result, adjustments = self.dispatcher.call(path, name, args, kwargs)
        except ValueError as error:
            self.leases.explain(error)
            raise
        if isinstance(result, asyncio.Future):
            self._let_begin()
        if name == "continuous" or "run_continuous" in kwargs:
            self.streams.claimed(self.tree.find(path))
        self.watcher.scan_after(path)
        return result, adjustments

    def _let_begin(self) -> None:
        # The first part of a new task runs in the next turn of the loop.
        job = current_job()
        if job is not None and not job.uninterrupted:
            self.cooperation.sleep(0)

    def call_handle(self, identifier: str, method: str, args: list[Any]) -> Any:
        """Ask a run that goes on: done, cancelled, cancel, result(timeout) or exception."""
        if method not in _HANDLE_METHODS:
            raise ValueError(f"a run has no method {method!r}; it has {_HANDLE_METHODS}")
        future = self.handles.find(identifier)
        if method == "result":
            try:
                return self.cooperation.wait(future, *args)
            except ValueError as error:
                self.leases.explain(error)
                raise
        if method == "cancel":
            was_running = not future.done()
            self.stop_run(future)
            return was_running
        return getattr(future, method)()

    def stop_run(self, future: asyncio.Future[Any]) -> None:
        """End a run as PyRPL's own stop() does, which also frees what it used."""
        for module in self._acquisition_modules():
            if module._last_run is future:
                module.stop()
        future.cancel()

    def running_acquisitions(self) -> list[Any]:
        """Modules with an acquisition under way."""
        return [
            module
            for module in self._acquisition_modules()
            if module._last_run is not None and not module._last_run.done()
        ]

    def _acquisition_modules(self) -> list[Any]:
        modules = [module for _path, module in self.tree.walk()]
        return [module for module in modules if isinstance(module, self._acquisition_class)]

    def info(self) -> BoardInfo:
        """What a client and ``pyrpl-pyro list`` want to know of this server."""
        way = self.way.state
        lost = way.registers_lost
        return BoardInfo(
            board=self.name,
            uri=self.uri,
            host=socket.gethostname(),
            address=self.address,
            since=self.since,
            hardware=self.hardware,
            pyrpl_version=self.pyrpl_version,
            version=__version__,
            modules=list(self.watcher.paths()),
            pid=os.getpid(),
            epoch=self.epoch,
            hardware_state=way.condition.value,
            hardware_since=datetime.fromtimestamp(way.since, UTC),
            hardware_note=". ".join(filter(None, (way.reason, way.doing))),
            clients=self.clients(),
            registers_lost=None if lost is None else datetime.fromtimestamp(lost, UTC),
            leases=len(self.leases),
        )

    def journal_since(
        self, revision: int | None, limit: int, timeout: float, epoch: str
    ) -> list[Any]:
        """Entries of the journal above `revision`, see :meth:`Journal.since`.

        Parameters
        ----------
        revision : int or None
        limit : int
        timeout : float
            Wait so long (s) for an entry when there is none.
        epoch : str
            Of the server that gave the revision, "" when that is not known.

        Returns
        -------
        list
            Entries, how many are gone, the revision to go on from, the epoch.
        """
        whole = epoch in ("", self.epoch) or self.journal.is_of_before(revision)
        if revision is not None and timeout > 0 and whole:
            self.journal.wait(
                revision,
                timeout,
                self.cooperation.loop,
                self.cooperation.wait,
                self.cooperation.sleep,
            )
        elif timeout <= 0:
            self.journal.look_around()
        entries, missed = self.journal.since(revision, limit, whole)
        newest = entries[-1][0] if entries else self.journal.revision
        return [entries, missed, newest, self.epoch]

    def _was_set(self, path: str, owner: Any, name: str, value: Any) -> None:
        self.listener.was_set(path, owner, name, value)
        if name == "run_continuous":
            self.streams.claimed(owner)

    def _call_for(self, session: str, path: str, method: str) -> None:
        if method != "stop":
            # What was started with a permission ends without one: its client may have gone.
            identity = self._sessions.identity(session)
            permissions.check(identity, Operation.CALL, [path, method])
        with acting_for(session):
            self.call(path, method, [], {})

    def _is_reachable(self) -> bool:
        return self.way.state.condition is Condition.CONNECTED

    def _lease_event(self, kind: str, path: str, text: str) -> None:
        self.journal.record_event(kind, path, text)

    def _way_changed(self, state: HardwareState, registers_lost: bool) -> None:
        if registers_lost:
            for module, watched in self.listener.watched():
                if hasattr(module, "_addr_base"):
                    watched.known.clear()
        connected = state.condition is Condition.CONNECTED
        kind = "board back" if connected else f"board {state.condition.value}"
        text = " ".join(part for part in (state.reason, state.doing) if part)
        self.journal.record_event(kind, "", text, PYRPL)

    def _on_tree_changed(self, new: dict[str, Any], gone: list[str]) -> None:
        began = self.watcher.revision > 1
        self.listener.follow(self.watcher.modules())
        for path in gone:
            self.journal.record_event("module gone", path, "the module is gone")
        check_inputs({type(module) for module in new.values()})
        for path, module in new.items():
            if began:
                self.journal.record_event("module new", path, f"a {type(module).__name__}")
            if isinstance(module, self._acquisition_class):
                self.curves.connect(module)
                self.streams.connect(module, path)
        self.leases.follow()
        self._tree_changed(new, gone)
