"""``pyrpl-pyro doctor`` finds real faults, and says what to do about each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.cli import main
from pyrpl_pyro.virtual import VirtualBoard

from ..boards import board_at_address

pytestmark = pytest.mark.timeout(120)

OTHER_PROTOCOL = """
import sys
import pyrpl_pyro.wire.protocol as protocol
protocol.PROTOCOL_VERSION = 99
from pyrpl_pyro.cli import main
sys.exit(main(sys.argv[1:]))
"""

NO_QT = """
from importlib.machinery import PathFinder
find = PathFinder.find_spec
def without_qt(name, path=None, target=None):
    known = name.partition(".")[0] not in ("PyQt6", "PyQt5", "PySide6", "PySide2")
    return find(name, path, target) if known else None
PathFinder.find_spec = without_qt
"""


class Report:
    """What the doctor has found."""

    def __init__(self, status: int, text: str):
        report = json.loads(text)
        self.status = status
        self.checks = {check["check"]: check for check in report["checks"]}
        assert report["ok"] == (status == 0)

    @property
    def wrong(self) -> list[str]:
        return [name for name, check in self.checks.items() if check["state"] == "wrong"]

    def only(self, name: str) -> str:
        """The text of the only check that is wrong, with its advice."""
        assert self.wrong == [name], self.checks
        assert self.status == 1
        check = self.checks[name]
        assert check["advice"]
        return f"{check['found']} -> {check['advice']}"


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], shared_nameserver: str) -> Callable[..., Report]:
    """Runs it in this process."""

    def run(*arguments: object, nameserver: str | None = shared_nameserver) -> Report:
        told = ["--nameserver", nameserver] if nameserver else []
        capsys.readouterr()
        status = main(["doctor", "--json", *told, *map(str, arguments)])
        return Report(status, capsys.readouterr().out)

    return run


@pytest.fixture(scope="module")
def hardware(shared_spawn: Any, shared_nameserver: str) -> Iterator[tuple[VirtualBoard, Any]]:
    """A virtual board at an address, as a real one is reached, and its server."""
    with board_at_address() as (board, address):
        process = shared_spawn.serve_at(address, shared_nameserver, "patient")
        process.wait_for("is ready")
        yield board, address
        process.stop()


def wait_for_state(nameserver: str, *states: str) -> None:
    with pyrpl_pyro.connect("patient", nameserver=nameserver, timeout=10) as rp:
        deadline = time.monotonic() + 30
        while rp.info().hardware_state not in states:
            assert time.monotonic() < deadline, rp.info()
            time.sleep(0.1)


def test_nothing_is_wrong(
    doctor: Callable[..., Report], hardware: Any, shared_nameserver: str
) -> None:
    report = doctor("patient")
    assert report.wrong == []
    assert report.status == 0
    assert list(report.checks) == [
        *("settings", "certificates", "name server", "board known", "server answers"),
        *("round trip", "versions", "SSH of the board", "monitor server", "bitfile"),
        *("FPGA clock", "Qt binding", "disk"),
    ]
    states = {name: check["state"] for name, check in report.checks.items()}
    assert set(states.values()) <= {"ok", "warning"}, report.checks
    assert "MHz" in report.checks["FPGA clock"]["found"]


def test_a_wrong_settings_file(doctor: Callable[..., Report], tmp_path: Any) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text("[nameserver]\nprot = 9090\n")
    assert "unknown key 'prot'" in doctor("--settings", file).only("settings")


def test_settings_say_where_they_come_from(
    doctor: Callable[..., Report], tmp_path: Any, monkeypatch: Any, free_port: Any
) -> None:
    file = tmp_path / "lab.toml"
    file.write_text(f"[nameserver]\nport = {free_port()}\n")
    monkeypatch.setenv("PYRPL_PYRO_SERVER_PORT", "9101")
    found = doctor("--settings", file, nameserver=None).checks["settings"]["found"]
    assert f"file {file}" in found
    assert "server.port = 9101 (environment PYRPL_PYRO_SERVER_PORT)" in found


def test_no_name_server(doctor: Callable[..., Report], free_port: Any) -> None:
    address = f"127.0.0.1:{free_port()}"
    text = doctor(nameserver=address).only("name server")
    assert address in text
    assert "start one: pyrpl-pyro nameserver" in text


def test_something_else_in_place_of_the_name_server(
    doctor: Callable[..., Report], shared_nameserver: str, virtual_server: str
) -> None:
    with pyrpl_pyro.connect(virtual_server, nameserver=shared_nameserver) as rp:
        address = rp.info().address
    text = doctor(nameserver=address).only("name server")
    assert "that is no name server" in text
    assert f"another program has {address}" in text


def test_an_unknown_board(doctor: Callable[..., Report], virtual_server: str) -> None:
    text = doctor("bech1").only("board known")
    assert "knows no board 'bech1'; it knows: " in text
    assert virtual_server in text


def test_a_board_that_is_cut_off_then_its_server_hangs_and_is_killed(
    doctor: Callable[..., Report], shared_spawn: Any, shared_nameserver: str
) -> None:
    with board_at_address() as (_board, address):
        server = shared_spawn.serve_at(address, shared_nameserver, "ill")
        server.wait_for("is ready")
    report = doctor("ill")
    assert report.status == 1
    assert report.wrong == ["SSH of the board", "monitor server"]
    assert "refused" in report.checks["SSH of the board"]["found"]
    assert "switched on" in report.checks["monitor server"]["advice"]
    assert report.checks["FPGA clock"]["state"] == "skipped"
    assert report.checks["disk"]["state"] != "skipped"

    server.process.send_signal(signal.SIGSTOP)
    text = doctor("ill", "--timeout", 2).only("server answers")
    assert "no answer within" in text
    assert "is there but does not answer: it is stopped or hangs" in text

    server.kill_group()
    text = doctor("ill").only("server answers")
    assert "refused" in text
    assert "it was killed" in text


def test_a_server_of_another_version(
    doctor: Callable[..., Report], shared_spawn: Any, shared_nameserver: str
) -> None:
    server = shared_spawn.python(
        *("-c", OTHER_PROTOCOL, "serve", "--virtual", "--board", "newer", "--config", ""),
        *("--nameserver", shared_nameserver),
    )
    server.wait_for("is ready")
    text = doctor("newer").only("versions")
    assert "99" in text
    assert "install pyrpl_pyro" in text
    server.kill_group()


def test_an_expired_certificate(doctor: Callable[..., Report], spawn: Any, until: Any) -> None:
    for arguments in (("init",), ("issue", "alice", "--days", "2e-5")):
        assert spawn.run("certificates", *arguments).wait() == 0
    folder = spawn.home / ".config" / "pyrpl_pyro" / "authority" / "issued" / "alice"
    file = spawn.home / "settings.toml"
    file.write_text(f'[security]\ndirectory = "{folder}"\n')
    until(
        lambda: "expired on" in doctor("--settings", file).checks["certificates"]["found"],
        timeout=20,
    )
    report = doctor("--settings", file)
    assert "certificates" in report.wrong
    assert "pyrpl-pyro certificates issue" in report.checks["certificates"]["advice"]


def test_a_wrong_token(doctor: Callable[..., Report], spawn: Any) -> None:
    files = [spawn.home / name for name in ("lab", "other lab")]
    for file in files:
        assert spawn.run("certificates", "token", file).wait() == 0
    names = spawn("nameserver", "--port", 0, PYRPL_PYRO_SECURITY_TOKEN_FILE=str(files[0]))
    address = names.wait_for(r"ready at (\S+)")[1]
    settings = spawn.home / "settings.toml"
    settings.write_text(f'[security]\ntoken_file = "{files[1]}"\n')
    text = doctor("--settings", settings, nameserver=address).only("name server")
    assert "token" in text
    assert "of the same lab" in text


def test_a_frozen_clock(
    doctor: Callable[..., Report], hardware: Any, shared_nameserver: str
) -> None:
    board, _address = hardware
    board.faults.start("freeze")
    try:
        assert "stands still" in doctor("patient").only("FPGA clock")
    finally:
        board.faults.end()


def test_another_image_after_a_reboot(
    doctor: Callable[..., Report], hardware: Any, shared_nameserver: str
) -> None:
    board, _address = hardware
    board.faults.start("reboot", bitfile=False, duration=0.5)
    try:
        wait_for_state(shared_nameserver, "other FPGA image")
        text = doctor("patient").only("bitfile")
        assert "stop and start its server, which loads PyRPL's image" in text
    finally:
        board.faults.end()
        board.reset()
        wait_for_state(shared_nameserver, "connected")


def test_no_qt_binding(spawn: Any, free_port: Any) -> None:
    folder = spawn.home / "without Qt"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_QT)
    path = os.pathsep.join([str(folder), spawn.environment["PYTHONPATH"]])
    address = f"127.0.0.1:{free_port()}"
    process = spawn.run("doctor", "--json", "--nameserver", address, PYTHONPATH=path)
    report = Report(process.wait(), process.out)
    assert report.wrong == ["name server", "Qt binding"]
    assert "no Qt binding is installed" in report.checks["Qt binding"]["found"]
    assert "pip install" in report.checks["Qt binding"]["advice"]


@pytest.fixture
def full_disk(tmp_path: Any) -> Iterator[Any]:
    if sys.platform != "linux":
        pytest.skip("needs a tmpfs of Linux")
    folder = tmp_path / "full"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, timeout=20)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        with pytest.raises(OSError, match="No space"):
            (folder / "fill").write_bytes(bytes(1 << 20))
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=20)


def test_a_full_disk(
    doctor: Callable[..., Report], full_disk: Any, monkeypatch: Any, free_port: Any
) -> None:
    monkeypatch.setenv("PYRPL_USER_DIR", str(full_disk))
    report = doctor(nameserver=f"127.0.0.1:{free_port()}")
    assert report.wrong == ["name server", "disk"]
    assert f"nothing can be written to {full_disk}: No space left" in report.checks["disk"]["found"]
    assert "free some space" in report.checks["disk"]["advice"]


def test_for_people(spawn: Any, shared_nameserver: str, virtual_server: str) -> None:
    process = spawn.run("doctor", "--nameserver", shared_nameserver, virtual_server)
    assert process.wait() == 0, process.out + process.err
    lines = process.out.splitlines()
    assert lines[0].startswith("OK       settings")
    assert f"board {virtual_server}" in lines
    assert "12 OK, 1 skipped; -v shows what was skipped" in lines[-1] or "warning" in lines[-1]
    process = spawn.run("doctor", "--nameserver", shared_nameserver, "nobody")
    assert process.wait() == 1
    assert "\nwrong    board known       the name server knows no board" in process.out
    assert "\n                           -> check the name" in process.out
