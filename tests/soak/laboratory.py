"""A board, a name server, a supervised server and clients, and what happens to them."""

from __future__ import annotations

import contextlib
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

import pyrpl_pyro
from pyrpl_pyro.client.journal import Change
from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer
from tests.conftest import Process, Spawner

from .parts import CLIENTS

BOARD = "soak"
BACK_SECONDS = 90.0
"""After one crash upon another the supervisor pauses for 30 s."""


class Laboratory:
    """All that runs. ``happenings`` counts what was done to it."""

    def __init__(self, spawn: Spawner, board: VirtualBoard, address: BoardServer, port: int):
        self._spawn = spawn
        self._board = board
        self.rng = random.Random()
        self._folder = spawn.home / "notes"
        self._folder.mkdir(parents=True)
        self.happenings: Counter[str] = Counter()
        self.changes: list[Change] = []
        self.names_port = port
        self.nameserver = f"127.0.0.1:{port}"
        self.start_names()
        self.supervisor = spawn(
            *("serve", "--board", BOARD, "--hostname", "127.0.0.1", "--nameserver"),
            *(self.nameserver, "--sshport", address.sshport, "--boardport", address.port),
            *("--supervise", "--watchdog", 8),
        )
        self.supervisor.wait_for("is ready")
        self.rp = pyrpl_pyro.connect(BOARD, nameserver=self.nameserver, timeout=30)
        self.baseline = self.usage()
        self._watch = self.rp.watch(self.changes.append)
        self.clients = [self._start_client(number) for number in range(CLIENTS)]

    # What may happen.

    def kill_server(self) -> None:
        self._end_server(signal.SIGKILL)
        self.happenings["server killed"] += 1

    def freeze_server(self) -> None:
        self._end_server(signal.SIGSTOP)
        self.happenings["server frozen"] += 1

    def kill_names(self) -> None:
        self.names.stop(signal.SIGKILL)
        time.sleep(self.rng.uniform(0, 2))
        self.start_names()
        self.happenings["name server killed"] += 1

    def close_board(self) -> None:
        self._board.faults.start("close")
        self.happenings["connection to the board closed"] += 1

    def kill_client(self) -> None:
        number = self.rng.randrange(CLIENTS)
        self.clients[number].stop(signal.SIGKILL)
        self.clients[number] = self._start_client(number)
        self.happenings["client killed"] += 1

    # What is seen.

    def usage(self) -> dict[str, float]:
        """Of the server process: file descriptors, threads, memory (MiB)."""
        server = self._server()
        return {
            "files": server.num_fds(),
            "threads": server.num_threads(),
            "memory": round(server.memory_info().rss / 2**20, 1),
        }

    def notes(self, number: int) -> list[str]:
        """What a client has noted."""
        return self.notes_file(number).read_text().splitlines()

    def end_clients(self) -> None:
        for client in self.clients:
            client.stop(signal.SIGKILL)

    def end_watch(self) -> None:
        """When it has all that there is until now."""
        newest = self.rp.journal(limit=1).revision
        deadline = time.monotonic() + BACK_SECONDS
        while self._watch.revision < newest and time.monotonic() < deadline:
            time.sleep(0.1)
        self._watch.stop()

    def close(self) -> None:
        with contextlib.suppress(pyrpl_pyro.PyrplError):
            self._watch.stop()
        self.rp.close()

    def start_names(self) -> None:
        self.names: Process = self._spawn("nameserver", "--port", self.names_port)
        self.names.wait_for("ready at")

    def _start_client(self, number: int) -> Process:
        return self._spawn.command(
            *(sys.executable, "-m", "tests.soak.worker", number, self.nameserver),
            *(BOARD, self.notes_file(number)),
        )

    def notes_file(self, number: int) -> Path:
        return self._folder / f"{number}.txt"

    def _server(self) -> psutil.Process:
        """The process that the supervisor looks after now."""
        return psutil.Process(self.rp.info().pid)

    def _end_server(self, number: int) -> None:
        """Send a signal, and wait for the next server: no more was promised."""
        epoch = self.rp.info().epoch
        self._server().send_signal(number)
        deadline = time.monotonic() + BACK_SECONDS
        while True:
            # One that was frozen may answer once more before the supervisor kills it.
            with contextlib.suppress(pyrpl_pyro.PyrplError, LookupError):
                if self.rp.info().epoch != epoch:
                    return
            assert time.monotonic() < deadline, f"no server within {BACK_SECONDS:g} s"
            time.sleep(0.2)


def gaps(changes: list[Change]) -> list[tuple[int, Any]]:
    """Where revisions are not consecutive although nothing was said to be missed."""
    found = []
    last: Change | None = None
    for change in changes:
        if change.kind == "missed":
            last = None
            continue
        if last is not None and change.revision != last.revision + 1:
            found.append((last.revision, change.revision))
        last = change
    return found
