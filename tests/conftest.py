"""Fixtures that run real processes, each test in a world of its own."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pyrpl_pyro

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 45.0
END_SECONDS = 6.0
COMPILE_SECONDS = 600.0


def pytest_configure(config: pytest.Config) -> None:
    """Compile the virtual board once, outside the time limit of the first test that needs it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Started in the background of a shell: those that tests interrupt would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.option.collectonly or hasattr(config, "workerinput"):
        return
    code = "from pyrpl_pyro.virtual import VirtualBoard as V; V(progress=print).close()"
    subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=COMPILE_SECONDS,
        check=True,
    )


class Process:
    """A command of this package in a process group of its own, with what it printed."""

    def __init__(self, arguments: list[str], environment: dict[str, str], folder: Path):
        self.arguments = arguments
        self._out: list[str] = []
        self._err: list[str] = []
        self._news: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(pipe, lines), daemon=True)
            for pipe, lines in ((self.process.stdout, self._out), (self.process.stderr, self._err))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, pipe: object, lines: list[str]) -> None:
        # A process of a group of its own may keep the pipe open until the test closes it.
        with contextlib.suppress(ValueError):
            for line in pipe:  # type: ignore[attr-defined]
                lines.append(line)
                self._news.put(None)
        self._news.put(None)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def out(self) -> str:
        """What it printed to stdout until now."""
        return "".join(self._out)

    @property
    def err(self) -> str:
        """What it printed to stderr until now."""
        return "".join(self._err)

    def wait_for(
        self, pattern: str, timeout: float = READY_SECONDS, where: str = "out"
    ) -> re.Match[str]:
        """Wait until stdout (or stderr, or both: ``where="any"``) matches `pattern`."""
        deadline = time.monotonic() + timeout
        while True:
            text = {"out": self.out, "err": self.err, "any": self.out + self.err}[where]
            match = re.search(pattern, text)
            if match:
                return match
            if all(not reader.is_alive() for reader in self._readers):
                pytest.fail(f"{self} ended without {pattern!r}:\n{self.out}\n{self.err}")
            try:
                self._news.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                pytest.fail(
                    f"no {pattern!r} from {self} within {timeout:g} s:\n{self.out}\n{self.err}"
                )

    def wait(self, timeout: float = READY_SECONDS) -> int:
        """Exit status of the process, once it ended and all that it printed was read."""
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            pytest.fail(f"{self} still runs after {timeout:g} s:\n{self.out}\n{self.err}")
        for reader in self._readers:
            reader.join(END_SECONDS)
        return status

    def stop(self, number: int = signal.SIGTERM, timeout: float = END_SECONDS) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        return self.wait(timeout)

    def kill_group(self) -> None:
        """Kill it and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(END_SECONDS)
        for reader in self._readers:
            reader.join(1.0)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()

    def __str__(self) -> str:
        return f"process {self.pid} ({' '.join(self.arguments[1:])})"


def make_environment(home: Path) -> dict[str, str]:
    """Environment of a process that must neither see nor change the user's settings."""
    temporary = home / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("REDPITAYA_", "PYRPL_", "PYRO_", "XDG_"))
    }
    environment.update(
        HOME=str(home),
        TMPDIR=str(temporary),
        USERPROFILE=str(home),
        APPDATA=str(home / "AppData"),
        XDG_CONFIG_HOME=str(home / ".config"),
        PYRPL_USER_DIR=str(home / "pyrpl_user_dir"),
        PYTHONPATH=str(ROOT),
        PYTHONUNBUFFERED="1",
        PYTHONIOENCODING="utf-8",
        QT_QPA_PLATFORM="offscreen",
        MPLCONFIGDIR=str(home / "matplotlib"),
        # Most tests mean the server's own process; those of the supervisor ask for it.
        PYRPL_PYRO_SERVER_SUPERVISE="no",
        NO_COLOR="1",
        COLUMNS="120",
    )
    return environment


