"""How a stream ends that nobody ends, and what it does when its server goes."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import pyrpl_pyro
from pyrpl_pyro import Board
from pyrpl_pyro.errors import ConnectionLost, ServerClosed
from tests.conftest import Spawner

CLIENT = Path(__file__).with_name("reading_client.py")
Until = Callable[..., None]


def test_a_reader_that_is_killed(rp: Board, spawn: Spawner, address: str, until: Until) -> None:
    client = spawn.python(CLIENT, address)
    client.wait_for("first <curve 1")
    assert rp.scope.running_state == "running_continuous"
    client.process.send_signal(signal.SIGKILL)
    client.process.wait(10)
    until(lambda: rp.scope.running_state == "stopped", 15, "the end of the run")


def test_a_killed_reader_is_not_missed_by_another(
    rp: Board, spawn: Spawner, address: str, until: Until
) -> None:
    client = spawn.python(CLIENT, address)
    client.wait_for("first <curve 1")
    with rp.scope.stream(timeout=20) as frames:
        client.process.send_signal(signal.SIGKILL)
        client.process.wait(10)
        until(lambda: not any("reading_client" in who for who in rp.info().clients))
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            assert next(frames).dropped >= 0
    assert rp.scope.running_state == "stopped"


def test_ctrl_c_ends_it_although_the_error_is_kept(
    rp: Board, spawn: Spawner, address: str, until: Until
) -> None:
    code = (
        "import sys, pyrpl_pyro; rp = pyrpl_pyro.connect('streams', nameserver=sys.argv[1])\n"
        "rp.scope.trigger_source = 'off'\n"
        "try:\n    for frame in rp.scope.stream(): pass\n"
        "except KeyboardInterrupt as error:\n"
        "    kept = error\n    print('interrupted', flush=True)\n"
        "sys.stdin.read()"
    )
    client = spawn.python("-c", code, address)
    until(lambda: rp.scope.running_state == "running_continuous")
    time.sleep(0.3)
    client.process.send_signal(signal.SIGINT)
    client.wait_for("interrupted")
    until(lambda: rp.scope.running_state == "stopped", 5, "the end of the run")
    assert client.process.poll() is None
    client.process.send_signal(signal.SIGKILL)


def test_the_end_of_a_stream_ends_a_wait_in_another_thread(rp: Board) -> None:
    rp.scope.trigger_source = "off"
    frames = rp.scope.stream()
    found: list[list[object]] = []
    waiting = threading.Thread(target=lambda: found.append(list(frames)), daemon=True)
    waiting.start()
    time.sleep(0.3)
    frames.close()
    waiting.join(10)
    assert found == [[]]
    assert rp.scope.running_state == "stopped"


def test_a_lost_connection_loses_nothing(rp: Board) -> None:
    with rp.sampler.stream("in1", rate=100, timeout=20) as frames:
        numbers = [next(frames).number for _ in range(3)]
        for channel in list(rp._link._channels):
            channel.interrupt()
        found = [next(frames) for _ in range(3)]
    numbers += [frame.number for frame in found]
    assert numbers == list(range(1, 7))
    assert not any(frame.interrupted or frame.dropped for frame in found)


@pytest.mark.timeout(150)
@pytest.mark.parametrize("how", ["killed", pytest.param("stopped", marks=pytest.mark.slow)])
def test_it_goes_on_when_the_server_was_started_again(
    how: str, spawn: Spawner, nameserver: str, until: Until
) -> None:
    server = spawn.serve_virtual(nameserver, "again", "--config", "")
    with pyrpl_pyro.connect("again", nameserver=nameserver, timeout=40) as rp:
        rp.scope.setup(duration=1e-3, trigger_source="immediately", rolling_mode=False)
        curves, samples = rp.scope.stream(), rp.sampler.stream("in1", rate=20)
        before = next(curves), next(samples)
        servers = []
        starting = threading.Timer(
            0.5, lambda: servers.append(spawn.serve_virtual(nameserver, "again", "--config", ""))
        )
        server.process.send_signal(signal.SIGKILL if how == "killed" else signal.SIGTERM)
        server.process.wait(15)
        starting.start()
        after = [frame for frames in (curves, samples) for frame in (next(frames), next(frames))]
        starting.join()
        assert [frame.interrupted for frame in after] == [True, False, True, False]
        assert after[0].number > before[0].number
        assert after[2].number > before[1].number
        curves.close()
        samples.close()
        until(lambda: rp.scope.running_state == "stopped", what="the end of the run")

        # It stays away.
        left = rp.sampler.stream("in1", rate=20)
        next(left)
        servers[0].process.send_signal(signal.SIGKILL)
        servers[0].process.wait(15)
        with pytest.raises(ConnectionLost, match="away since"), rp.timeout(away=1.0):
            list(left)
        assert not left.closed
    with pytest.raises(ServerClosed, match="closed"):
        next(left)
