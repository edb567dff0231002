"""A jump over many clocks ends where as many single clocks end."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyrpl_pyro.virtual import layout
from pyrpl_pyro.virtual.asg import Asg
from pyrpl_pyro.virtual.fabric import STATE
from pyrpl_pyro.virtual.machine import Machine

from .boards import asg_writes, prepared, routing_writes

PROPERTY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIPELINES = 120
OSCILLATORS = [(0x40350108, 0x01234567), (0x40360108, 0xFEDCBA98), (0x4030000C, 0xBF)]


def compare(program):
    writes = program["asg"] + program["routing"] + OSCILLATORS
    truth = prepared(writes, (), False, program["pins"], 100)
    fast = prepared(writes, (), False, program["pins"], 100)
    for n in program["lengths"]:
        truth.run(n)
        assert fast.jump(n, n) == n
        fields = list(enumerate(layout.field_paths(Asg)))
        for channel in ("asg0", "asg1"):
            for position, path in fields:
                if path.startswith("generator."):
                    where = STATE[channel] + position
                    assert fast.memory.state[where] == truth.memory.state[where], (channel, path)
    truth.run(PIPELINES)
    fast.run(PIPELINES)
    assert np.array_equal(truth.record(50, None, None), fast.record(50, None, None))


PROGRAMS = st.fixed_dictionaries(
    {
        "asg": asg_writes(),
        "routing": routing_writes(),
        "pins": st.integers(0, 1),
        "lengths": st.lists(st.integers(1, 20000), min_size=1, max_size=3),
    }
)


@PROPERTY
@given(program=PROGRAMS)
def test_jump_equals_single_clocks(program):
    compare(program)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@settings(PROPERTY, max_examples=3000)
@given(program=PROGRAMS)
def test_jump_equals_single_clocks_thoroughly(program):
    compare(program)


def test_a_long_jump_of_a_running_asg_needs_no_single_steps():
    machine = Machine()
    for address, word in (
        (0x40200008, (1 << 30) - 1),
        (0x40200010, 8590),
        (0x40200000, 0x02000211),
    ):
        machine.port(address).write(word)
        machine.run(5)
    machine.run(20)
    pointer = machine.views["asg0"].get("generator.pointer")
    assert machine.jump(1 << 40, 8) == 1 << 40
    expected = (pointer + 8590 * (1 << 40)) % (1 << 30)
    assert machine.views["asg0"].get("generator.pointer") == expected


def test_a_jump_gives_up_where_too_much_happens():
    machine = Machine()
    for address, word in (
        (0x40200008, 1 << 20),
        (0x40200010, 1 << 19),
        (0x40200018, 1),
        (0x4020001C, 1000),
        (0x40200020, 1),
        (0x40200000, 0x02000211),
    ):
        machine.port(address).write(word)
        machine.run(5)
    assert 0 < machine.jump(1_000_000, 100) < 1_000_000
