"""Bars for long calls, in a real terminal; Ctrl-C stops what the board does."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pexpect
import pytest

import pyrpl_pyro

SWEEP = (
    "rp.networkanalyzer.setup(input='iq0', output_direct='out1', start_freq=1e4, stop_freq=1e5, "
    "points={points}, rbw=100, trace_average=1, amplitude=0.1)\n"
)
START = "import sys, pyrpl_pyro\nrp = pyrpl_pyro.connect(sys.argv[1])\n"


@pytest.fixture
def terminal(rp: Any, shared_spawn: Any) -> Iterator[Callable[..., pexpect.spawn]]:
    """Run a program that has connected to the board in a terminal."""
    started: list[pexpect.spawn] = []

    def run(code: str, **environment: str) -> pexpect.spawn:
        child = pexpect.spawn(
            sys.executable,
            ["-c", START + code, pyrpl_pyro.uri_of(rp)],
            env={**shared_spawn.environment, **environment},
            encoding="utf-8",
            dimensions=(24, 100),
            timeout=30,
        )
        started.append(child)
        return child

    yield run
    for child in started:
        child.close(force=True)
    rp.networkanalyzer.stop()


def test_a_sweep_counts_its_points(terminal: Any) -> None:
    child = terminal(
        SWEEP.format(points=60) + "r = rp.networkanalyzer.single()\nprint('done', len(r))"
    )
    child.expect(r"networkanalyzer\.single +(\d+)%\|.*?\| (\d+)/60 \[00:\d\d<")
    first = int(child.match[2])
    child.expect(r"\| (\d+)/60 \[00:\d\d<00:\d\d\]")
    assert 0 < first <= int(child.match[1]) < 60
    child.expect("done 60")


def test_ctrl_c_stops_the_sweep_on_the_board(rp: Any, terminal: Any, until: Any) -> None:
    child = terminal(
        SWEEP.format(points=5000) + "try:\n    rp.networkanalyzer.single()\n"
        "except KeyboardInterrupt:\n    print('interrupted')\n"
        "input('waiting')\n"
    )
    child.expect(r"networkanalyzer\.single +0%")
    assert rp.networkanalyzer.running_state == "running_single"
    child.sendintr()
    child.expect("interrupted")
    until(lambda: rp.networkanalyzer.running_state == "stopped", 5.0, "the sweep stopped")
    assert rp.networkanalyzer.iq.amplitude == 0
    child.expect("waiting")


@pytest.mark.slow
def test_averages_and_waits_are_shown(terminal: Any) -> None:
    child = terminal(
        "rp.scope.setup(duration=0.5, trace_average=4, trigger_source='immediately', "
        "rolling_mode=False)\n"
        "rp.scope.single()\nrp.scope.trace_average = 1\nprint('done')"
    )
    child.expect(r"scope\.single +\d+%\|.*?\| \d/4 \[")
    child.expect("done")


@pytest.mark.slow
@pytest.mark.parametrize("how", ["pyrpl_pyro.progress(False)\n", "", "thread"])
def test_it_can_be_switched_off(terminal: Any, how: str) -> None:
    run = "print('result', len(rp.networkanalyzer.single()))\n"
    if how == "thread":
        run = (
            "import threading\ndef work():\n    " + run + "t = threading.Thread(target=work)\n"
            "t.start(); t.join()\n"
        )
    environment = {} if how else {"PYRPL_PYRO_CLIENT_PROGRESS": "off"}
    child = terminal(how.replace("thread", "") + SWEEP.format(points=30) + run, **environment)
    child.expect("result 30")
    assert "%" not in child.before


@pytest.mark.slow
def test_a_program_without_a_terminal_shows_nothing(rp: Any, spawn: Any) -> None:
    code = START + SWEEP.format(points=30) + "rp.networkanalyzer.single()"
    child = spawn.python("-c", code, pyrpl_pyro.uri_of(rp))
    assert child.wait() == 0
    assert not re.search("networkanalyzer.single|%", child.err + child.out)


def test_the_start_of_a_server_says_what_it_does(shared_spawn: Any) -> None:
    code = "import pyrpl_pyro\nwith pyrpl_pyro.launch(virtual=True) as rp: print('up', rp.pid0.p)"
    child = pexpect.spawn(
        sys.executable, ["-c", code], env=shared_spawn.environment, encoding="utf-8", timeout=45
    )
    child.expect(r"[\w ]+ \[00:\d\d\]")
    child.expect("up 0")
    child.expect(pexpect.EOF)
    child.close()


@pytest.mark.slow
def test_a_run_that_was_started_before(rp: Any, terminal: Any) -> None:
    child = terminal(
        SWEEP.format(points=40) + "run = rp.networkanalyzer.single_async()\n"
        "print('done', len(run.result()))"
    )
    child.expect(r"networkanalyzer +\d+%\|.*?\| \d+/40")
    child.expect("done 40")


def test_an_interrupted_program_ends_its_sweep(rp: Any, spawn: Any, until: Any) -> None:
    code = (
        START + SWEEP.format(points=5000) + "print('go', flush=True)\nrp.networkanalyzer.single()"
    )
    child = spawn.python("-c", code, pyrpl_pyro.uri_of(rp))
    child.wait_for("go")
    until(lambda: rp.networkanalyzer.running_state == "running_single", 10.0, "the sweep runs")
    assert child.stop(signal.SIGINT) != 0
    assert re.search("KeyboardInterrupt", child.err)
    until(lambda: rp.networkanalyzer.running_state == "stopped", 5.0, "the sweep stopped")


@pytest.mark.slow
def test_calibrations_and_locks_say_how_far_they_are(shared_spawn: Any) -> None:
    code = (
        "import pyrpl_pyro\n"
        "from pyrpl_pyro.cli import demo_cavity\n"
        "with pyrpl_pyro.launch(virtual=True, plant='cavity') as rp:\n"
        "    lockbox = demo_cavity.set_up_lockbox(rp, rp.virtual.plant)\n"
        "    lockbox.asg.frequency = 0.5\n"
        "    lockbox.calibrate_all()\n"
        "    print('calibrated')\n"
        "    for stage in lockbox.sequence: stage.duration = 2.5\n"
        "    print('locked', lockbox.lock())\n"
    )
    child = pexpect.spawn(
        sys.executable, ["-c", code], env=shared_spawn.environment, encoding="utf-8", timeout=60
    )
    child.expect(r"lockbox\.calibrate_all: \w+ +\d+%\|.*?\| \d/\d")
    child.expect("calibrated")
    child.expect(r"lockbox\.lock: stage \d of \d +\d+%")
    child.expect("locked")
    child.close(force=True)
