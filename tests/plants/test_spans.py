"""Each plant gives the same, however its clocks are divided, in all kernels."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyrpl_pyro.virtual.plants import plant_of
from pyrpl_pyro.virtual.spans.plan import make_plan
from tests.virtual.boards import computed_fields, prepared

from .driving import Driven

PLANTS = [
    "cavity:finesse=1000,acoustic=1e-8,seismic=1e-7,drift=1e-6,white=1e-7",
    "low_pass:bandwidth=1e6,order=3,white=1e-6",
    "band_pass:centre=1e6,bandwidth=5e5,order=2",
    "resonance:frequency=1e5,feedthrough=0.1,delay=0",
    "interferometer:acoustic=1,acoustic_bandwidth=1e4,drift=100,mains=0.01",
    "beat_note:carrier=40e6,white_frequency=1e4,flicker_frequency=1e6,drift=1e6",
    "thermal:time_constant=1e-3,sensor_time_constant=1e-4,swing_period=1",
]


@pytest.mark.parametrize("plant", PLANTS)
def test_division_into_spans(plant):
    drives = np.random.default_rng(2).uniform(-1, 1, (4, 5000))
    names = ("out1", "out2", "pwm0", "pwm1")
    voltages = dict(zip(names, drives, strict=True))
    truth = Driven(plant_of(plant), clock=123_456)(5000, **voltages)
    assert np.ptp(truth, axis=1).max() > 1e-3
    for length in (1, 7, 128, 1000):
        found = Driven(plant_of(plant), clock=123_456)(5000, length, **voltages)
        assert np.array_equal(found, truth)


def writes(pid, ramp):
    """asg0 to out1 and out2; pid0, in a loop from in1, to out2 and pwm0; scope on the inputs."""
    return [
        (0x40200008, (1 << 30) - 1),
        (0x40200010, ramp),
        (0x40200000, 0x02000211),
        (0x40380004, 3),
        (0x40300000, 10),
        (0x40300108, pid),
        (0x4030010C, pid << 8),
        (0x40300004, 2),
        (0x403A0000, 0),
        (0x40380000, 10),
        (0x40390000, 11),
        (0x40100014, 1),
        (0x40100010, 16384),
        (0x40100000, 3),
        (0x40100004, 1),
    ]


PROPERTY = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PROGRAM = {
    "pid": st.integers(0, 5000),
    "ramp": st.integers(1 << 14, 1 << 22),
    "lengths": st.lists(st.integers(1, 4000), min_size=1, max_size=3),
}


def compare(plant, pid, ramp, lengths):
    truth, fast = (prepared(writes(pid, ramp), plant_of(plant), 0, 0, 100) for _ in range(2))
    for n in lengths:
        plan = make_plan(fast.memory, fast.sinks())
        assert plan is not None
        truth.run(n)
        fast.run_plan(n, plan)
        for name, position in computed_fields(plan, 0):
            assert fast.memory.state[position] == truth.memory.state[position], name
    assert np.array_equal(fast.memory.physics, truth.memory.physics)
    assert np.array_equal(fast.memory.buffers, truth.memory.buffers)


@pytest.mark.parametrize("plant", PLANTS)
@PROPERTY
@given(**PROGRAM)
def test_kernels_agree(plant, pid, ramp, lengths):
    compare(plant, pid, ramp, lengths)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("plant", PLANTS)
@settings(PROPERTY, max_examples=200)
@given(**PROGRAM)
def test_kernels_agree_thoroughly(plant, pid, ramp, lengths):
    compare(plant, pid, ramp, lengths)
