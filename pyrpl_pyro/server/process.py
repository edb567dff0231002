"""One server process for one board: start, run, shut down in order."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from typing import Any, NoReturn

from .. import naming
from ..errors import PyrplError, ServerClosed, StartError
from ..nameserver.running import RunningNameServer
from ..notify import Notifier
from ..security import check_may_serve, credentials_of
from ..security.acceptance import Acceptance
from ..security.admission import Admission
from ..settings import SecuritySettings
from ..wire.protocol import SERVICE_OBJECT
from . import bringup, logs, qt_binding
from .adoption import Adoption
from .kept import KeptState
from .lifeline import watch_parent
from .listening import listen
from .name_server import find_name_server
from .options import ServerOptions
from .published import PublishedModules
from .reporting import Reporter
from .sessions import Sessions

logger = logging.getLogger(__name__)

_SHUTDOWN_SECONDS = 4.5
_HOUSEKEEPING_MS = 500
_REPLY_SECONDS = 0.15


def run_server(options: ServerOptions) -> int:
    """Serve a board until it is told to stop, and end the process then.

    Must be called in the main thread of a process of its own. Prints progress and one line
    when ready; a start that fails prints one message, and its exit status is returned.

    Raises
    ------
    PyrplError
        The server could not be started; it was reported already when ``announce`` is set.
    """
    reporter = Reporter(options.quiet, options.announce)
    server = ServerProcess(options, reporter, _notifier(options))
    try:
        server.start()
    except KeyboardInterrupt:
        server.abandon()
        return 130
    except PyrplError as error:
        server.abandon()
        if not options.announce:
            raise
        reporter.failed(error)
        return 1
    server.run()
    _leave()


def _leave() -> NoReturn:
    """End the process with nothing left to do.

    To take the objects of PyRPL and Qt apart takes Python half a second, and Qt may crash on
    the way.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def _notifier(options: ServerOptions) -> Notifier:
    """How whoever started this process hears of it: our supervisor, or else systemd."""
    if options.notify_fd is not None:
        return Notifier.from_descriptor(options.notify_fd)
    return Notifier.from_environment()


