"""What systemd hears of the name server and of a supervised server, and its unit files."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pyrpl_pyro
from pyrpl_pyro.notify import Notifier, parse

UNITS = Path(__file__).resolve().parents[2] / "nameserver_config"
WATCHDOG_USEC = "6000000"

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="systemd is for Linux"),
]


class Systemd:
    """The socket to which systemd's services tell how they are."""

    def __init__(self, path: str):
        self.environment = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": WATCHDOG_USEC}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path)
        self._socket.settimeout(0.2)

    def close(self) -> None:
        self._socket.close()

    def hear(self, enough: Callable[[dict[str, str]], bool], timeout: float = 45.0) -> None:
        """Listen until a message is `enough`."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with contextlib.suppress(TimeoutError):
                if enough(parse(self._socket.recv(4096))):
                    return
        pytest.fail(f"systemd did not hear that within {timeout:g} s")

    def drain(self) -> list[dict[str, str]]:
        """What was said and not heard yet."""
        found = []
        self._socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                found.append(parse(self._socket.recv(4096)))
        self._socket.settimeout(0.2)
        return found


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    # The path of a socket is short.
    path = f"/tmp/pyrpl-{os.getpid()}-{time.monotonic_ns()}"
    made = Systemd(path)
    yield made
    made.close()
    os.unlink(path)


@pytest.mark.slow
def test_a_supervised_server_tells_systemd(spawn: Any, nameserver: str, systemd: Systemd) -> None:
    process = spawn(
        *("serve", "--virtual", "--plant", "none", "--board", "bench1", "--config", ""),
        *("--nameserver", nameserver, "--supervise", "--watchdog", 30),
        **systemd.environment,
    )
    # The start takes longer than the watchdog may allow, and is no hang.
    systemd.hear(lambda said: said.get("WATCHDOG") == "1")
    systemd.hear(lambda said: said.get("READY") == "1" and "board bench1" in said["STATUS"])
    systemd.hear(lambda said: said.get("WATCHDOG") == "1", 10)
    with pyrpl_pyro.connect("bench1", nameserver=nameserver) as rp:
        server = rp.info().pid
    os.kill(server, signal.SIGSTOP)
    time.sleep(1.0)
    systemd.drain()
    time.sleep(2.0)
    assert not any("WATCHDOG" in said for said in systemd.drain())
    os.kill(server, signal.SIGCONT)
    systemd.hear(lambda said: said.get("WATCHDOG") == "1", 10)
    os.kill(server, signal.SIGKILL)
    systemd.hear(lambda said: "started again" in said.get("STATUS", ""))
    systemd.hear(lambda said: said.get("READY") == "1")
    assert process.stop() == 0
    assert any("STOPPING" in said for said in systemd.drain())


def test_the_name_server_tells_systemd(spawn: Any, systemd: Systemd) -> None:
    process = spawn("nameserver", "--port", 0, **systemd.environment)
    systemd.hear(lambda said: said.get("READY") == "1" and "at 127.0.0.1:" in said["STATUS"])
    systemd.hear(lambda said: said.get("WATCHDOG") == "1", 10)
    systemd.hear(lambda said: said.get("WATCHDOG") == "1", 10)
    assert process.stop() == 0
    assert any("STOPPING" in said for said in systemd.drain())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")
@pytest.mark.parametrize("name", ["pyrpl-pyro-nameserver.service", "pyrpl-pyro@bench1.service"])
def test_the_units_are_valid(tmp_path: Path, name: str) -> None:
    for unit in UNITS.glob("*.service"):
        text = unit.read_text()
        assert "Type=notify" in text
        assert "WatchdogSec=" in text
        # The program of the example is not installed here.
        text = text.replace("/opt/pyrpl-pyro/bin/pyrpl-pyro", "/bin/true").replace("User=", "#")
        (tmp_path / unit.name.replace("@", "@bench1")).write_text(text)
    result = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / name)],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    own = [line for line in result.stderr.splitlines() if "pyrpl-pyro" in line]
    assert (result.returncode, own) == (0, []), result.stderr


@pytest.mark.skipif(shutil.which("systemd-notify") is None, reason="there is no systemd-notify")
def test_our_socket_hears_what_systemd_itself_sends(systemd: Systemd) -> None:
    subprocess.run(
        ["systemd-notify", "--ready", "--status=hello", "--no-block"],
        env={**os.environ, **systemd.environment}, timeout=10, check=True,
    )  # fmt: skip
    systemd.hear(lambda said: said.get("READY") == "1" and said["STATUS"] == "hello", 5)


@given(st.dictionaries(st.sampled_from(["READY", "STATUS", "X_PORT"]), st.text(), min_size=1))
def test_any_text_arrives_in_one_line(fields: dict[str, str]) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        assert Notifier(ours).send(**fields)
        heard = parse(theirs.recv(8192))
    assert heard == {name: " ".join(value.split()) for name, value in fields.items()}


@given(st.binary(max_size=200))
def test_any_datagram_is_read(datagram: bytes) -> None:
    assert all(isinstance(value, str) for value in parse(datagram).values())


def test_without_a_socket_nothing_is_sent() -> None:
    assert not Notifier.from_environment({}).send(READY=1)
    missing = {"NOTIFY_SOCKET": "/nowhere/at/all", "WATCHDOG_USEC": "1000"}
    assert not Notifier.from_environment(missing).send(READY=1)
    assert missing == {}
