"""``rp.scope.plot()``: what is drawn of the last measurement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro.plotting import NotDrawable


@pytest.fixture(autouse=True)
def _headless(monkeypatch: pytest.MonkeyPatch) -> Any:
    import matplotlib

    matplotlib.use("Agg")
    yield
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.fixture(scope="module")
def measured(rp: Any) -> Any:
    """A board on which each instrument has measured something."""
    rp.asg0.setup(waveform="sin", frequency=1e4, amplitude=0.5, trigger_source="immediately")
    rp.scope.setup(
        input1="asg0", input2="in1", duration=1e-3, trigger_source="immediately", rolling_mode=False
    )
    rp.scope.single(timeout=20)
    rp.networkanalyzer.setup(
        input="iq0",
        output_direct="out1",
        start_freq=1e4,
        stop_freq=1e6,
        points=11,
        rbw=3000,
        trace_average=1,
        amplitude=0.1,
        logscale=True,
    )
    rp.networkanalyzer.single(timeout=20)
    rp.spectrumanalyzer.setup(baseband=True, input1_baseband="asg0", trace_average=1, span=1e6)
    rp.spectrumanalyzer.single(timeout=20)
    # The spectrum analyzer has used the scope.
    rp.scope.setup(input1="asg0", input2="in1", duration=1e-3, trigger_source="immediately")
    rp.scope.single(timeout=20)
    return rp


def test_the_last_trace(measured: Any) -> None:
    axes = measured.scope.plot()
    assert axes.get_xlabel() == "time (ms)"
    assert axes.get_ylabel() == "voltage (V)"
    assert axes.figure.get_suptitle() == "scope of interactive"
    first, second = axes.get_lines()
    assert first.get_label() == "ch1: asg0"
    assert second.get_label() == "ch2: in1"
    assert np.ptp(first.get_ydata()) == pytest.approx(1.0, rel=0.02)
    assert np.array_equal(first.get_ydata(), measured.scope.data_avg[0])


def test_two_messages_at_most(measured: Any) -> None:
    measured.scope.plot()
    before = measured._link._local.channel._number
    pyrpl_pyro.plot(measured.scope)
    assert measured._link._local.channel._number == before + 1


def test_the_last_transfer_function(measured: Any) -> None:
    magnitude, phase = measured.networkanalyzer.plot(title="filter")
    assert magnitude.get_ylabel() == "magnitude (dB)"
    assert phase.get_ylabel() == "phase (deg)"
    assert phase.get_xlabel() == "frequency (Hz)"
    assert phase.get_xscale() == "log"
    assert len(phase.get_lines()[0].get_xdata()) == 11
    assert magnitude.figure.get_suptitle() == "filter"


def test_the_last_spectrum(measured: Any) -> None:
    spectrum, cross = measured.spectrumanalyzer.plot()
    assert spectrum.get_ylabel() == "power spectrum (dB of Vpk^2)"
    assert cross.get_xlabel() == "frequency (kHz)"
    named = [text.get_text() for text in cross.get_legend().get_texts()]
    assert named == ["cross spectrum, real", "cross spectrum, imaginary"]
    line = spectrum.get_lines()[0]
    assert line.get_label() == "input 1: asg0"
    peak = np.argmax(line.get_ydata())
    assert line.get_xdata()[peak] == pytest.approx(10, abs=0.5)
    assert line.get_ydata()[peak] == pytest.approx(20 * np.log10(0.5), abs=1.0)


def test_filters_draw_what_they_are_set_to(measured: Any) -> None:
    measured.pid0.setup(p=2.0, i=0, inputfilter=[0, 0, 0, 0])
    magnitude, phase = measured.pid0.plot()
    assert magnitude.get_lines()[0].get_ydata()[0] == pytest.approx(20 * np.log10(2), abs=0.01)
    assert phase.get_xlabel() == "frequency (Hz)"
    measured.iir.setup(zeros=[], poles=[-1e4], gain=1.0, loops=5)
    magnitude, _phase = measured.iir.plot(x=np.geomspace(100, 1e6, 200))
    gain = magnitude.get_lines()[0].get_ydata()
    assert len(gain) == 200
    assert gain[-1] < gain[0] - 20


def test_lock_in_curves(rp: Any) -> None:
    times = np.linspace(0, 2, 50)
    amplitude, phase = pyrpl_pyro.plot(rp.iq0, 0.1j * (1 - np.exp(-times)), times)
    assert amplitude.get_ylabel() == "amplitude (V)"
    assert phase.get_xlabel() == "time (s)"
    assert phase.get_lines()[0].get_ydata()[-1] == pytest.approx(90)
    with pytest.raises(NotDrawable, match="shape"):
        pyrpl_pyro.plot(rp.iq0, np.zeros(5, complex), times)


def test_own_axes_files_and_the_terminal(
    measured: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from matplotlib import pyplot

    _, (upper, lower) = pyplot.subplots(2, 1)
    assert measured.scope.plot(axes=lower) is lower
    assert not upper.get_lines()
    with pytest.raises(NotDrawable, match="2 axes are needed"):
        measured.networkanalyzer.plot(axes=upper)
    assert measured.scope.plot(file=tmp_path / "trace.png") is None
    assert (tmp_path / "trace.png").read_bytes().startswith(b"\x89PNG")
    measured.scope.plot(file="-")
    out = capsys.readouterr().out
    assert "voltage (V) of ch1: asg0, ch2: in1" in out
    assert "time (ms)" in out


def test_the_command_draws_the_same(measured: Any, shared_spawn: Any, tmp_path: Path) -> None:
    from pyrpl_pyro.plotting import drawing_of

    drawing = drawing_of(measured.scope.data_avg, measured.scope, "scope", "title")
    axes = measured.scope.plot()
    (panel,) = drawing.panels
    assert list(panel.curves) == [line.get_label() for line in axes.get_lines()]
    assert panel.x_label == axes.get_xlabel()


def test_what_cannot_be_drawn_says_why(rp: Any) -> None:
    fresh = pyrpl_pyro.connect(pyrpl_pyro.uri_of(rp))
    with pytest.raises(NotDrawable, match="has nothing to draw"):
        pyrpl_pyro.plot(fresh.hk)
    with pytest.raises(AttributeError):
        fresh.hk.plot()
    with pytest.raises(NotDrawable, match="nothing to draw"):
        pyrpl_pyro.plot(fresh)
    with pytest.raises(TypeError, match=r"such as rp\.scope"):
        pyrpl_pyro.plot([1, 2, 3])  # type: ignore[arg-type]
    assert "plot" in dir(fresh.scope)
    assert "plot" not in dir(fresh.hk)
    fresh.close()
