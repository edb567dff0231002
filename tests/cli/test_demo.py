import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from pyrpl_pyro.cli import demo as demo_module
from pyrpl_pyro.cli.demo import Demo, WrongSignal

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX process groups")


def processes_of_group(group):
    """Command lines of the processes in a process group."""
    listing = subprocess.run(
        ["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True, timeout=10
    ).stdout
    lines = [line.split(maxsplit=2) for line in listing.splitlines()]
    return [args for pgid, stat, *args in lines if int(pgid) == group and stat[0] != "Z"]


def wait_until_none_left(group, timeout):
    deadline = time.monotonic() + timeout
    while left := processes_of_group(group):
        if time.monotonic() > deadline:
            pytest.fail(f"still there after {timeout:g} s: {left}")
        time.sleep(0.1)


@posix
def test_demo_shows_the_sine_that_it_generates(spawn):
    started = time.monotonic()
    process = spawn("demo")
    assert process.wait() == 0, process.out + process.err
    assert time.monotonic() - started < 40.0
    measured = re.search(r"has ([\d.]+) Hz and ([\d.]+) V amplitude", process.out)
    assert float(measured[1]) == pytest.approx(1000, rel=0.01)
    assert float(measured[2]) == pytest.approx(0.5, rel=0.01)
    assert (spawn.home / "pyrpl_pyro_demo.png").read_bytes().startswith(b"\x89PNG")
    assert "voltage (V)" in process.out
    assert 'pyrpl_pyro.connect("demo", nameserver="127.0.0.1:' in process.out
    assert processes_of_group(process.pid) == []
    # Nothing was left in the home folder but the plot and what libraries keep.
    assert not (spawn.home / "pyrpl_user_dir").exists()


@posix
def test_kept_demo_can_be_used_until_it_is_interrupted(spawn, tmp_path):
    process = spawn("demo", "--keep", "--output", tmp_path / "x.png")
    address = process.wait_for(r'connect\("demo", nameserver="(\S+)"\)')[1]
    process.wait_for("running until Ctrl-C")
    value = spawn.run("get", "demo.asg0.amplitude", "--nameserver", address)
    assert value.out == "0.5\n"
    process.process.send_signal(signal.SIGINT)
    assert process.wait(10.0) == 0
    assert "done" in process.out
    assert (tmp_path / "x.png").is_file()
    wait_until_none_left(process.pid, 8.0)


@posix
@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (signal.SIGKILL, "starting a server"),
        (signal.SIGTERM, "running until Ctrl-C"),
        pytest.param(signal.SIGTERM, "starting a server", marks=pytest.mark.slow),
        pytest.param(signal.SIGKILL, "running until Ctrl-C", marks=pytest.mark.slow),
    ],
)
def test_demo_leaves_no_process_behind_when_it_is_ended(spawn, number, moment):
    process = spawn("demo", "--keep")
    process.wait_for(moment)
    process.process.send_signal(number)
    process.process.wait(12.0)
    wait_until_none_left(process.pid, 8.0)


@posix
@pytest.mark.slow
def test_demo_that_cannot_save_its_plot(spawn):
    process = spawn.run("demo", "--output", "/no/such/folder/x.png")
    assert process.wait() == 1
    assert "the plot could not be saved to /no/such/folder/x.png" in process.err
    assert process.err.count("\n") == 1
    assert processes_of_group(process.pid) == []


@pytest.mark.parametrize(
    ("frequency", "amplitude", "message"),
    [
        (1020.0, 0.5, "the frequency of the acquired sine is 1020 Hz"),
        (1000.0, 0.49, "the amplitude of the acquired sine is 0.49 V"),
        (1000.0, 0.0, "the "),
    ],
)
def test_another_signal_is_noticed(tmp_path, monkeypatch, frequency, amplitude, message):
    t = np.arange(16384) * 512e-9
    trace = amplitude * np.sin(2 * np.pi * frequency * t)
    np.save(tmp_path / "trace.npy", np.stack([t, trace, 0 * t]))
    with demo_module.contextlib.ExitStack() as stack:
        shown = Demo(stack, tmp_path / "x.png")
        with pytest.raises(WrongSignal, match=message):
            shown._show(str(tmp_path / "trace.npy"))


@pytest.mark.slow
@posix
@pytest.mark.timeout(120)
def test_demo_locks_a_cavity(spawn):
    process = spawn("demo", "--cavity")
    assert process.wait(100) == 0, process.out + process.err
    measured = re.search(r"it transmits ([\d.]+) % .* ([\d.]+) % rms", process.out)
    assert float(measured[1]) > 90
    assert float(measured[2]) < 10
    assert (spawn.home / "pyrpl_pyro_demo.png").read_bytes().startswith(b"\x89PNG")
    assert processes_of_group(process.pid) == []
