"""The sampler in PyMoDAQ's DAQ_Viewer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pyrpl_pyro import Board
from tests.plugins.headless.driving import Viewer, run_for, until


def choose(viewer: Viewer, *names: str) -> None:
    parameter = viewer.instrument.child("signals")
    parameter.setValue({**parameter.value(), "selected": list(names)})
    run_for(0.1)


def test_mean_and_deviation(rp: Board, make_viewer: Callable[..., Viewer]) -> None:
    # White noise: samples taken at any time are independent of each other.
    rp.asg0.setup(
        waveform="noise",
        amplitude=0.1,
        offset=0.1,
        trigger_source="immediately",
        output_direct="out1",
    )
    rp.pid0.setup(input="off", p=0, i=0)
    rp.pid0.ival = -0.25
    viewer = make_viewer("PyRPLSampler", "0D")
    assert "iq2_2" in viewer.instrument["signals"]["all_items"]
    choose(viewer, "in1", "pid0")
    viewer.instrument.child("averaging_time").setValue(0.2)
    run_for(0.1)
    data = viewer.snap()
    mean = data.get_data_from_name("mean")
    assert (mean.labels, mean.units) == (["in1 mean", "pid0 mean"], "V")
    assert mean[0][0] == pytest.approx(0.1, abs=0.02)
    assert mean[1][0] == pytest.approx(-0.25, abs=1e-3)
    deviation = data.get_data_from_name("standard deviation")
    assert deviation[0][0] == pytest.approx(0.1, abs=0.02)
    assert deviation[1][0] == pytest.approx(0, abs=1e-3)
    viewer.settings.child("input_range", "range_in1").setValue("HV")
    run_for(0.1)
    assert viewer.snap().get_data_from_name("standard deviation")[0][0] == pytest.approx(2, abs=0.4)


def test_one_sample(rp: Board, make_viewer: Callable[..., Viewer]) -> None:
    viewer = make_viewer("PyRPLSampler", "0D")
    choose(viewer, "off")
    viewer.instrument.child("averaging_time").setValue(0.0)
    run_for(0.1)
    data = viewer.snap()
    assert [item.name for item in data] == ["mean"]
    choose(viewer)
    viewer.module.snap()
    until(lambda: "no signal is chosen" in viewer.said[-1])
    choose(viewer, "in2")
    assert viewer.snap()
