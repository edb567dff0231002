"""A server starts with a reason when it cannot, and ends in order, within its time."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import pyrpl_pyro
from pyrpl_pyro.errors import (
    BoardNotAnswering,
    BoardNotFound,
    ConnectionLost,
    NameServerNotFound,
    ProtocolMismatch,
    PyrplError,
    ServerClosed,
    SettingsError,
    StartError,
)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] != "Z"


def failed(process: Any) -> str:
    """What a command that must fail printed: one message, no traceback."""
    assert process.wait() not in (0, None)
    assert "Traceback" not in process.err
    return process.err


# Starts that cannot succeed.


def test_no_board_was_named(spawn: Any) -> None:
    assert "--virtual" in failed(spawn("serve", "--board", "b"))


def test_a_board_whose_name_is_unknown(spawn: Any, nameserver: str) -> None:
    process = spawn(
        "serve", "--board", "b", "--hostname", "no-such-board.invalid", "--nameserver", nameserver
    )
    assert "'no-such-board.invalid' is not known" in failed(process)
    with pytest.raises(BoardNotFound, match="knows: none"):
        pyrpl_pyro.connect("b", nameserver=nameserver)


def test_a_board_that_cannot_be_reached(spawn: Any, nameserver: str, free_port: Any) -> None:
    port = free_port()
    process = spawn(
        *("serve", "--board", "b", "--hostname", "127.0.0.1", "--sshport", port),
        *("--nameserver", nameserver),
    )
    assert f"127.0.0.1 cannot be reached on port {port}" in failed(process)


def test_a_port_in_use(spawn: Any, nameserver: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = spawn(
            *("serve", "--board", "b", "--virtual", "--port", port, "--nameserver", nameserver)
        )
        assert f"port {port} of 127.0.0.1 is taken" in failed(process)


@pytest.mark.parametrize("name", ["../outside", "a/b", ".hidden", "/etc/passwd"])
def test_a_configuration_name_that_is_a_path(spawn: Any, nameserver: str, name: str) -> None:
    process = spawn(
        *("serve", "--board", "b", "--virtual", "--config", name, "--nameserver", nameserver)
    )
    assert "is not the name of a PyRPL configuration" in failed(process)


def test_a_configuration_that_does_not_exist(spawn: Any, nameserver: str) -> None:
    process = spawn(
        *("serve", "--board", "b", "--virtual", "--config", "mistyped"),
        *("--nameserver", nameserver),
    )
    message = failed(process)
    assert "no PyRPL configuration 'mistyped'" in message
    assert "--create-config" in message


def test_a_name_that_a_live_server_holds(spawn: Any, nameserver: str) -> None:
    first = spawn.serve_virtual(nameserver, "bench1", "--config", "")
    second = spawn("serve", "--board", "bench1", "--virtual", "--nameserver", nameserver)
    message = failed(second)
    assert "board bench1 is held by a server on" in message
    assert pyrpl_pyro.connect("bench1", nameserver=nameserver).info().pid == first.pid


def test_a_server_that_starts_is_listed_as_such(spawn: Any, nameserver: str) -> None:
    def states() -> list[str]:
        found = pyrpl_pyro.discover(nameserver=nameserver, all=True, timeout=1)
        return [info.state for info in found]

    board = ("--board", "bench1", "--config", "", "--no-supervise", "--nameserver", nameserver)
    server = spawn("serve", "--virtual", *board)
    server.wait_for("is registered", where="err")
    # Its start takes less than the patience of who asks.
    os.kill(server.pid, signal.SIGSTOP)
    assert states() == ["starting"]
    os.kill(server.pid, signal.SIGCONT)
    server.wait_for("is ready")
    assert states() == ["running"]


def test_a_name_that_a_dead_server_left(spawn: Any, nameserver: str) -> None:
    first = spawn.serve_virtual(nameserver, "bench1", "--config", "")
    first.stop(signal.SIGKILL)
    found = pyrpl_pyro.discover(nameserver=nameserver, all=True)
    assert [(info.board, info.state) for info in found] == [("bench1", "not answering")]
    assert found[0].hardware_state == ""
    assert pyrpl_pyro.discover(nameserver=nameserver) == []
    with pytest.raises(BoardNotAnswering, match=r"127\.0\.0\.1:\d+"):
        pyrpl_pyro.connect("bench1", nameserver=nameserver, timeout=3)
    spawn.serve_virtual(nameserver, "bench1", "--config", "")
    with pyrpl_pyro.connect("bench1", nameserver=nameserver) as rp:
        assert rp.pid0.p is not None


def test_a_name_server_that_was_named_but_is_not_there(spawn: Any, free_port: Any) -> None:
    address = f"127.0.0.1:{free_port()}"
    process = spawn("serve", "--board", "b", "--virtual", "--nameserver", address)
    assert f"no name server at {address}" in failed(process)


def test_a_binding_that_is_known_to_crash_is_refused() -> None:
    from pyrpl_pyro.errors import QtBindingError
    from pyrpl_pyro.server.qt_binding import refuse_known_crash

    with pytest.raises(QtBindingError, match="Install PyQt6"):
        refuse_known_crash("PySide6", "6.12.0", (3, 11))
    refuse_known_crash("PySide6", "6.11.1", (3, 11))
    refuse_known_crash("PyQt6", "6.12.0", (3, 11))


def test_a_binding_that_is_not_installed(spawn: Any) -> None:
    process = spawn("serve", "--board", "b", "--virtual", QT_API="pyside2")
    assert "QT_API=pyside2 asks for PySide2, which is not installed" in failed(process)


def test_traceback_is_shown_when_asked_for(spawn: Any) -> None:
    process = spawn("--traceback", "serve", "--board", "b", "--virtual", QT_API="pyside2")
    assert process.wait() != 0
    assert "Traceback" in process.err


def test_without_a_name_server_one_is_embedded_and_says_so(spawn: Any, free_port: Any) -> None:
    port = free_port()
    server = spawn(
        *("serve", "--board", "b", "--virtual", "--config", ""),
        PYRPL_PYRO_NAMESERVER_PORT=str(port),
    )
    server.wait_for("is ready")
    assert "started one in this process" in server.err
    with pyrpl_pyro.connect("b", nameserver=f"127.0.0.1:{port}") as rp:
        assert rp.info().board == "b"


# Connecting to what is not there.


def test_connecting_says_what_is_missing(nameserver: str, free_port: Any) -> None:
    with pytest.raises(NameServerNotFound, match="no name server at"):
        pyrpl_pyro.connect("b", nameserver=f"127.0.0.1:{free_port()}")
    with pytest.raises(BoardNotFound, match="knows no board 'b'"):
        pyrpl_pyro.connect("b", nameserver=nameserver)
    with pytest.raises(BoardNotFound, match="which board"):
        pyrpl_pyro.connect(nameserver=nameserver)
    with pytest.raises(SettingsError, match="not a Pyro URI"):
        pyrpl_pyro.connect("PYRO:nonsense")
    with pytest.raises(BoardNotAnswering, match="Connection refused"):
        pyrpl_pyro.connect(f"PYRO:pyrpl.b@127.0.0.1:{free_port()}")


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(BoardNotAnswering, match="no answer within 1 s"):
            pyrpl_pyro.connect(f"PYRO:pyrpl.b@127.0.0.1:{silent.getsockname()[1]}", timeout=1)
        assert time.monotonic() - started < 5


def test_a_different_wire_protocol_is_refused_by_both_sides(
    spawn: Any, nameserver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spawn.serve_virtual(nameserver, "b", "--config", "")
    from pyrpl_pyro.client import opening
    from pyrpl_pyro.wire import protocol

    with monkeypatch.context() as patch:
        patch.setattr(protocol, "PROTOCOL_VERSION", 99)
        with pytest.raises(ProtocolMismatch, match="client version 99"):
            pyrpl_pyro.connect("b", nameserver=nameserver)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "PROTOCOL_VERSION", 99)
        with pytest.raises(ProtocolMismatch, match="this client version 99"):
            pyrpl_pyro.connect("b", nameserver=nameserver)


# Ends.


@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "stop"])
def test_an_end_in_order(spawn: Any, nameserver: str, how: str) -> None:
    server = spawn.serve_virtual(nameserver, "bench1")
    rp = pyrpl_pyro.connect("bench1", nameserver=nameserver)
    rp.pid0.setpoint = 0.375
    rp.scope.setup(duration=1e-3, trigger_source="ext_positive_edge", rolling_mode=False)
    ends: list[BaseException] = []

    def wait() -> None:
        try:
            rp.scope.single()
        except PyrplError as error:
            ends.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    started = time.monotonic()
    if how == "stop":
        assert spawn.run("stop", "bench1", "--nameserver", nameserver).wait() == 0
    else:
        server.process.send_signal(getattr(signal, how))
    assert server.wait(5) == 0
    assert time.monotonic() - started < 5
    waiting.join(5)
    assert [type(error) for error in ends] == [ServerClosed]
    with pytest.raises((ConnectionLost, BoardNotFound)), rp.timeout(0.5):
        rp.pid0.setpoint  # noqa: B018
    with pytest.raises(BoardNotFound):
        pyrpl_pyro.connect("bench1", nameserver=nameserver)
    file = Path(server_directory(spawn)) / "config" / "bench1.yml"
    assert yaml.safe_load(file.read_text())["pid0"]["setpoint"] == 0.375
    assert "Traceback" not in server.err


def server_directory(spawn: Any) -> str:
    return spawn.environment["PYRPL_USER_DIR"]


def test_settings_survive_a_restart(spawn: Any, nameserver: str) -> None:
    for expected in (0.0, 0.25):
        server = spawn.serve_virtual(nameserver, "bench1")
        with pyrpl_pyro.connect("bench1", nameserver=nameserver) as rp:
            assert rp.pid1.setpoint == expected
            rp.pid1.setpoint = 0.25
        assert server.stop() == 0


def test_a_client_goes_on_with_a_server_that_was_started_again(spawn: Any, nameserver: str) -> None:
    server = spawn.serve_virtual(nameserver, "bench1", "--config", "")
    rp = pyrpl_pyro.connect("bench1", nameserver=nameserver)
    pid0 = rp.pid0
    assert pid0.setpoint == 0
    server.stop(signal.SIGKILL)
    with pytest.raises(PyrplError), rp.timeout(0.5):
        pid0.setpoint  # noqa: B018
    spawn.serve_virtual(nameserver, "bench1", "--config", "")
    pid0.setpoint = 0.25
    assert pid0.setpoint == 0.25


def test_the_server_registers_again_with_a_new_name_server(
    spawn: Any, free_port: Any, until: Any
) -> None:
    port = free_port()
    first = spawn("nameserver", "--port", port)
    first.wait_for("ready at")
    address = f"127.0.0.1:{port}"
    spawn.serve_virtual(address, "bench1", "--config", "")
    first.stop(signal.SIGKILL)
    with pytest.raises(NameServerNotFound):
        pyrpl_pyro.discover(nameserver=address)
    spawn("nameserver", "--port", port).wait_for("ready at")
    until(lambda: pyrpl_pyro.discover(nameserver=address), 10, "the board is known again")
    assert pyrpl_pyro.connect("bench1", nameserver=address).info().board == "bench1"


def test_logging(spawn: Any, nameserver: str, tmp_path: Path) -> None:
    file = tmp_path / "logs" / "server.log"
    server = spawn.serve_virtual(
        nameserver, "b", "--config", "", "--log-level", "INFO", "--log-file", file
    )
    with pyrpl_pyro.connect("b", nameserver=nameserver) as rp, pytest.raises(ValueError, match="x"):
        rp.scope.trigger_source = "x"
    server.stop()
    text = file.read_text()
    assert len(re.findall(rf"connected: .*\[{os.getpid()}\] from 127", text)) == 1
    assert len(re.findall(r"error for scope.trigger_source = x: ValueError", text)) == 1
    assert "password" not in text.lower()


# Private servers.


@pytest.fixture
def world(spawn: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in spawn.environment.items():
        monkeypatch.setenv(name, value)
    return spawn


def test_launch_ends_with_the_block(world: Any) -> None:
    told: list[str] = []
    with pyrpl_pyro.launch(virtual=True, progress=told.append) as rp:
        pid = rp.info().pid
        assert pid is not None
        assert is_running(pid)
    assert not is_running(pid)
    assert any("PyRPL" in line for line in told)
    with pytest.raises(ServerClosed, match="was closed"):
        rp.pid0.p  # noqa: B018


@pytest.mark.parametrize("end", ["exit", "exception", "kill"])
def test_launch_ends_with_the_program(world: Any, until: Any, end: str) -> None:
    last = {"exit": "", "exception": "raise SystemExit(3)", "kill": "import time; time.sleep(60)"}
    code = (
        "import pyrpl_pyro; rp = pyrpl_pyro.launch(virtual=True); "
        f"print('pid', rp.info().pid, flush=True); {last[end]}"
    )
    program = world.python("-c", code)
    pid = int(program.wait_for(r"pid (\d+)")[1])
    if end == "kill":
        assert is_running(pid)
        program.stop(signal.SIGKILL)
    else:
        program.wait(10)
    until(lambda: not is_running(pid), 6, "the private server ended")


def test_launch_says_why_it_failed(world: Any) -> None:
    with pytest.raises(StartError, match=r"'nowhere\.invalid' is not known"):
        pyrpl_pyro.launch(hostname="nowhere.invalid")
    with pytest.raises(StartError, match="did not get on with its start"):
        pyrpl_pyro.launch(virtual=True, timeout=0.05)
    with pytest.raises(StartError, match=r"launch\(\) has no option 'plants'; a server has board"):
        pyrpl_pyro.launch(virtual=True, plants="cavity")
    with pytest.raises(StartError, match="a plant as a dict needs the key 'name'"):
        pyrpl_pyro.launch(virtual=True, plant={"gain": np.float32(0.5)})


@pytest.mark.slow
def test_two_private_servers_do_not_disturb_each_other(world: Any) -> None:
    with pyrpl_pyro.launch(virtual=True) as one, pyrpl_pyro.launch(virtual=True) as two:
        one.pid0.setpoint = 0.25
        two.pid0.setpoint = 0.5
        assert (one.pid0.setpoint, two.pid0.setpoint) == (0.25, 0.5)


def test_a_plain_pyro5_client_with_nothing_of_ours(
    spawn: Any, nameserver: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    venv = tmp_path_factory.mktemp("plain") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, timeout=60)
    python = venv / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "Pyro5"]
    subprocess.run(install, check=True, timeout=120, capture_output=True)
    spawn.serve_virtual(nameserver, "bench1", "--config", "")
    host, port = nameserver.split(":")
    code = f"""
