"""A server under its supervisor: crashes, hangs, orderly ends, starts that fail."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import pyrpl_pyro
from pyrpl_pyro.errors import PyrplError
from pyrpl_pyro.supervisor.backoff import PAUSES, WELL_SECONDS, Backoff

WATCHDOG = 6.0
RESTART_SECONDS = 45.0

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(os.name != "posix", reason="the supervisor needs POSIX"),
]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@dataclass
class Supervised:
    """A supervised server of a virtual board."""

    process: Any
    nameserver: str
    board: str

    def info(self) -> Any:
        with pyrpl_pyro.connect(self.board, nameserver=self.nameserver, timeout=5) as rp:
            return rp.info()

    def info_after(self, epoch: str, timeout: float = RESTART_SECONDS) -> Any:
        """What the server says that has taken the place of the one with `epoch`."""
        deadline = time.monotonic() + timeout
        while True:
            with contextlib.suppress(PyrplError):
                info = self.info()
                if info.epoch != epoch:
                    return info
            assert time.monotonic() < deadline, self.process.err
            time.sleep(0.2)

    def restarts(self) -> list[float]:
        """The pause (s) before each restart."""
        return [float(found) for found in re.findall(r"again in ([\d.]+) s", self.process.err)]


def start(spawn: Any, nameserver: str, board: str, *arguments: object, **env: str) -> Supervised:
    process = spawn(
        *("serve", "--virtual", "--plant", "none", "--board", board, "--nameserver", nameserver),
        *("--supervise", "--watchdog", WATCHDOG, *arguments),
        **env,
    )
    process.wait_for("is ready")
    return Supervised(process, nameserver, board)


@pytest.fixture(scope="module")
def shared(shared_spawn: Any, shared_nameserver: str) -> Iterator[Supervised]:
    supervised = start(shared_spawn, shared_nameserver, "guarded", "--config", "")
    yield supervised
    supervised.process.stop()


def test_crashes_and_hangs_one_after_the_other(shared):
    before = shared.info()
    assert before.pid != shared.process.pid
    pids, ports = [before.pid], {before.address}
    for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP):
        killed = time.monotonic()
        os.kill(before.pid, number)
        if number == signal.SIGKILL:
            shared.process.wait_for(r"started again in 0 s", 5.0, where="err")
            assert time.monotonic() - killed < 5.0
        after = shared.info_after(before.epoch)
        assert not is_running(before.pid)
        assert (after.board, after.hardware_state) == ("guarded", "connected")
        assert len(after.modules) == len(before.modules)
        pids.append(after.pid)
        ports.add(after.address)
        before = after
    log = shared.process.err
    assert f"process {pids[0]}) was ended by SIGKILL" in log
    assert f"process {pids[1]}) was ended by SIGSEGV" in log
    assert f"process {pids[2]}) did not answer for {WATCHDOG:g} s: it is killed" in log
    # Of the crash and of the hang, not of the kill: what all threads did.
    assert log.count("what its threads did then") == log.count("Fatal Python error") == 2
    assert log.count("most recent call first") > 4
    assert shared.restarts() == list(PAUSES[:3])
    assert len(ports) == 1
    found = pyrpl_pyro.discover(nameserver=shared.nameserver)
    assert [info.pid for info in found if info.board == "guarded"] == [pids[-1]]


def test_the_supervisor_is_light(shared):
    maps = Path(f"/proc/{shared.process.pid}/maps").read_text()
    assert "PyQt" not in maps
    assert "/scipy/" not in maps


@pytest.mark.slow
def test_a_long_call_is_no_hang(shared):
    with pyrpl_pyro.connect("guarded", nameserver=shared.nameserver, timeout=20) as rp:
        pid = rp.info().pid
        # The Qt loop is busy, as with the design of a large filter, but within the limit.
        started = time.monotonic()
        while time.monotonic() - started < WATCHDOG + 1:
            rp.iir.setup(zeros=[-1e4j - 1e3], poles=[-2e4j - 1e3], input="off")
        assert rp.info().pid == pid


HANGING = """
from pyrpl.software_modules.lockbox import Lockbox


class Hanging(Lockbox):
    def wait_in_vain(self):
        while True:
            pass
