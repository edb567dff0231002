"""One virtual board whose server the tests of this folder kill and start again."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

import pyrpl_pyro
from tests.conftest import Process, Spawner


class Bench:
    """A name server and the server of board "bench"."""

    def __init__(self, spawn: Spawner, names_port: int):
        self._spawn = spawn
        self._names_port = names_port
        self.nameserver = f"127.0.0.1:{self._names_port}"
        self.names: Process | None = None
        self.server: Process | None = None

    def start_names(self) -> None:
        self.names = self._spawn("nameserver", "--port", self._names_port)
        self.names.wait_for("ready at")

    def start(self, port: int = 0) -> None:
        """Start the server, at any port or the given one."""
        self.server = self._spawn.serve_virtual(
            self.nameserver, "bench", "--config", "", "--port", port
        )

    def kill(self) -> None:
        """Kill the server."""
        assert self.server is not None
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait(10)

    def kill_names(self) -> None:
        """Kill the name server."""
        assert self.names is not None
        self.names.process.send_signal(signal.SIGKILL)
        self.names.process.wait(10)

    def make_whole(self) -> None:
        """Start what does not run."""
        if self.names is None or self.names.process.poll() is not None:
            self.start_names()
        if self.server is None or self.server.process.poll() is not None:
            self.start()

    def connect(self, timeout: float = 20.0) -> pyrpl_pyro.Board:
        return pyrpl_pyro.connect("bench", nameserver=self.nameserver, timeout=timeout)

    @property
    def address(self) -> str:
        with self.connect() as rp:
            return rp.info().address


@pytest.fixture(scope="session")
def _bench(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[Bench]:
    spawn = Spawner(tmp_path_factory.mktemp("bench"))
    yield Bench(spawn, free_port())
    spawn.kill_all()


@pytest.fixture
def bench(_bench: Bench) -> Bench:
    """The board, served."""
    _bench.make_whole()
    return _bench
