"""What a lease promises while its holder is there."""

import threading
import time

import Pyro5.api
import pytest

from pyrpl_pyro.errors import BatchError, LeaseLost, ModuleLeased, PyrplError

pytestmark = pytest.mark.usefixtures("free")

CHANGES = {
    "attribute": lambda rp: setattr(rp.pid0, "p", 0.5),
    "by another path": lambda rp: setattr(rp.rp.pid0, "p", 0.5),
    "setup": lambda rp: rp.pid0.setup(p=0.5),
    "a saved state": lambda rp: rp.pid0.load_state(),
    "free": lambda rp: rp.pid0.free(),
    "the end of a block": lambda rp: rp.pid0.__exit__(),
    "owner": lambda rp: setattr(rp.pid0, "owner", "me"),
    "free by the manager": lambda rp: rp.pids.free(rp.pid0),
    "lease": lambda rp: rp.lease("pid0"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_by_another_is_refused_with_the_holder(client, change):
    mine, other = client(), client()
    with mine.lease("pid0", reason="locking the cavity"):
        mine.pid0.p = 0.25
        with pytest.raises(ModuleLeased, match="locking the cavity") as refused:
            change(other)
        assert refused.value.module == "pid0"
        assert refused.value.reason == "locking the cavity"
        assert refused.value.host
        assert f"@{refused.value.host}/" in refused.value.holder
        assert 0 <= refused.value.age < 30
        assert (other.pid0.p, other.pid0.owner) == (0.25, refused.value.holder)
    other.pid0.p = 0


def test_reading_stays_free(client):
    mine, other = client(), client()
    mine.scope.setup(trigger_source="immediately", duration=2**-10)
    with mine.lease("pid0", "scope", "iq0"):
        mine.scope.single(timeout=20)
        assert other.pid0.setup_attributes == mine.pid0.setup_attributes
        assert len(other.pid0.transfer_function([1.0, 2.0])) == 2
        assert other.scope.data_avg.shape[0] == 2
        assert isinstance(other.quadratures(other.iq0, 1e-4), complex)
        other.sampler.mean_stddev("pid0", t=1e-3)


def test_a_batch_and_a_snapshot_are_bound_by_it(client):
    mine, other = client(), client()
    snapshot = other.snapshot("pid0", "pid1")
    with mine.lease("pid0", reason="mine"):
        mine.pid0.p = 0.25
        batch = other.batch()
        batch.__enter__()
        other.pid1.p = 0.125
        other.pid0.p = 0.5
        with pytest.raises(BatchError, match="mine"):
            batch.__exit__(None, None, None)
        with pytest.raises(ModuleLeased, match="mine"):
            other.restore(snapshot)
        assert mine.pid0.p == 0.25
    other.pid1.p = 0


def test_a_plain_pyro_client_is_bound_by_it(client, uri):
    mine = client()
    with (
        mine.lease("pid0", reason="locking"),
        Pyro5.api.Proxy(uri.replace("pyrpl.leased@", "pyrpl.leased.pid0@")) as pid0,
    ):
        assert pid0.p == 0
        with pytest.raises(RuntimeError, match=r"ModuleLeased: pid0 is leased by .*locking"):
            pid0.p = 0.5
        with pytest.raises(RuntimeError, match="ModuleLeased"):
            pid0.setup(p=0.5)


def test_all_or_none(client):
    mine, other = client(), client()
    with mine.lease("pid1"):
        with pytest.raises(ModuleLeased):
            other.lease("pid0", "pid1", "asg0")
        assert [lease.module for lease in mine.leases()] == ["pid1"]
        assert other.pid0.owner is None
        with other.lease(other.pid0, "asg0"):
            assert mine.info().leases == 3


def test_what_is_released_is_as_before(client):
    mine = client()
    mine.asg1.setup(amplitude=0.25, frequency=1000)
    before = mine.asg1.setup_attributes
    with mine.lease("asg1"):
        mine.asg1.setup(amplitude=0.5, frequency=5000, output_direct="out1", waveform="square")
    assert mine.asg1.setup_attributes == before
    with mine.lease("asg1", on_release="keep"):
        mine.asg1.frequency = 5000
    assert mine.asg1.frequency == pytest.approx(5000, rel=1e-3)
    lease = mine.lease("asg1")
    assert mine.asg1.owner is not None
    lease.release()
    lease.release()
    assert mine.asg1.owner is None


def test_who_waits_gets_it_when_it_is_free(client):
    mine, other, third = client(), client(), client()
    lease = mine.lease("pid0", reason="first")
    got = []

    def wait():
        with other.lease("pid0", "pid1", timeout=20):
            got.append(time.monotonic())

    waiting = threading.Thread(target=wait)
    waiting.start()
    began = time.monotonic()
    while time.monotonic() - began < 1.5:
        third.pid2.p = 0.1
    third.pid2.p = 0
    assert not got
    lease.release()
    freed = time.monotonic()
    waiting.join(10)
    assert got[0] - freed < 2
    with third.lease("pid0"), pytest.raises(ModuleLeased):
        mine.lease("pid0", timeout=0.3)


def test_a_wait_that_is_ended_leaves_no_lease(client, until):
    mine, other = client(), client()
    lease = mine.lease("pid0")
    refused = []

    def wait():
        with pytest.raises(PyrplError) as error:
            other.lease("pid0", timeout=20)
        refused.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    other.close()
    waiting.join(10)
    assert refused
    lease.release()
    until(lambda: mine.leases() == [], 5)


def test_takeover(client, until):
    mine, other = client(), client()
    lease = mine.lease("pid0", "pid1", reason="first")
    mine.pid0.p = 0.25
    revision = mine.journal().revision
    taken = other.takeover("pid0", reason="the laser drifts")
    assert other.pid0.p == 0.25
    with pytest.raises(LeaseLost, match="the laser drifts") as lost:
        mine.pid0.p = 0.5
    assert "@" in lost.value.holder
    mine.pid1.p = 0.25
    until(lambda: lease.lost, 5)
    events = [change for change in mine.journal(revision) if "takeover" in str(change)]
    events += [change for change in mine.journal(revision) if "laser drifts" in str(change)]
    assert events
    lease.takeover("it is mine")
    mine.pid0.p = 0.5
    with pytest.raises(LeaseLost, match="it is mine"):
        taken.release()
    lease.release()
    assert (mine.pid0.p, mine.pid1.p) == (0, 0)
    other.pid0.p = 0


def test_the_end_of_a_block_tells_of_a_loss(client):
    mine, other = client(), client()
    with pytest.raises(LeaseLost, match="sorry"), mine.lease("pid0"):
        other.takeover("pid0", reason="sorry").release()
    mine.pid0.p = 0


def test_what_would_take_it_over_is_refused(client):
    mine, other = client(), client()
    other.spectrumanalyzer.setup(baseband=True)
    with mine.lease("scope", reason="watching"):
        with pytest.raises(ModuleLeased, match="watching"):
            other.spectrumanalyzer.single(timeout=3)
        with pytest.raises(ModuleLeased, match="watching"):
            other.spectrumanalyzer.single_async().result(3)
    with mine.lease("asg0", "asg1", reason="both"), pytest.raises(ModuleLeased, match="both"):
        other.asgs.pop("me")
    with mine.lease("asg0"), other.asgs.pop("me") as asg:
        assert asg.name == "asg1"
        with pytest.raises(ModuleLeased, match="'me'"):
            mine.lease("asg1")


def test_inside_and_around_a_leased_module(client):
    mine, other = client(), client()
    with mine.lease("lockbox.outputs.output1"):
        for change in (
            lambda: setattr(other.lockbox.outputs.output1, "p", 1),
            lambda: other.lockbox.unlock(),
            lambda: other.lease("lockbox"),
        ):
            with pytest.raises(ModuleLeased):
                change()
        other.lockbox.inputs.keys()
    with mine.lease("lockbox"), pytest.raises(ModuleLeased):
        other.lockbox.outputs.output1.p = 1


def test_what_cannot_be_leased(client):
    mine = client()
    for names, error in (
        (("nothing",), LookupError),
        (("asgs",), ValueError),
        (("rp",), ValueError),
        ((), ValueError),
    ):
        with pytest.raises(error):
            mine.lease(*names)
    for wrong in ({"on_death": "explode"}, {"ramp_seconds": 0}, {"timeout": -1}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            mine.lease("pid0", **wrong)
    with mine.lease("pid0"):
        with pytest.raises(ModuleLeased):
            mine.lease("pid0")
        with pytest.raises(RuntimeError, match="release the lease"):
            mine.pid0.free()


def test_a_lease_of_another_cannot_be_touched_by_its_number(client):
    from pyrpl_pyro.wire.protocol import Operation

    mine, other = client(), client()
    terms = {"reason": "", "on_release": "keep", "on_death": "keep", "ramp_seconds": 1.0}
    with mine.lease("pid0") as lease:
        number = lease._identifier
        assert other._request(Operation.RELEASE, number) == {"lost": [], "pending": []}
        for operation, rest in ((Operation.LEASE, (0.0,)), (Operation.TAKE_OVER, ())):
            with pytest.raises(ValueError, match="another client"):
                other._request(operation, number, ["pid1"], terms, *rest)
            for wrong in ("", "x" * 65, 7, [1]):
                with pytest.raises(ValueError, match="identifier"):
                    other._request(operation, wrong, ["pid1"], terms, *rest)
        assert [one.module for one in mine.leases()] == ["pid0"]
