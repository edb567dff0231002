"""What the endings of a lease do with modules of each kind."""

import pytest

from .conftest import leased_board

pytestmark = pytest.mark.timeout(90)

MODULES = ("asg1", "iir", "iq1", "trig", "pwm0", "hk", "lockbox")


@pytest.fixture(scope="module")
def uri(tmp_path_factory):
    """URI of a board of its own: PyRPL's lockbox keeps the signal generator that it swept with."""
    with leased_board(tmp_path_factory.mktemp("endings")) as found:
        yield found


@pytest.fixture
def rp(client, until):
    """A client that sees what another one left behind; at the end nothing puts out anything."""
    found = client()
    yield found
    last = client()
    last.takeover(*MODULES, reason="the end of the test", on_death="off")
    last.close()
    until(lambda: not found.leases(), 15)


def drive(rp):
    """Let all modules of the lease put out something."""
    rp.asg1.setup(
        waveform="dc", offset=0.25, output_direct="out1", trigger_source="immediately", amplitude=0
    )
    rp.iir.setup(zeros=[], poles=[-1e3], gain=1.0, loops=4, input="in1", output_direct="out1")
    rp.iq1.setup(frequency=1e6, amplitude=0.1, output_direct="out2", output_signal="quadrature")
    rp.trig.setup(output_direct="out2", output_signal="asg0_phase")
    rp.pwm0.input = "asg1"
    rp.hk.setup(expansion_P0_output=True, expansion_P0=True)
    output = rp.lockbox.outputs.output1
    output.output_channel = "out2"
    output.sweep()
    # The sweep takes a signal generator of its own.
    assert rp.lockbox.asg.owner == "lockbox"


def shown(rp):
    """What of each module puts out something."""
    states = [rp.asg1.output_direct, rp.iir.output_direct, rp.iq1.output_direct]
    states += [rp.trig.output_direct, rp.pwm0.input, rp.hk.expansion_P0]
    return [*states, rp.lockbox.outputs.output1.current_state]


DRIVEN = ["out1", "out1", "out2", "out2", "asg1", True, "sweep"]
SILENT = ["off", "off", "off", "off", "off", False, "unlock"]


@pytest.mark.parametrize(
    ("ending", "expected"),
    [("off", SILENT), ("ramp", SILENT), ("restore", SILENT), ("keep", DRIVEN)],
)
def test_modules_of_a_holder_that_goes(client, rp, until, ending, expected):
    holder = client()
    holder.lease(*MODULES, reason="all of them", on_death=ending, ramp_seconds=0.3)
    drive(holder)
    assert shown(rp) == DRIVEN
    holder.close()
    until(lambda: not rp.leases(), 15)
    assert shown(rp) == expected
    assert all(getattr(rp, name).owner is None for name in MODULES)
    if expected is SILENT:
        assert [rp.sampler.out1, rp.sampler.out2] == [0.0, 0.0]


def test_a_lock_that_was_there_before_stays(rp):
    rp.lockbox.outputs.output1.sweep()
    with rp.lease("lockbox", on_release="restore"):
        assert rp.lockbox.outputs.output1.current_state == "sweep"
    assert rp.lockbox.outputs.output1.current_state == "sweep"