class ServerProcess:
    """What lives and dies with the process."""

    def __init__(self, options: ServerOptions, reporter: Reporter, notifier: Notifier):
        self._options = options
        self._notifier = notifier
        self._reporter = reporter
        self._security = SecuritySettings(
            options.security_directory, options.token_file, options.insecure
        )
        self._nameserver: RunningNameServer | None = None
        self._daemon: Any = None
        self._published = PublishedModules(options.board)
        self._virtual_board: Any = None
        self._pyrpl: Any = None
        self._kept: KeptState | None = None
        self._stopping = False

    def start(self) -> None:
        """Everything up to the line that says ready."""
        options = self._options
        logs.set_up(options.log_level, options.log_file)
        logs.dump_at_crash(options.dump_fd)
        naming.check_board_name(options.board)
        self._credentials = credentials_of(self._security)
        check_may_serve(self._security)
        if options.hostname is None and not options.virtual:
            raise StartError(
                "which board? Give --hostname (e.g. rp-f08d6c.local), or --virtual for the "
                "virtual Red Pitaya."
            )
        config = bringup.config_name(options)
        # Importing qtpy, as the parts that talk to Qt do, fixes the binding.
        binding = qt_binding.choose()
        sessions = Sessions(
            self._session_ended, options.board, options.clients, options.connections_per_client
        )
        self._acceptance = Acceptance(self._credentials)
        self._daemon = listen(
            options,
            sessions,
            self._greeting,
            Admission(self._credentials),
            self._security,
            self._reporter,
        )
        self._published.daemon = self._daemon
        if options.use_nameserver:
            registration, self._nameserver = find_name_server(
                options, self._credentials, self._security, self._reporter
            )
            self._published.register(registration)
        bringup.make_user_directory()
        if options.hostname is not None:
            bringup.check_reachable(options.hostname, options.sshport)
        self._reporter.progress(f"loading PyRPL with {binding}")
        self._start_board(config)
        self._serve()

    def run(self) -> None:
        """Run the Qt loop until the server is told to stop."""
        from qtpy import QtWidgets

        QtWidgets.QApplication.instance().exec()

    def abandon(self) -> None:
        """Take back what a start that failed had begun."""
        self._published.withdraw()
        if self._daemon is not None:
            self._daemon.close()
        if self._virtual_board is not None:
            self._virtual_board.close()
        if self._nameserver is not None:
            self._nameserver.stop()
        if self._kept is not None and self._kept.crashed_at is None:
            self._kept.empty()

    def request_stop(self) -> None:
        """Shut down soon; callable in the Qt thread."""
        from qtpy import QtCore

        # The reply to the client that asked has to leave first.
        QtCore.QTimer.singleShot(int(_REPLY_SECONDS * 1000), self._shut_down)

    def _start_board(self, config: str) -> None:
        options = self._options
        if options.virtual:
            self._virtual_board = bringup.make_virtual_board(
                options.plant, options.plant_file, self._reporter.progress
            )
        self._kept = self._kept_state()
        self._adoption = Adoption(options.adopt, self._kept)
        pyrpl_object = bringup.start_pyrpl(
            options, config, self._virtual_board, self._adoption, self._reporter.progress
        )
        self._pyrpl = pyrpl_object
        logs.log_uncaught()

        from .board import ServedBoard
        from .executor import QtExecutor
        from .exposure import BoardService, PlainAccess, exposed_class
        from .native import NativeConnections
        from .requests import Requests

        self._executor = QtExecutor(options.calls_waiting)
        hardware = "virtual" if options.virtual else str(options.hostname)
        sessions = self._daemon.sessions
        self._journal = self._make_journal(sessions)
        self._board = ServedBoard(
            options.board,
            pyrpl_object,
            hardware,
            self._executor,
            self._on_tree_changed,
            self._journal,
            options.runs_per_client,
            self._kept,
            sessions,
            options.lease_grace,
        )
        self._board.clients = sessions.descriptions
        self._board.uri = self._published.uri
        self._board.address = self._daemon.natLocationStr or self._daemon.locationStr
        self._access = PlainAccess(self._board, self._executor, sessions, self._daemon)
        requests = Requests(self._board, self.request_stop, sessions.identity)
        self._daemon.native = NativeConnections(
            self._executor, requests, options.message_size << 20, options.message_timeout
        )
        self._daemon.register(BoardService(self._access), SERVICE_OBJECT)
        self._published.expose_with(
            lambda path: exposed_class(self._board.describer.describe(path))(self._access, path)
        )
        self._board.watcher.scan()
        self._board.leases.take_up()

    def _kept_state(self) -> KeptState:
        options = self._options
        where = "virtual" if options.virtual else f"{options.hostname}:{options.sshport}"
        directory = None if self._is_private() else bringup.user_directory()
        return KeptState(directory, options.board, where)

    def _is_private(self) -> bool:
        """Whether it is not started again, and its name never comes back."""
        options = self._options
        return options.parent_pid is not None and not options.use_nameserver

    def _make_journal(self, sessions: Sessions) -> Any:
        from .authors import Authors
        from .journal import Journal
        from .revisions import Revisions

        options = self._options
        folder = bringup.user_directory() / "pyrpl_pyro"
        file = None if self._is_private() else folder / f"{options.board}.revision.json"
        return Journal(options.journal_entries, Revisions(file), Authors(sessions.author).now)

    def _serve(self) -> None:
        from qtpy import QtCore, QtWidgets

        from .heartbeat import Heartbeat
        from .wakeup import WakeUp

        options = self._options
        # Closing PyRPL's window must not take the board away from everyone else.
        QtWidgets.QApplication.instance().setQuitOnLastWindowClosed(False)
        self._published.complete(self._board.watcher.paths())
        threading.Thread(target=self._daemon.requestLoop, name="Pyro daemon", daemon=True).start()
        self._housekeeping = QtCore.QTimer()
        self._housekeeping.timeout.connect(self._look_around)
        self._housekeeping.start(_HOUSEKEEPING_MS)
        self._look_around()
        self._wake_up = WakeUp(self._shut_down)
        self._wake_up.catch_signals()
        if options.parent_pid is not None:
            watch_parent(options.parent_pid, self._wake_up.wake)
        supervised = options.notify_fd is not None
        self._heartbeat = Heartbeat(self._notifier, supervised, self._status)
        self._heartbeat.ready(self._daemon.sock.getsockname()[1])
        count = len(self._board.watcher.paths())
        crashed = self._kept is not None and self._kept.crashed_at is not None
        after = ", after one that ended without an orderly stop" if crashed else ""
        self._journal.record_event("server started", "", f"with {count} modules{after}")
        where = ", registered with the name server" if self._published.is_registered else ""
        self._reporter.ready(
            f"Board {options.board} is ready: {count} modules at {self._board.uri}{where}. "
            f'Connect with pyrpl_pyro.connect("{options.board}").',
            uri=self._board.uri,
            pid=os.getpid(),
        )

    def _status(self) -> str:
        way = self._board.way.state
        board = f"board {self._options.board} at {self._board.address}"
        return f"{board}: {way.condition.value}. {way.reason}".rstrip(". ")

    def _greeting(self) -> dict[str, Any]:
        if self._pyrpl is None or self._stopping:
            return {"board": self._options.board, "epoch": ""}
        return {"board": self._options.board, "epoch": self._board.epoch}

    # From here on: in the Qt thread.

    def _on_tree_changed(self, new: dict[str, Any], gone: list[str]) -> None:
        self._published.follow(new, gone)
        if self._published.is_registered and self._board.revision > 1:
            self._published.update(self._board.watcher.paths())
            logger.info("modules changed: %d new, %d gone", len(new), len(gone))

    def _look_around(self) -> None:
        self._board.watcher.scan()
        self._end_unwelcome()
        self._daemon.sessions.expire()
        self._daemon.native.end_overdue()
        if self._kept is not None:
            self._kept.still_here()
            self._adoption.keep(self._pyrpl.rp.client)
        self._journal.look_around()
        self._board.leases.look_around()
        self._board.streams.look_around()

    def _end_unwelcome(self) -> None:
        self._acceptance.look()
        self._daemon.sessions.end(self._acceptance.objection)

    def _session_ended(self, session: str) -> None:
        if not self._stopping:
            self._board.handles.drop_session(session)
            self._board.streams.drop_session(session)

    def _shut_down(self) -> None:
        """End in order: runs, clients, names, settings; then leave the Qt loop."""
        if self._stopping:
            return
        self._stopping = True
        from qtpy import QtCore

        logger.info("stopping")
        self._heartbeat.stopping()
        last_resort = threading.Timer(_SHUTDOWN_SECONDS, self._give_up)
        last_resort.daemon = True
        last_resort.start()
        self._housekeeping.stop()
        board = self._options.board
        self._executor.close(ServerClosed(f"the server of board {board} was stopped."))
        self._board.leases.close()
        for module in self._board.running_acquisitions():
            module.stop()
        # The replies to the calls that just ended have to leave before the connections go.
        QtCore.QTimer.singleShot(int(_REPLY_SECONDS * 1000), self._close)

    def _close(self) -> None:
        from qtpy import QtWidgets

        self._daemon.native.close()
        names = threading.Thread(target=self._published.withdraw, args=(1.5,), daemon=True)
        names.start()
        if self._pyrpl.c._filename is not None:
            self._pyrpl.c._write_to_file()
        try:
            self._pyrpl._clear()
        except Exception:
            logger.exception("PyRPL did not close in order")
        names.join(2.0)
        closing = threading.Thread(target=self._daemon.close, daemon=True)
        closing.start()
        closing.join(1.0)
        if self._virtual_board is not None:
            self._virtual_board.close()
        if self._nameserver is not None:
            self._nameserver.stop(0.5)
        if self._kept is not None:
            self._kept.empty()
        self._journal.close()
        logger.info("stopped")
        logging.shutdown()
        QtWidgets.QApplication.instance().quit()

    def _give_up(self) -> None:
        logger.error("not stopped in order within %g s: leaving", _SHUTDOWN_SECONDS)
        logging.shutdown()
        os._exit(1)