import Pyro5.api
Pyro5.config.NS_HOST, Pyro5.config.NS_PORT = {host!r}, {port}
pid0 = Pyro5.api.Proxy("PYRONAME:pyrpl.bench1.pid0")
pid0.setpoint = 0.25
print("setpoint", pid0.setpoint)
scope = Pyro5.api.Proxy("PYRONAME:pyrpl.bench1.scope")
scope.input1 = pid0
print("input", scope.input1)
scope.setup(trigger_source="immediately", duration=1e-3)
trace = scope.single(timeout=20)
print("trace", type(trace).__name__, len(trace), len(trace[0]), type(trace[0][0]).__name__)
print("later", len(Pyro5.api.Proxy("PYRONAME:pyrpl.bench1.scope").data_x))
run = scope.single_async()
print("run", len(run.result(5)))
asg = Pyro5.api.Proxy("PYRONAME:pyrpl.bench1.asgs").pop("plain")
print("owner", asg.owner)
asg.free()
for bad in ("nonsense", 5j):
    try:
        scope.trigger_source = bad
    except ValueError as error:
        print("error", type(error).__name__)
try:
    scope.single(timeout=0.01, unknown=1)
except TypeError as error:
    print("error", type(error).__name__)
import importlib.util
print("ours", importlib.util.find_spec("pyrpl_pyro"), importlib.util.find_spec("msgpack"))
"""
    client = spawn.command(python, "-c", code, PYTHONPATH="")
    assert client.wait() == 0, client.err
    assert client.out.split("\n")[:-1] == [
        "setpoint 0.25",
        "input pid0",
        "trace list 2 16384 float",
        "later 16384",
        "run 2",
        "owner plain",
        "error ValueError",
        "error ValueError",
        "error TypeError",
        "ours None None",
    ]


@pytest.mark.parametrize("binding", ["PyQt6", "PyQt5"])
def test_serving_with_each_binding(
    world: Any, monkeypatch: Any, binding: str, free_port: Any
) -> None:
    monkeypatch.setenv("QT_API", binding.lower())
    # A display that needs no graphics card: whoever connects to the port sees the window.
    monkeypatch.setenv("QT_QPA_PLATFORM", f"vnc:port={free_port()}")
    told: list[str] = []
    with pyrpl_pyro.launch(virtual=True, progress=told.append) as rp:
        rp.scope.setup(trigger_source="immediately", duration=1e-3)
        assert rp.scope.single(timeout=20).shape == (2, 16384)
        rp.show_gui()
        rp.pid0.setpoint = 0.25
        assert rp.pid0.setpoint == 0.25
    assert f"loading PyRPL with {binding}" in told


def test_pyqt6_is_preferred(world: Any) -> None:
    told: list[str] = []
    pyrpl_pyro.launch(virtual=True, progress=told.append).close()
    assert "loading PyRPL with PyQt6" in told
