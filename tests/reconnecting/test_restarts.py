"""A server that is killed and started again, a server that hangs, and Ctrl-C in every wait."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import (
    AcquisitionCancelled,
    CallTimeout,
    ConnectionLost,
    PyrplError,
    ServerClosed,
)
from tests.reconnecting.conftest import Bench


class Reader(threading.Thread):
    """Reads all the time, with the connection of its thread."""

    def __init__(self, rp: Any):
        super().__init__(daemon=True)
        self._rp = rp
        self.end = threading.Event()
        self.last_good = 0.0
        self.failures: list[Exception] = []

    def run(self) -> None:
        while not self.end.wait(0.01):
            try:
                assert 0.9 < self._rp.pid0.max_voltage < 1.1
                self.last_good = time.monotonic()
            except Exception as error:
                self.failures.append(error)


class Caught(threading.Thread):
    """Calls a function, and notes its error and how long it took."""

    def __init__(self, function: Callable[[], Any]):
        super().__init__(daemon=True)
        self._function = function
        self.error: BaseException | None = None
        self._began = time.monotonic()
        self.seconds = -1.0
        self.start()

    def run(self) -> None:
        try:
            self._function()
        except BaseException as error:
            self.error = error
        self.seconds = time.monotonic() - self._began

    def ended(self, timeout: float = 20.0) -> BaseException | None:
        self.join(timeout)
        assert not self.is_alive()
        return self.error


def wait_for_no_trigger(rp: Any) -> None:
    rp.scope.setup(
        input1="in1", duration=2**17 * 8e-9, trigger_source="ext_positive_edge", rolling_mode=False
    )


def test_all_goes_on_with_the_next_server(bench: Bench, until: Any, caplog: Any) -> None:
    rp = bench.connect()
    told: list[pyrpl_pyro.Reconnection] = []
    setpoints: list[float] = []

    @rp.on_reconnect
    def note(connection: pyrpl_pyro.Reconnection) -> None:
        told.append(connection)
        # A callback may use the board.
        setpoints.append(rp.pid0.setpoint)

    removed = rp.on_reconnect(lambda connection: told.append(connection))
    removed.remove()
    broken = rp.on_reconnect(lambda connection: 1 / 0)
    before = rp.info()
    pid0, read_stats = rp.pid0, rp.sampler.stats
    # The next server has the default lockbox again, maybe at the same revision of its modules.
    default = {"input1"} - set(dir(rp.lockbox.inputs))
    rp.lockbox.classname = "FabryPerot"
    assert "pdh" in dir(rp.lockbox.inputs)
    wait_for_no_trigger(rp)
    run = rp.scope.single_async()
    waiting = Caught(lambda: rp.scope.single())
    readers = [Reader(rp) for _ in range(3)]
    for reader in readers:
        reader.start()
    until(lambda: all(reader.last_good for reader in readers), 10)
    time.sleep(1.2)
    bench.kill()
    killed = time.monotonic()
    lost = waiting.ended(5)
    assert isinstance(lost, ConnectionLost)
    assert (lost.call, lost.sent) == ("scope.single()", True)
    assert "may or may not have been done" in str(lost)
    with rp.timeout(away=0.6), pytest.raises(ConnectionLost, match=r"is away since \d{4}") as away:
        pid0.setpoint = 0.5
    assert (away.value.call, away.value.sent) == ("pid0.setpoint = 0.5", False)
    assert abs(away.value.since - time.time()) < 30
    writing = Caught(lambda: setattr(pid0, "setpoint", 0.25))
    time.sleep(0.5)
    bench.start()
    assert writing.ended() is None
    until(lambda: all(reader.last_good > killed + 0.5 for reader in readers), 20)
    for reader in readers:
        reader.end.set()
        reader.join(10)
        assert reader.failures == []
    assert pid0.setpoint == 0.25
    assert len(read_stats("in1", t=0.001)) == 4
    # Told once, although five threads lost their connections.
    assert len(told) == len(setpoints) == 1
    after = rp.info()
    assert (told[0].server_restarted, told[0].board) == (True, "bench")
    assert (told[0].previous_epoch, told[0].epoch) == (before.epoch, after.epoch)
    assert before.epoch != after.epoch
    assert told[0].address == after.address
    assert 0.5 < told[0].away < 30
    assert "ZeroDivisionError" in caplog.text
    # Nothing of the old server is left.
    assert pyrpl_pyro.uri_of(pid0).endswith(after.address)
    assert "pdh" not in dir(rp.lockbox.inputs)
    assert not default
    assert type(rp.lockbox).__name__ != "FabryPerot"
    rp.scope.setup(trigger_source="immediately")
    fresh = rp.scope.single_async()
    for ask in (run.done, run.cancel, lambda: run.result(1)):
        with pytest.raises(AcquisitionCancelled, match="before the server was restarted"):
            ask()
    assert fresh.result(10).shape == (2, 16384)
    broken.remove()
    note(told[0])
    assert len(told) == 2
    rp.close()


def test_an_address_and_no_name_server(bench: Bench) -> None:
    named = bench.connect()
    uri = named.info().uri
    rp = pyrpl_pyro.connect(uri, timeout=20)
    restarted = []
    rp.on_reconnect(lambda connection: restarted.append(connection.server_restarted))
    bench.kill_names()
    assert named.pid0.p == rp.pid0.p, "a name server is needed for connecting only"
    bench.kill()
    writing = Caught(lambda: setattr(rp.pid0, "setpoint", 0.125))
    with named.timeout(0.5), pytest.raises(ConnectionLost, match="no name server"):
        named.pid0.p  # noqa: B018
    bench.start_names()
    bench.start(int(uri.rpartition(":")[2]))
    assert writing.ended() is None
    assert rp.pid0.setpoint == named.pid0.setpoint == 0.125
    assert restarted == [True]


def test_a_server_that_hangs_is_noticed_in_a_waiting_call(bench: Bench) -> None:
    rp = bench.connect(timeout=2)
    wait_for_no_trigger(rp)
    waiting = Caught(lambda: rp.scope.single())
    reading = Caught(lambda: time.sleep(1.5) or rp.pid0.p)
    time.sleep(1.3)
    assert bench.server is not None
    bench.server.process.send_signal(signal.SIGSTOP)
    stopped = time.monotonic()
    try:
        error = waiting.ended(10)
        assert time.monotonic() - stopped < 8
        assert isinstance(error, ConnectionLost)
        assert "has said nothing for 2 s" in str(error)
        assert isinstance(reading.ended(10), PyrplError)
    finally:
        bench.server.process.send_signal(signal.SIGCONT)
    rp.scope.stop()
    assert rp.scope.running_state == "stopped"


def test_a_connection_that_is_made_while_the_board_is_closed(bench: Bench) -> None:
    rp = bench.connect(timeout=20)
    pid = rp.pid0
    assert pid.p is not None
    assert bench.server is not None
    bench.server.process.send_signal(signal.SIGSTOP)
    try:
        # Each thread has a connection of its own.
        reading = Caught(lambda: pid.p)
        time.sleep(0.5)
        rp.close()
    finally:
        bench.server.process.send_signal(signal.SIGCONT)
    assert isinstance(reading.ended(10), ServerClosed)


def test_a_limit_for_all_of_a_call(bench: Bench, until: Any) -> None:
    rp = bench.connect()
    wait_for_no_trigger(rp)
    began = time.monotonic()
    with pytest.raises(CallTimeout, match=r"within the 1\.4 s of rp\.timeout"), rp.timeout(1.4):
        rp.scope.single()
    assert 1.3 < time.monotonic() - began < 4
    until(lambda: rp.scope.running_state == "stopped", 5, "the run ended")
    with rp.timeout(0.05), rp.timeout(10):
        assert rp.sampler.stats("in1", t=0.2)
    for bad in (0, -1, "2", True):
        with pytest.raises(ValueError, match="time limit in seconds"):
            rp.timeout(bad)
    with pytest.raises(TypeError, match="a function of one argument"):
        rp.on_reconnect(None)


INTERRUPTED = """
import os, sys, signal, time
import pyrpl_pyro

