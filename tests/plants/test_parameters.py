"""Every plant computes numbers with all parameters that it accepts."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyrpl_pyro.virtual.plants import Plant, plant_types

from .driving import Driven

OWN = Plant.__module__.rpartition(".")[0]
KINDS = [kind for kind in plant_types().values() if kind.__module__.startswith(OWN)]


def values(field):
    """Any value that the parameter accepts, its limits often."""
    metadata = field.metadata
    if metadata["options"]:
        return st.sampled_from(metadata["options"])
    low, high = metadata["minimum"], metadata["maximum"]
    if isinstance(field.default, int):
        return st.integers(int(low), int(high))
    exponents = st.floats(-6, 9).map(lambda exponent: 10.0**exponent)
    within = exponents.filter(lambda value: low <= value <= high)
    return st.one_of(st.sampled_from([low, high, field.default]), st.floats(low, high), within)


def plants(kind):
    common = {field.name for field in dataclasses.fields(Plant)}
    fields = [field for field in dataclasses.fields(kind) if field.name not in common]
    return st.fixed_dictionaries({field.name: values(field) for field in fields})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_parameter_breaks_a_plant(kind, data):
    plant = kind(**data.draw(plants(kind)))
    assert plant.memory >= 0
    driven = Driven(plant, clock=data.draw(st.integers(0, 1 << 40)))
    drives = np.random.default_rng(3).uniform(-1, 1, (2, 600))
    first = driven(600, out1=drives[0], out2=drives[1], pwm0=0.9 + drives[0])
    # As on a board that nobody looked at for a while.
    driven.clock += data.draw(st.integers(0, 1 << 40))
    second = driven(600, out1=drives[1], out2=drives[0], pwm0=0.9)
    assert np.isfinite(first).all()
    assert np.isfinite(second).all()
    assert abs(first).max() < 1e5
