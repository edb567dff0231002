"""What happens with a leased module when its holder goes."""

import itertools
import signal
import time

import pytest

from pyrpl_pyro.errors import ModuleLeased

from .conftest import GRACE

pytestmark = [pytest.mark.usefixtures("free"), pytest.mark.timeout(90)]

LIMIT = 5.0 + GRACE
"""Within which time a lease of a holder that has gone is free (s)."""


def outputs(rp):
    """Voltages at both outputs, and what of the settings matters."""
    settings = (rp.asg0.offset, rp.asg0.output_direct, rp.pid0.p, rp.pid0.output_direct)
    return [rp.sampler.out1, rp.sampler.out2], settings


def wait_until_free(rp):
    """Voltages at both outputs until nothing is leased, and how long that took (s)."""
    began, trace = time.monotonic(), []
    while rp.leases():
        trace.append([rp.sampler.out1, rp.sampler.out2])
        assert time.monotonic() - began < 30, "the lease is stuck"
    return time.monotonic() - began, trace


@pytest.mark.parametrize(
    ("on_death", "volts", "settings"),
    [
        ("restore", 0.0, (0.0, "off", 0.0, "off")),
        ("keep", 0.5, (0.5, "out1", 0.5, "out2")),
        ("off", 0.0, (0.0, "off", 0.0, "off")),
    ],
)
def test_a_killed_holder(client, hold, on_death, volts, settings):
    rp = client()
    program = hold(on_death)
    assert outputs(rp)[0] == pytest.approx([0.5, 0.5], abs=1e-3)
    with pytest.raises(ModuleLeased, match="a test"):
        rp.pid0.p = 0
    program.process.send_signal(signal.SIGKILL)
    seconds, _trace = wait_until_free(rp)
    assert seconds < LIMIT
    assert outputs(rp)[0] == pytest.approx([volts, volts], abs=1e-3)
    assert outputs(rp)[1] == pytest.approx(settings, abs=1e-3)
    rp.asg0.setup(offset=0, output_direct="off")


def test_a_ramp_goes_down_in_small_steps(client, hold):
    rp = client()
    hold("ramp").process.send_signal(signal.SIGKILL)
    seconds, trace = wait_until_free(rp)
    assert seconds < LIMIT + 1.0 + 2.0
    assert outputs(rp)[0] == pytest.approx([0, 0], abs=1e-3)
    assert outputs(rp)[1] == pytest.approx((0.0, "off", 0.0, "off"), abs=1e-3)
    for voltages in zip(*trace, strict=True):
        between = [voltage for voltage in voltages if 0.02 < voltage < 0.48]
        assert len(between) > 10
        # A step is 10 ms or, when it came late, 20 ms of a second; the readings of a busy
        # machine may lie several steps apart.
        steps = [after - before for before, after in itertools.pairwise(voltages)]
        assert max(steps) < 2e-3
        assert min(steps) > -0.2


def test_a_new_holder_stops_the_ramp(client, hold, until):
    rp = client()
    hold("ramp").process.send_signal(signal.SIGKILL)
    until(lambda: rp.sampler.out1 < 0.45, LIMIT + 3)
    assert {lease.state for lease in rp.leases()} == {"ramping"}
    with rp.lease("asg0", "pid0", on_release="keep"):
        first = outputs(rp)
        time.sleep(0.2)
        assert outputs(rp) == first
        assert 0 < rp.sampler.out1 < 0.45
        rp.asg0.offset = 0.25
        assert rp.sampler.out1 == pytest.approx(0.25, abs=1e-3)
    rp.asg0.setup(offset=0, output_direct="off")
    rp.pid0.setup(p=0, output_direct="off")


def test_a_stopped_holder_keeps_its_lease(client, hold):
    rp = client()
    program = hold("off")
    program.process.send_signal(signal.SIGSTOP)
    time.sleep(GRACE + 2.0)
    assert len(rp.leases()) == 2
    with pytest.raises(ModuleLeased):
        rp.pid0.p = 0
    program.process.send_signal(signal.SIGCONT)
    program.process.stdin.write("write\nrelease\n")
    program.process.stdin.flush()
    program.wait_for("done\ndone")
    assert rp.leases() == []


def test_a_holder_that_closes_without_releasing(client):
    mine, rp = client(), client()
    mine.lease("pid0", on_death="off")
    mine.pid0.setup(p=0.5)
    mine.close()
    assert wait_until_free(rp)[0] < LIMIT
    assert rp.pid0.p == 0


def test_leases_go_on_after_a_crash_of_the_server(spawn, hold, until, free_port):
    import pyrpl_pyro

    address, port = spawn.nameserver(), free_port()
    crashing = ("--port", port, "--plant", "none")
    server = spawn.serve_virtual(address, "crashes", *crashing)
    program = hold("off", address, where="crashes")
    rp = pyrpl_pyro.connect("crashes", nameserver=address)
    age = rp.leases()[0].age
    server.stop(signal.SIGKILL)
    spawn.serve_virtual(address, "crashes", *crashing)
    leases = rp.leases()
    assert [lease.module for lease in leases] == ["asg0", "pid0"]
    assert leases[0].age > age
    assert leases[0].reason == "a test"
    with pytest.raises(ModuleLeased, match="a test"):
        rp.pid0.p = 0
    program.process.stdin.write("write\n")
    program.process.stdin.flush()
    program.wait_for("done")
    program.process.stdin.write("release\n")
    program.process.stdin.flush()
    program.wait_for("done\ndone")
    until(lambda: rp.leases() == [], 5)
    rp.close()


def test_the_commands(spawn, client, hold, uri):
    rp = client()
    program = hold("keep")
    shown = spawn.run("leases", uri).out
    assert "HOLDER" in shown
    assert "holder.py" in shown
    assert "a test" in shown
    taken = spawn.run("takeover", uri, "pid0", "asg0", "--reason", "lunch", "--restore")
    assert "pid0: taken from" in taken.out
    assert outputs(rp)[1] == (0.0, "off", 0.0, "off")
    program.process.stdin.write("write\n")
    program.process.stdin.flush()
    program.wait_for("LeaseLost: .*lunch")
    assert "nothing is leased" in spawn.run("leases", uri).out
    assert spawn.run("takeover", uri, "nothing", "--reason", "lunch").process.returncode == 1


@pytest.mark.slow
def test_a_holder_that_ends_together_with_the_server(spawn, hold, until, free_port):
    import pyrpl_pyro

    address, port = spawn.nameserver(), free_port()
    arguments = ("--port", port, "--plant", "none")
    server = spawn.serve_virtual(address, "crashes", *arguments)
    program = hold("keep", address, where="crashes")
    program.process.send_signal(signal.SIGKILL)
    server.stop(signal.SIGKILL)
    began = time.monotonic()
    spawn.serve_virtual(address, "crashes", *arguments)
    with pyrpl_pyro.connect("crashes", nameserver=address) as rp:
        assert len(rp.leases()) == 2
        until(lambda: rp.leases() == [], 20)
        assert time.monotonic() - began > 9
        rp.pid0.p = 0
