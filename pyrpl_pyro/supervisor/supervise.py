"""Keep the server of a board running: start it again after a crash, and when it hangs."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import select
import signal
import socket
import time
from types import FrameType

from ..notify import Notifier
from ..server.lifeline import watch_parent
from ..server.options import ServerOptions
from .backoff import Backoff
from .child import ServerChild, how_it_ended
from .log import set_up

logger = logging.getLogger(__name__)

START_SECONDS = 180.0
"""Limit for a restart (s); the first start is looked at by whoever has typed it."""

STOP_SECONDS = 8.0
"""Limit for an orderly end (s)."""

_TURN_SECONDS = 0.25
_LATE_SECONDS = 1.0
_OWN_SIGNAL_SECONDS = 0.3
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def supervise(options: ServerOptions, watchdog: float, traceback: bool = False) -> int:
    """Run a server until it ends in order; return the exit status for this process.

    Must be called in the main thread. A first start that fails is not tried again.

    Parameters
    ----------
    options : ServerOptions
        Of the server.
    watchdog : float
        A server whose Qt loop does not turn for so long (s) is killed and started again;
        0 for never.
    traceback : bool
        A start that fails prints a traceback.
    """
    set_up(options.log_level, options.log_file)
    if options.parent_pid is not None:
        watch_parent(options.parent_pid, lambda: os.kill(os.getpid(), signal.SIGTERM))
        options = dataclasses.replace(options, parent_pid=None)
    supervisor = Supervisor(options, watchdog, traceback, Notifier.from_environment())
    with supervisor.catching_signals():
        return supervisor.run()


class Supervisor:
    """Looks after one server process after the other."""

    def __init__(
        self, options: ServerOptions, watchdog: float, traceback: bool, notifier: Notifier
    ):
        self._options = options
        self._watchdog = watchdog
        self._traceback = traceback
        self._notifier = notifier
        self._backoff = Backoff()
        self._wake, self._waker = socket.socketpair()
        self._wake.setblocking(False)
        self._waker.setblocking(False)
        self._signal: int | None = None
        self._signal_at = 0.0
        self._turned_at = time.monotonic()
        self._told_at = 0.0

    @contextlib.contextmanager
    def catching_signals(self):  # type: ignore[no-untyped-def]
        """Stop in order at SIGTERM, SIGINT and SIGHUP."""
        before = {}
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in _SIGNALS:
            # nohup has a process ignore that its terminal closes.
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, self._on_signal)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)

    def run(self) -> int:
        """See :func:`supervise`."""
        first = True
        while True:
            child = ServerChild(self._options, self._traceback)
            try:
                status = self._look_after(child, first)
                first_failed = first and child.ready_at is None
                if child.orderly or first_failed or self._signal is not None:
                    return self._exit_status(child, status)
                self._tell_crash(child, status)
            finally:
                child.close()
            first = False
            ran = 0.0 if child.ready_at is None else time.monotonic() - child.ready_at
            self._pause(self._backoff.pause_after(ran))
            if self._told_to_stop():
                return 0
            self._options = self._for_restart(child.port)

    def _look_after(self, child: ServerChild, first: bool) -> int:
        """Until the process has ended; returns its status."""
        forwarded = False
        while (status := child.status) is None:
            self._turn(child.socket)
            self._relay(child, child.hear())
            now = time.monotonic()
            if self._signal is not None:
                since = now - self._signal_at
                # Ctrl-C in a terminal has reached the server, too.
                wait = _OWN_SIGNAL_SECONDS if self._signal == signal.SIGINT else 0.0
                if not forwarded and since >= wait:
                    stop = signal.SIGTERM if self._signal == signal.SIGHUP else self._signal
                    child.signal(stop)
                    forwarded = True
                if since > STOP_SECONDS:
                    self._kill(child, f"did not stop within {STOP_SECONDS:g} s")
            elif child.orderly:
                self._signal, self._signal_at, forwarded = signal.SIGTERM, now, True
            elif child.ready_at is None:
                if not first and now - child.started_at > START_SECONDS:
                    self._kill(child, f"was not ready within {START_SECONDS:g} s")
            elif self._watchdog and now - (child.beat_at or now) > self._watchdog:
                self._kill(child, f"did not answer for {self._watchdog:g} s")
        child.hear()
        return status

    def _turn(self, heard: socket.socket | None, seconds: float = _TURN_SECONDS) -> None:
        """Wait a moment, or until something is said or a signal arrives."""
        readable = [self._wake] if heard is None else [self._wake, heard]
        select.select(readable, [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            self._wake.recv(64)

    def _relay(self, child: ServerChild, heard: dict[str, str]) -> None:
        """Tell systemd what the server says, and give time that this process did not have."""
        now = time.monotonic()
        late = now - self._turned_at
        self._turned_at = now
        if late > _LATE_SECONDS and child.beat_at is not None:
            # This process was stopped, or the computer is busy: that is not the server's fault.
            child.beat_at = min(now, child.beat_at + late)
        told = {name: heard[name] for name in ("READY", "STATUS", "WATCHDOG", "STOPPING")
                if name in heard}  # fmt: skip
        if child.ready_at is None and now - self._told_at > _LATE_SECONDS:
            # While it starts its Qt loop does not turn, and that has a limit of its own.
            told["WATCHDOG"] = "1"
        if told:
            self._told_at = now
            self._notifier.send(**told)

    def _kill(self, child: ServerChild, why: str) -> None:
        logger.error("the server (process %d) %s: it is killed", child.pid, why)
        child.kill()

    def _told_to_stop(self) -> bool:
        return self._signal is not None

    def _tell_crash(self, child: ServerChild, status: int) -> None:
        logger.error("the server (process %d) %s", child.pid, how_it_ended(status))
        words = child.last_words()
        if words:
            logger.error("what its threads did then:\n%s", words)

    def _pause(self, seconds: float) -> None:
        logger.warning("the server is started again in %g s", seconds)
        self._notifier.send(STATUS=f"the server ended, it is started again in {seconds:g} s")
        until = time.monotonic() + seconds
        while self._signal is None and (left := until - time.monotonic()) > 0:
            self._turn(None, min(left, _LATE_SECONDS))
            self._notifier.send(WATCHDOG=1)

    def _for_restart(self, port: int) -> ServerOptions:
        """The options of a server that takes the place of one that crashed."""
        options = self._options
        reload = options.reloadfpga
        return dataclasses.replace(
            options,
            # Both would end what runs in the FPGA, or take it from somebody else.
            reloadfpga="auto" if reload is True else reload,
            take_board=False,
            last_port=port or options.last_port,
        )

    def _exit_status(self, child: ServerChild, status: int) -> int:
        if status >= 0:
            return status
        words = child.last_words()
        if words and self._signal is None:
            logger.error("what its threads did then:\n%s", words)
        asked = self._signal is not None and -status == self._signal
        level = logging.INFO if asked else logging.ERROR
        logger.log(level, "the server (process %d) %s", child.pid, how_it_ended(status))
        return 128 - status

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._signal is None:
            self._signal, self._signal_at = number, time.monotonic()