class Spawner:
    """Starts processes in one home folder, and kills what is left of them."""

    def __init__(self, home: Path):
        self.home = home
        self.environment = make_environment(home)
        self._processes: list[Process] = []

    def __call__(self, *arguments: object, **environment: str) -> Process:
        """Start ``python -m pyrpl_pyro ARGUMENTS``."""
        return self.python("-m", "pyrpl_pyro", *arguments, **environment)

    def python(self, *arguments: object, **environment: str) -> Process:
        """Start ``python ARGUMENTS``."""
        return self.command(sys.executable, *arguments, **environment)

    def command(self, *arguments: object, **environment: str) -> Process:
        """Start any command."""
        process = Process(
            [str(argument) for argument in arguments],
            {**self.environment, **environment},
            self.home,
        )
        self._processes.append(process)
        return process

    def run(
        self, *arguments: object, timeout: float = READY_SECONDS, **environment: str
    ) -> Process:
        """Run ``python -m pyrpl_pyro ARGUMENTS`` to its end."""
        process = self(*arguments, **environment)
        process.wait(timeout)
        return process

    def nameserver(self, *arguments: object) -> str:
        """Start a name server on a free port of loopback; returns its address."""
        process = self("nameserver", "--port", 0, *arguments)
        return process.wait_for(r"ready at (\S+)")[1]

    def serve_virtual(self, address: str, board: str, *arguments: object) -> Process:
        """Start a server for a virtual board, and wait until it is ready."""
        process = self("serve", "--virtual", "--board", board, "--nameserver", address, *arguments)
        process.wait_for(r"is ready")
        return process

    def serve_at(self, where: Any, address: str, board: str, *arguments: object) -> Process:
        """Start a server for the board at ``where.port`` and ``where.sshport`` of loopback."""
        return self(
            *("serve", "--board", board, "--nameserver", address, "--config", ""),
            *("--hostname", "127.0.0.1", "--boardport", where.port, "--sshport", where.sshport),
            *arguments,
        )

    @contextlib.contextmanager
    def launch(self, board: str) -> Iterator[pyrpl_pyro.Board]:
        """A private virtual board of this process."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            rp = pyrpl_pyro.launch(virtual=True, board=board)
        try:
            yield rp
        finally:
            rp.close()

    def kill_all(self) -> None:
        """Kill whatever still runs."""
        for process in reversed(self._processes):
            process.kill_group()


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawner]:
    """Start processes that end with the test."""
    spawner = Spawner(tmp_path / "home")
    yield spawner
    spawner.kill_all()


@pytest.fixture
def nameserver(spawn: Spawner) -> str:
    """Address of a name server of this test's own."""
    return spawn.nameserver()


@pytest.fixture(scope="session")
def shared_spawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spawner]:
    """Start processes that live until the end of all tests."""
    spawner = Spawner(tmp_path_factory.mktemp("shared"))
    yield spawner
    spawner.kill_all()


@pytest.fixture(scope="session")
def shared_nameserver(shared_spawn: Spawner) -> str:
    """Address of a name server for all tests."""
    return shared_spawn.nameserver()


@pytest.fixture(scope="session")
def virtual_server(shared_spawn: Spawner, shared_nameserver: str) -> str:
    """Name of a virtual board for tests that leave it as it is; see `shared_nameserver`."""
    shared_spawn.serve_virtual(shared_nameserver, "shared", "--config", "")
    return "shared"


@pytest.fixture(autouse=True)
def _own_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the tests' own process from the settings of whoever runs them."""
    for name in list(os.environ):
        if name.startswith(("REDPITAYA_", "PYRPL_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Gives a TCP port of loopback that is free at present."""

    def find() -> int:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            return probe.getsockname()[1]

    return find


@pytest.fixture
def until() -> Callable[..., None]:
    """Wait for a condition, with a limit."""

    def wait(condition: Callable[[], object], timeout: float = 10.0, what: str = "") -> None:
        deadline = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < deadline, f"{what or condition} not within {timeout:g} s"
            time.sleep(0.05)

    return wait
