"""``pyrpl-pyro monitor``: live in a terminal, once as text, through a restart of the server."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.cli import main

from ..boards import board_at_address

pytestmark = pytest.mark.timeout(120)

_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")


class Terminal:
    """A terminal of some size in which ``pyrpl-pyro`` runs."""

    def __init__(self, spawn: Any, *arguments: object, lines: int = 40, columns: int = 100):
        self._master, slave = pty.openpty()
        self.resize(lines, columns)
        environment = {**spawn.environment, "TERM": "xterm-256color"}
        for name in ("COLUMNS", "LINES"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pyrpl_pyro", *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=spawn.home,
            start_new_session=True,
            # So that Ctrl-C and a change of the size reach it.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self.text = ""

    def resize(self, lines: int, columns: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def attributes(self) -> list[Any]:
        return termios.tcgetattr(self._master)

    def press(self, key: bytes) -> None:
        os.write(self._master, key)

    def read(self, seconds: float) -> None:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if ready:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                time.sleep(seconds)
                return
            self.text += _CODES.sub("", data.decode("utf-8", "replace"))

    def wait_for(self, pattern: str, timeout: float = 45.0) -> str:
        """Wait until what was written since the last call matches."""
        deadline = time.monotonic() + timeout
        while not (match := re.search(pattern, self.text)):
            assert time.monotonic() < deadline, f"no {pattern!r} in:\n{self.text[-4000:]}"
            self.read(0.2)
        self.text = self.text[match.end() :]
        return match[0]

    def end(self, timeout: float = 15.0) -> int:
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "it still runs"
            self.read(0.1)
        return self.process.returncode

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        os.close(self._master)


@pytest.fixture
def terminal(shared_spawn: Any, shared_nameserver: str) -> Iterator[Any]:
    made: list[Terminal] = []

    def make(*arguments: object, **size: int) -> Terminal:
        made.append(Terminal(shared_spawn, *arguments, "--nameserver", shared_nameserver, **size))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def board(shared_spawn: Any, shared_nameserver: str) -> Iterator[Any]:
    """A board with a PID that works, and the name of it."""
    shared_spawn.serve_virtual(shared_nameserver, "seen", "--config", "")
    with pyrpl_pyro.connect("seen", nameserver=shared_nameserver, timeout=20) as rp:
        rp.asg0.setup(
            waveform="dc", offset=0.25, output_direct="out1", trigger_source="immediately"
        )
        yield rp


def once(board: Any, nameserver: str, capsys: Any, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["monitor", "seen", *arguments, "--nameserver", nameserver]) == 0
    return capsys.readouterr().out


def test_once_as_text(board: Any, shared_nameserver: str, capsys: Any) -> None:
    board.pid0.setup(input="in1", p=0, i=0, setpoint=0.125, output_direct="off")
    board.pid0.ival = 0
    board.scope.stop()
    with board.lease("pid1", reason="a long measurement"):
        text = once(board, shared_nameserver, capsys)
    assert re.search(r"in1 \+0\.25\d\d V", text)
    assert re.search(r"pid0 +in1 +\+0\.1250 V +\+0\.0000 V", text)
    assert "saturated" not in text
    assert re.search(r"pid1 +\S+ +\d+ s +a long measurement", text)
    assert "scope: stopped, nothing is acquired" in text
    assert re.search(r"\d\d:\d\d:\d\d +leased: by \S+ *: a long measurement|pid1 +leased", text)
    assert "connected" in text
    board.pid0.ival = 3.5
    assert "saturated" in once(board, shared_nameserver, capsys)
    board.pid0.ival = 0


def test_once_as_json_with_a_trace(
    board: Any, shared_nameserver: str, capsys: Any, until: Any
) -> None:
    board.scope.setup(
        input1="in1", input2="out1", duration=1e-3, trigger_source="immediately",
        rolling_mode=False,
    )  # fmt: skip
    board.scope.continuous()

    def trace() -> Any:
        found = json.loads(once(board, shared_nameserver, capsys, "--json"))
        assert found["signals"]["in1"] == pytest.approx(0.25, abs=0.01)
        assert [pid["name"] for pid in found["pids"]] == ["pid0", "pid1", "pid2"]
        return found["scope"]

    until(lambda: trace()["curves"], timeout=30)
    found = trace()
    assert found["running_state"] == "running_continuous"
    assert found["labels"] == ["ch1: in1", "ch2: out1"]
    assert 200 <= len(found["x"]) <= 500
    assert found["x"][-1] - found["x"][0] == pytest.approx(1e-3, rel=0.1)
    assert found["curves"][0][100] == pytest.approx(0.25, abs=0.01)
    # It was not armed anew, and goes on.
    assert board.scope.running_state == "running_continuous"
    board.scope.stop()


def test_live_until_q(board: Any, terminal: Any) -> None:
    board.scope.setup(input1="in1", duration=1e-3, trigger_source="immediately", rolling_mode=False)
    board.scope.continuous()
    screen = terminal("monitor", "seen", "--interval", 0.3)
    screen.wait_for(r"in1 \+0\.25")
    screen.wait_for("running_continuous")
    before = board.journal().revision
    board.pid2.setpoint = 0.5
    screen.wait_for(r"pid2\.setpoint")
    assert {change.attribute for change in board.journal(since=before)} == {"setpoint"}
    screen.resize(24, 80)
    screen.text = ""
    screen.wait_for("q quits")
    screen.text = ""
    page = screen.wait_for(r"(?s)seen.*?q quits")
    assert len(page.splitlines()) <= 24
    assert max(map(len, page.splitlines())) <= 80
    screen.press(b"q")
    assert screen.end() == 0
    board.scope.stop()


def test_ctrl_c_and_the_terminal_is_as_before(board: Any, terminal: Any) -> None:
    screen = terminal("monitor", "seen")
    before = screen.attributes()
    screen.wait_for("in1")
    assert screen.attributes() != before
    screen.press(b"\x03")
    assert screen.end() in (0, 130)
    assert screen.attributes() == before


@pytest.mark.slow
def test_it_goes_on_after_a_restart_of_the_server(
    shared_spawn: Any, shared_nameserver: str, terminal: Any
) -> None:
    server = shared_spawn.serve_virtual(shared_nameserver, "again", "--config", "")
    screen = terminal("monitor", "again", "--interval", 0.3, "--timeout", 2)
    screen.wait_for("connected")
    server.kill_group()
    screen.wait_for("values below are the last ones")
    server = shared_spawn.serve_virtual(shared_nameserver, "again", "--config", "")
    with pyrpl_pyro.connect("again", nameserver=shared_nameserver) as rp:
        rp.pid0.setpoint = 0.375
    screen.wait_for(r"\+0\.3750 V")
    screen.press(b"q")
    assert screen.end() == 0
    server.stop()


def test_an_interval_that_is_no_time(shared_nameserver: str, capsys: Any) -> None:
    for interval in ("0", "-1", "nan"):
        assert main(["monitor", "seen", "--interval", interval]) == 1
        assert "--interval is at least 0.1 s" in capsys.readouterr().err


@pytest.mark.slow
def test_a_board_that_is_cut_off(
    shared_spawn: Any, shared_nameserver: str, capsys: Any, until: Any
) -> None:
    with board_at_address() as (_board, address):
        server = shared_spawn.serve_at(address, shared_nameserver, "away")
        server.wait_for("is ready")

    def text() -> str:
        capsys.readouterr()
        assert main(["monitor", "away", "--nameserver", shared_nameserver]) == 0
        return capsys.readouterr().out

    until(lambda: "no values can be read: unreachable" in text(), timeout=20)
    found = text()
    assert "unreachable since" in found
    assert "SETPOINT" not in found
    assert "1 client: " in found
    server.kill_group()
