"""The span engine agrees with the generic kernel on everything that it computes."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyrpl_pyro.virtual.spans.plan import make_plan

from .boards import (
    WIRINGS,
    asg_writes,
    computed_fields,
    iq_writes,
    pid_writes,
    prepared,
    routing_writes,
    scope_writes,
    trig_iir_writes,
)

SETTLING = 100
PROPERTY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def compare(writes, wiring, digital_loop, pins, lengths):
    truth = prepared(writes, wiring, digital_loop, pins, SETTLING)
    fast = prepared(writes, wiring, digital_loop, pins, SETTLING)
    for n in lengths:
        plan = make_plan(fast.memory, fast.sinks())
        truth.run(n)
        if plan is None:
            fast.run(n)
            continue
        fast.run_plan(n, plan)
        for name, position in computed_fields(plan, digital_loop):
            assert fast.memory.state[position] == truth.memory.state[position], name
    assert np.array_equal(fast.memory.buffers, truth.memory.buffers)


LENGTHS = st.lists(st.integers(1, 1500), min_size=1, max_size=3)


OF_ASG_AND_SCOPE = {
    "asg": asg_writes(),
    "routing": routing_writes(),
    "scope": scope_writes(),
    "lengths": LENGTHS,
    "wiring": WIRINGS,
    "digital_loop": st.booleans(),
    "pins": st.integers(0, 1),
}
OF_EVERYTHING = {
    **OF_ASG_AND_SCOPE,
    "pid": pid_writes(),
    "iq": iq_writes(),
    "trig_iir": trig_iir_writes(),
}


def compare_asg_and_scope(asg, routing, scope, **circumstances):
    compare(asg + routing + scope, **circumstances)


def compare_everything(asg, routing, pid, iq, trig_iir, scope, **circumstances):
    compare(asg + routing + pid + iq + trig_iir + scope, **circumstances)


@PROPERTY
@given(program=st.fixed_dictionaries(OF_ASG_AND_SCOPE))
def test_asg_and_scope(program):
    compare_asg_and_scope(**program)


@PROPERTY
@given(program=st.fixed_dictionaries(OF_EVERYTHING))
def test_everything(program):
    compare_everything(**program)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@settings(PROPERTY, max_examples=1500)
@given(program=st.fixed_dictionaries(OF_ASG_AND_SCOPE))
def test_asg_and_scope_thoroughly(program):
    compare_asg_and_scope(**program)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@settings(PROPERTY, max_examples=1500)
@given(program=st.fixed_dictionaries(OF_EVERYTHING))
def test_everything_thoroughly(program):
    compare_everything(**program)