"""


@pytest.mark.slow
def test_the_log_tells_where_the_loop_hangs(spawn, nameserver):
    folder = spawn.home / "pyrpl_user_dir" / "lockbox"
    folder.mkdir(parents=True)
    (folder / "hanging.py").write_text(HANGING)
    log = spawn.home / "server.log"
    supervised = start(spawn, nameserver, "bench1", "--config", "", "--log-file", log)
    before = supervised.info()
    with pyrpl_pyro.connect("bench1", nameserver=nameserver, timeout=3) as rp:
        rp.lockbox.classname = "Hanging"
        with pytest.raises(PyrplError):
            rp.lockbox.wait_in_vain()
    assert supervised.info_after(before.epoch).pid != before.pid
    for text in (supervised.process.err, log.read_text()):
        assert re.search(rf"process {before.pid}\) did not answer for {WATCHDOG:g} s", text)
        assert "in wait_in_vain" in text
    supervised.process.stop()


@pytest.mark.slow
def test_an_abort_and_a_crash_of_the_restart(spawn, nameserver):
    supervised = start(spawn, nameserver, "bench1", "--config", "")
    before = supervised.info()
    os.kill(before.pid, signal.SIGABRT)
    after = supervised.info_after(before.epoch)
    assert f"process {before.pid}) was ended by SIGABRT" in supervised.process.err
    # While the next one starts, and is not ready yet.
    os.kill(after.pid, signal.SIGKILL)
    supervised.process.wait_for(r"again in 1 s", 10, where="err")
    time.sleep(2.0)
    os.kill(_server_of(supervised), signal.SIGKILL)
    last = supervised.info_after(after.epoch)
    assert supervised.restarts() == list(PAUSES[:3])
    assert last.board == "bench1"
    supervised.process.stop()


@pytest.mark.slow
def test_the_name_server_restarts_meanwhile(spawn, free_port):
    port = free_port()
    names = spawn("nameserver", "--port", port)
    names.wait_for("ready at")
    supervised = start(spawn, f"127.0.0.1:{port}", "bench1", "--config", "")
    epoch = supervised.info().epoch
    names.stop(signal.SIGKILL)
    os.kill(_server_of(supervised), signal.SIGKILL)
    # A restart that fails is tried again.
    supervised.process.wait_for(r"started again in 1 s", 30, where="err")
    spawn("nameserver", "--port", port).wait_for("ready at")
    assert supervised.info_after(epoch).board == "bench1"
    assert supervised.process.stop() == 0
    assert "stopped" in supervised.process.err


def _server_of(supervised: Supervised) -> int:
    """Process number of the server."""
    supervisor = supervised.process.pid
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    (child,) = children
    return int(child)


def test_the_supervisor_is_killed_and_the_server_goes_on(spawn, nameserver, until):
    supervised = start(spawn, nameserver, "bench1", "--config", "")
    info = supervised.info()
    os.kill(supervised.process.pid, signal.SIGKILL)
    supervised.process.wait_for("the supervisor is gone: the server goes on", 10, where="err")
    assert supervised.info().epoch == info.epoch
    again = spawn(
        *("serve", "--virtual", "--board", "bench1", "--nameserver", nameserver, "--supervise")
    )
    assert again.wait() == 1
    assert "board bench1 is held by a server" in again.err
    spawn.run("stop", "bench1", "--nameserver", nameserver)
    until(lambda: not is_running(info.pid))


@pytest.mark.parametrize(
    "how",
    [
        "stop",
        pytest.param("SIGTERM", marks=pytest.mark.slow),
        pytest.param("SIGINT", marks=pytest.mark.slow),
        pytest.param("SIGHUP", marks=pytest.mark.slow),
    ],
)
def test_an_orderly_end_ends_both(spawn, nameserver, how):
    supervised = start(spawn, nameserver, "bench1", "--config", "")
    pid = supervised.info().pid
    if how == "stop":
        assert spawn.run("stop", "bench1", "--nameserver", nameserver).wait() == 0
        assert supervised.process.wait(10) == 0
    elif how == "SIGHUP":
        # A terminal that is closed tells all of its processes.
        os.killpg(supervised.process.pid, signal.SIGHUP)
        assert supervised.process.wait(10) == 0
    else:
        assert supervised.process.stop(getattr(signal, how), 10) == 0
    assert not is_running(pid)
    assert "started again" not in supervised.process.err
    assert pyrpl_pyro.discover(nameserver=nameserver, all=True) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--virtual", "--config", "mistyped"), "no PyRPL configuration 'mistyped'"),
        pytest.param(
            ("--hostname", "127.0.0.1", "--sshport", 1),
            "cannot be reached on port 1",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ("--virtual", "--plant", "nothing:of=this"),
            "'nothing:of=this' cannot be connected",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_first_start_that_fails_is_reported_as_ever(spawn, nameserver, wrong, said):
    process = spawn.run("serve", *wrong, "--board", "b", "--nameserver", nameserver, "--supervise")
    assert process.wait() == 1
    assert "pyrpl-pyro: " in process.err
    assert said in process.err
    assert "Traceback" not in process.err
    assert "started again" not in process.err


@pytest.mark.slow
def test_with_the_lifeline_of_a_program_both_end(spawn, nameserver):
    supervised = start(spawn, nameserver, "b", "--config", "", "--parent-pid", os.getpid())
    pid = supervised.info().pid
    supervised.process.process.stdin.close()
    assert supervised.process.wait(10) == 0
    assert not is_running(pid)


def test_pauses_grow_and_are_short_again_after_it_ran_well():
    backoff = Backoff()
    ran = [0.0, 5.0, 0.0, WELL_SECONDS - 1, 0.0, 0.0, 0.0, WELL_SECONDS, 0.0]
    expected = [*PAUSES, PAUSES[-1], PAUSES[0], PAUSES[1]]
    assert [backoff.pause_after(seconds) for seconds in ran] == expected
    assert PAUSES[0] < 5.0


@pytest.mark.slow
def test_a_disk_that_is_full_costs_neither_the_server_nor_its_settings(spawn, nameserver, until):
    server = spawn.serve_virtual(nameserver, "bench1")
    file = spawn.home / "pyrpl_user_dir" / "config" / "bench1.yml"
    with pyrpl_pyro.connect("bench1", nameserver=nameserver) as rp:
        rp.pid0.setpoint = 0.25
        until(lambda: "setpoint: 0.25" in file.read_text(), 15)
        whole = file.read_bytes()
        limits = len(whole) // 2, resource.RLIM_INFINITY
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, limits)
        rp.pid0.setpoint = 0.5
        server.wait_for("the settings cannot be saved", 15, where="err")
        # Longer than PyRPL's pause between two attempts.
        for step in range(8):
            rp.pid0.setpoint = step / 16
            time.sleep(0.5)
        assert rp.pid0.setpoint == 7 / 16
        assert file.read_bytes() == whole
        assert server.err.count("the settings cannot be saved") == 1
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        server.wait_for("the settings are saved in .* again", 15, where="err")
    server.stop()
    assert yaml.safe_load(file.read_bytes())["pid0"]["setpoint"] == 7 / 16
    assert [found.name for found in file.parent.glob("*.tmp")] == []