bench, nameserver, silent, number = sys.argv[1:]

def interrupted(stage, function):
    print(f"stage {stage}", flush=True)
    try:
        function()
        print("was not interrupted", flush=True)
    except KeyboardInterrupt:
        print(f"end of {stage}", flush=True)

rp = pyrpl_pyro.connect(bench, timeout=30)
rp.scope.setup(trigger_source="ext_positive_edge", rolling_mode=False)
setpoint = rp.pid0.setpoint
for name in ("call", "run"):
    interrupted(name, rp.scope.single)
    assert rp.pid0.setpoint == setpoint
    assert rp.pid1.name == "pid1"
interrupted("connecting", lambda: pyrpl_pyro.connect(f"PYRO:pyrpl.b@{silent}", timeout=30))
interrupted("name server", lambda: pyrpl_pyro.connect("b", nameserver=silent, timeout=30))
os.kill(int(number), signal.SIGSTOP)
interrupted("answer", lambda: rp.pid0.setpoint)
interrupted("reconnecting", lambda: rp.pid0.setpoint)
os.kill(int(number), signal.SIGCONT)
assert (rp.pid0.setpoint, rp.pid1.name) == (setpoint, "pid1")
os.kill(int(number), signal.SIGKILL)
interrupted("away", lambda: rp.pid0.setpoint)
print("all", flush=True)
"""


def test_ctrl_c_ends_every_wait_at_once(bench: Bench, spawn: Any) -> None:
    import socket

    assert bench.server is not None
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"PYRO:pyrpl.bench@{bench.address}"
        where = f"127.0.0.1:{silent.getsockname()[1]}"
        child = spawn.python(
            "-c", INTERRUPTED, uri, bench.nameserver, where, bench.server.process.pid
        )
        for stage in (
            *("call", "run", "connecting", "name server", "answer", "reconnecting", "away"),
        ):
            child.wait_for(f"stage {stage}\n")
            time.sleep(1.2 if stage == "run" else 0.3)
            began = time.monotonic()
            child.process.send_signal(signal.SIGINT)
            child.wait_for(f"end of {stage}\n", 5)
            assert time.monotonic() - began < 2
        child.wait_for("all")
    assert child.wait() == 0, child.err
    assert not re.search("was not interrupted|Traceback", child.out + child.err)
