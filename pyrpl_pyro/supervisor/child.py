"""One server process: start it, hear how it is, and end one that hangs."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

from ..notify import parse
from ..server.options import ServerOptions

DUMP_SECONDS = 3.0
"""Limit for writing down what all threads do (s)."""

_END_SECONDS = 5.0
_MOST_DUMP = 60_000
_DATAGRAM = 8192


class ServerChild:
    """A server process, which writes to the standard output and error of this one.

    Parameters
    ----------
    options : ServerOptions
    traceback : bool
        A start that fails prints a traceback.

    Attributes
    ----------
    ready_at, beat_at : float or None
        When it was ready, and when its Qt loop was last known to turn (monotonic clock, s).
    orderly : bool
        It has said that it ends as it should.
    port : int
        Where it listens, 0 while that is not known.
    """

    def __init__(self, options: ServerOptions, traceback: bool):
        self._dump = tempfile.TemporaryFile()  # noqa: SIM115
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.started_at = time.monotonic()
        self.ready_at: float | None = None
        self.beat_at: float | None = None
        self.orderly = False
        self.port = 0
        notify_fd, dump_fd = theirs.fileno(), self._dump.fileno()
        own = dataclasses.replace(options, notify_fd=notify_fd, dump_fd=dump_fd)
        # Not as an argument: a password in it would be seen by every user of the computer.
        message = {
            "options": dataclasses.asdict(own),
            "traceback": traceback,
        }
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pyrpl_pyro.server", "-"],
                stdin=subprocess.PIPE,
                pass_fds=(notify_fd, dump_fd),
            )
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(json.dumps(message).encode() + b"\n")

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """As of :class:`subprocess.Popen`: None while it runs, negative after a signal."""
        return self._process.poll()

    def hear(self) -> dict[str, str]:
        """What it has said since this was last asked, the latest of each field."""
        heard: dict[str, str] = {}
        while True:
            try:
                fields = parse(self.socket.recv(_DATAGRAM))
            except (BlockingIOError, ConnectionError):
                break
            if not fields:
                break
            heard |= fields
        now = time.monotonic()
        if "READY" in heard:
            self.ready_at = now
        if "READY" in heard or "WATCHDOG" in heard:
            self.beat_at = now
        self.orderly |= "STOPPING" in heard
        if heard.get("X_PORT", "").isdigit():
            self.port = int(heard["X_PORT"])
        return heard

    def signal(self, number: int) -> None:
        """Send it a signal."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it after it has written down what its threads do, also when it was stopped."""
        self.signal(signal.SIGABRT)
        self.signal(signal.SIGCONT)
        try:
            self._process.wait(DUMP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_END_SECONDS)

    def last_words(self) -> str:
        """What all threads did when it crashed or was killed, "" if it could not tell."""
        self._dump.seek(0, os.SEEK_SET)
        text = self._dump.read(_MOST_DUMP).decode(errors="replace")
        return text.partition("\nExtension modules:")[0].strip()

    def close(self) -> None:
        """Release what belonged to a process that has ended."""
        self.socket.close()
        self._dump.close()


def how_it_ended(status: int) -> str:
    """The exit status of a process in words."""
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"
