import numpy as np
import pytest

from pyrpl_pyro import plotting
from pyrpl_pyro.cli.sine_fit import fit_sine
from pyrpl_pyro.errors import PyrplError


class Scope:
    data_x = np.linspace(-4e-3, 4e-3, 1000)
    input1 = "asg0"
    input2 = "in2"


class NetworkAnalyzer:
    data_x = np.logspace(3, 6, 50)
    input = "iq0"
    logscale = True

    def is_zero_span(self):
        return False


def test_scope_has_time_and_volts():
    drawing = plotting.drawing_of(np.zeros((2, 1000)), Scope(), "scope", "b1.scope.single")
    (panel,) = drawing.panels
    assert panel.x_label == "time (ms)"
    assert panel.x[0] == pytest.approx(-4.0)
    assert panel.y_label == "voltage (V)"
    assert list(panel.curves) == ["ch1: asg0", "ch2: in2"]


@pytest.mark.parametrize(
    ("longest", "label"), [(8.0, "time (s)"), (8e-5, "time (us)"), (8e-8, "time (ns)")]
)
def test_unit_of_time_fits(longest, label):
    scope = Scope()
    scope.data_x = np.linspace(0, longest, 1000)
    (panel,) = plotting.drawing_of(np.zeros((2, 1000)), scope, "scope").panels
    assert panel.x_label == label


def test_network_analyzer_has_magnitude_and_phase():
    response = np.full(50, 0.1j)
    drawing = plotting.drawing_of(response, NetworkAnalyzer(), "networkanalyzer")
    magnitude, phase = drawing.panels
    assert magnitude.y_label == "magnitude (dB)"
    assert magnitude.curves["input: iq0"] == pytest.approx(np.full(50, -20.0))
    assert phase.y_label == "phase (deg)"
    assert phase.curves["input: iq0"] == pytest.approx(np.full(50, 90.0))
    assert phase.x_label == "frequency (Hz)"
    assert phase.logarithmic


def test_anything_else_is_drawn_over_its_index():
    (panel,) = plotting.drawing_of([np.zeros(5), np.ones(5)], object(), "asg0").panels
    assert panel.x_label == "index"
    assert list(panel.x) == [0, 1, 2, 3, 4]


def test_an_abscissa_of_another_length_is_not_used():
    (panel,) = plotting.drawing_of(np.zeros(7), Scope(), "scope").panels
    assert panel.x_label == "index"


@pytest.mark.parametrize(
    "result",
    [3, None, "text", [1, 2], np.zeros(1), np.zeros((2, 2, 2)), [np.zeros(3), np.zeros(4)]],
)
def test_what_is_no_curve_is_refused(result):
    with pytest.raises(plotting.NotDrawable, match="cannot be drawn"):
        plotting.drawing_of(result, object(), "scope")


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_files(tmp_path, ending):
    drawing = plotting.drawing_of(np.zeros((2, 1000)), Scope(), "scope", "title")
    plotting.save(drawing, tmp_path / f"x.{ending}")
    start = (tmp_path / f"x.{ending}").read_bytes()[:5]
    assert start.startswith({"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[ending])


def test_a_file_that_cannot_be_written(tmp_path):
    drawing = plotting.drawing_of(np.zeros((2, 1000)), Scope(), "scope", "title")
    for file in (tmp_path / "no" / "x.png", tmp_path / "x.nonsense"):
        with pytest.raises(PyrplError, match="could not be saved to"):
            plotting.save(drawing, file)


def test_terminal():
    trace = np.sin(2 * np.pi * 1e3 * Scope.data_x)
    drawing = plotting.drawing_of(np.stack([trace, 0 * trace]), Scope(), "scope", "title")
    text = plotting.to_terminal(drawing, width=70, height=15)
    assert text.startswith("title\n")
    assert "voltage (V) of ch1: asg0, ch2: in2" in text
    assert "time (ms)" in text
    assert "\x1b" not in text
    assert "1.0" in text
    assert max(map(len, text.splitlines())) <= 70


def test_terminal_with_values_that_cannot_be_drawn():
    trace = np.full(1000, np.nan)
    trace[:500] = np.linspace(0, 1, 500)
    assert plotting.to_terminal(plotting.drawing_of(trace, Scope(), "asg0"))


@pytest.mark.parametrize("missing", ["matplotlib", "plotext"])
def test_without_its_libraries_it_says_what_to_install(monkeypatch, tmp_path, missing):
    for module in (missing, f"{missing}.figure"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    drawing = plotting.drawing_of(np.zeros(10), object(), "x")
    with pytest.raises(PyrplError, match=rf'{missing}: python -m pip install "pyrpl_pyro\[plot\]"'):
        plotting.save(drawing, tmp_path / "x.png") if missing == "matplotlib" else (
            plotting.to_terminal(drawing)
        )


@pytest.mark.parametrize("frequency", [130.0, 1000.0, 1017.3, 40e3])
@pytest.mark.parametrize("phase", [0.0, 2.0])
def test_sine_fit(frequency, phase):
    rng = np.random.default_rng(1)
    t = np.arange(16384) * 512e-9
    y = 0.5 * np.sin(2 * np.pi * frequency * t + phase) + 0.1 + 0.01 * rng.normal(size=len(t))
    sine = fit_sine(t, y)
    assert sine.frequency == pytest.approx(frequency, rel=2e-3)
    assert sine.amplitude == pytest.approx(0.5, rel=2e-3)
    assert sine.offset == pytest.approx(0.1, abs=2e-3)
    assert sine.residual == pytest.approx(0.01, rel=0.1)
