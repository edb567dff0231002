"""A server that cannot be reached says so, and one that runs ends in order, within its time."""

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
