"""PyRPL's own tutorial, run as it stands, with a remote board in place of ``Pyrpl(...)``.

The code is taken from the docstrings of the installed PyRPL, so that what runs is what its
users read there. `EDITS` are the only changes.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest

import pyrpl_pyro

matplotlib.use("Agg")

pytestmark = pytest.mark.timeout(60)

SWAPPED = {"'iq1'": "'iq2'", "'iq2'": "'iq1'", "p.rp.iq2": "p.rp.iq1"}

EDITS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # The board is there already: `p`, and `r` for `p.rp`.
    (r"(?m)^ *from pyrpl import Pyrpl\n", ""),
    (r"(?m)^ *(r|p) = Pyrpl\(.*\n", ""),
    # A command of notebooks.
    (r"(?m)^ *%matplotlib inline\n", ""),
    # A function of PyRPL that needs no board; a client has no PyRPL to import it from.
    (r"(?m)^ *from pyrpl\.hardware_modules\.iir\.iir_theory import bodeplot\n", ""),
    # The tutorial's names of these settings are older than the installed PyRPL, which only
    # logs that it does not know them. A remote board refuses them.
    # The analyzer used to be told which iq module to take; now it takes iq2 itself, so that
    # iq1 has to play the other part.
    (r"(?m)^ *na\.iq_name = .*\n", ""),
    (r"'iq1'|'iq2'|p\.rp\.iq2", lambda found: SWAPPED[found[0]]),
    (r"\bstart=1e", "start_freq=1e"),
    (r"\bstop=(?=\d)", "stop_freq="),
    (r"\bavg=\d", "trace_average=1"),
    # Sweeps of many seconds tell no more than these.
    (r"\bpoints=(1001|201)\b", "points=41"),
)


def code_blocks(file: str) -> list[str]:
    """The blocks of code in the documentation at the top of one of PyRPL's files."""
    spec = importlib.util.find_spec("pyrpl")
    assert spec is not None
    assert spec.origin is not None
    source = (Path(spec.origin).parent / file).read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(source)) or ""
    found = re.findall(r"(?m)^\.\. code:: (?:python|ipython3)\n\n((?:(?: .*)?\n)+)", f"{text}\n")
    return [textwrap.dedent(block).strip() + "\n" for block in found]


def edited(block: str) -> str:
    for pattern, replacement in EDITS:
        block = re.sub(pattern, replacement, block)
    return block


def sleep_on(board: pyrpl_pyro.Board, seconds: float) -> None:
    """Sleep by the board's clock: a simulated board may be slower than the computer's."""
    end = board.scope.current_timestamp + seconds * 125e6
    while board.scope.current_timestamp < end:
        time.sleep(0.001)


class Tutorial:
    """Runs blocks one after the other in one namespace, as cells of a notebook."""

    def __init__(self, board: pyrpl_pyro.Board, capsys: pytest.CaptureFixture[str]):
        from matplotlib import pyplot

        self._capsys = capsys
        self.names: dict[str, Any] = {
            "p": board,
            "r": board.rp,
            "np": np,
            "plt": pyplot,
            "sleep": lambda seconds: sleep_on(board, seconds),
            "bodeplot": self._plot,
        }

    def run(self, file: str, number: int, has: str) -> list[str]:
        """Run a block, which must contain `has`; return the lines that it prints."""
        block = code_blocks(file)[number]
        assert has in block
        self._capsys.readouterr()
        exec(compile(edited(block), f"{file}, block {number}", "exec"), self.names)
        return self._capsys.readouterr().out.splitlines()

    def _plot(self, curves: list[tuple[Any, Any, str]], xlog: bool = False) -> None:
        for frequencies, values, _label in curves:
            self.names["plt"].plot(frequencies, 20 * np.log10(np.abs(values)))


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pyrpl_pyro.Board]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("PYRPL_USER_DIR", str(home / "pyrpl"))
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        board = pyrpl_pyro.launch(virtual=True)
    with board:
        yield board


@pytest.fixture
def tutorial(board: pyrpl_pyro.Board, capsys: pytest.CaptureFixture[str]) -> Iterator[Tutorial]:
    """Begins and ends with modules that are off: "make sure settings are default ones"."""
    switch_off(board)
    yield Tutorial(board, capsys)
    switch_off(board)


def switch_off(board: pyrpl_pyro.Board) -> None:
    board.pid2.owner = None
    for asg in (board.asg0, board.asg1):
        asg.setup(trigger_source="off", output_direct="off", amplitude=0, offset=0)
    for iq in (board.iq0, board.iq1, board.iq2):
        iq.setup(output_direct="off", amplitude=0, gain=0, input="off")
        iq.pfd_on = False
    for pid in (board.pid0, board.pid1, board.pid2):
        pid.setup(input="off", output_direct="off", p=0, i=0, inputfilter=0)
        pid.ival = 0


def run_analyzer(tutorial: Tutorial, number: int, has: str) -> None:
    """Run a block with the network analyzer, if the virtual board can keep up with it.

    PyRPL takes a point when the computer's clock says that it is ready.
    """
    try:
        tutorial.run("hardware_modules/iq.py", number, has)
    except Exception as error:
        rate = rate_of(tutorial.names["p"])
        if "averaging is not finished" not in str(error) or rate > 0.99:
            raise
        pytest.skip(f"the virtual board runs at {rate:.2f} of real time on this computer")


def rate_of(board: pyrpl_pyro.Board) -> float:
    """How fast the board's clock goes."""
    begin, stamp = time.monotonic(), board.scope.current_timestamp
    time.sleep(0.5)
    cycles = board.scope.current_timestamp - stamp
    return cycles / 125e6 / (time.monotonic() - begin)


def frequency_of(trace: np.ndarray, sampling_time: float) -> float:
    """Frequency of the strongest line, to a fraction of the resolution (Hz)."""
    window = np.hanning(len(trace))
    spectrum = np.abs(np.fft.rfft((trace - trace.mean()) * window, 8 * len(trace)))
    return float(np.fft.rfftfreq(8 * len(trace), sampling_time)[spectrum.argmax()])


def test_asg(tutorial: Tutorial, board: pyrpl_pyro.Board) -> None:
    lines = tutorial.run("hardware_modules/asg.py", 0, "asg = r.asg1")
    assert "immediately" in lines[0]
    assert "out2" in lines[1]
    tutorial.run("hardware_modules/asg.py", 1, "waveform='halframp'")
    asg = tutorial.names["asg"]
    assert (asg.waveform, asg.output_direct, asg.offset) == ("halframp", "out2", 0)
    board.scope.setup(
        input1="asg1",
        input2="out2",
        duration=1e-4,
        trigger_source="immediately",
        average=False,
        rolling_mode=False,
    )
    for trace in board.scope.single(timeout=20):
        # "a sawtooth signal of amplitude 0.8 V (peak-to-peak 1.6 V)"
        assert np.ptp(trace) == pytest.approx(1.6, rel=0.02)
        assert frequency_of(trace, board.scope.sampling_time) == pytest.approx(20e4, rel=0.01)


def test_scope(tutorial: Tutorial) -> None:
    tutorial.names["r"].scope.setup(
        duration=1e-3, rolling_mode=False, average=True, trace_average=1
    )
    lines = tutorial.run("hardware_modules/scope.py", 0, "s.decimations")
    assert "65536" in lines[0]
    assert "ch1_positive_edge" in lines[1]
    assert "asg1" in lines[2]

    lines = tutorial.run("hardware_modules/scope.py", 1, "res = s.single_async()")
    # "trigger should still be armed", "check that the trigger has been disarmed"
    assert lines[:4] == [
        "Before turning on asg:",
        "Curve ready: False",
        "After turning on asg:",
        "Curve ready: True",
    ]
    age = float(lines[4].removeprefix("Trigger event age [ms]:"))
    assert 4 < age < 2000
    scope, ch1, ch2 = (tutorial.names[name] for name in ("s", "ch1", "ch2"))
    assert ch1.shape == ch2.shape == scope.times.shape == (2**14,)
    # "full scope trace is 8ns * 2^14 * decimation = 8.3 ms long"
    assert scope.duration == pytest.approx(8.39e-3, rel=1e-3)
    # "take data symmetrically around the trigger event"
    zero = np.abs(scope.times).argmin()
    assert scope.times[0] == pytest.approx(-scope.times[-1], rel=1e-3)
    # "trig at zero volt crossing", "on the input signal positive slope"
    assert ch1[zero - 4 : zero].min() < 0 <= ch1[zero : zero + 4].max()

    # The generator runs by now: what the text says of the picture holds for a later trace,
    # without the integrator, of which it warns that it will saturate.
    tutorial.names["r"].pid0.setup(i=0)
    tutorial.names["r"].pid0.ival = 0
    ch1, ch2 = scope.single(timeout=20)
    assert np.ptp(ch1) == pytest.approx(0.6, rel=0.02)
    assert frequency_of(ch1, scope.sampling_time) == pytest.approx(1e3, rel=0.01)
    # "The nonzero proportional gain leads to instant jumps along with the asg signal"
    # A sample may be the mean of before and after.
    falling = ch1[:-3] - ch1[3:] > 0.5
    assert np.count_nonzero(np.diff(falling.astype(int)) == 1) in (8, 9)
    assert (ch2[:-3] - ch2[3:])[falling].min() > 0.3

    lines = tutorial.run("hardware_modules/scope.py", 2, "useful functions for scope diagnostics")
    printed = dict(re.split(r"[:\]] ?:? ?", line, maxsplit=1) for line in lines)
    assert printed["Curve ready"] == "True"
    assert printed["Trigger source"] == "ch1_positive_edge"
    assert int(printed["Current scope time [cycles"], 16) > int(printed["Trigger time [cycles"], 16)


def test_pid_gains(tutorial: Tutorial) -> None:
    file = "hardware_modules/pid.py"
    assert "setup()" in tutorial.run(file, 0, "r.pid0.help()")[0]
    lines = tutorial.run(file, 1, "pid.p,pid.i = 0,0")
    assert lines == ["P/I gain when turned off: 0.0 0.0"]
    with pytest.warns(pyrpl_pyro.ValueAdjustedWarning, match=r"pid0\.p: asked for 1e-100"):
        lines = tutorial.run(file, 2, "pid.p = 1e-100")
    smallest = [float(line.partition(": ")[2]) for line in lines]
    assert smallest == pytest.approx([2**-12, 1 / (2**32 * 2 * np.pi * 8e-9)])
    with pytest.warns(pyrpl_pyro.ValueAdjustedWarning, match=r"pid0\.p: asked for 1e\+100"):
        lines = tutorial.run(file, 3, "pid.p = 1e100")
    largest = [float(line.partition(": ")[2]) for line in lines]
    assert largest == pytest.approx([value * (2**23 - 1) for value in smallest])


def test_pid_integrator(tutorial: Tutorial, board: pyrpl_pyro.Board) -> None:
    tutorial.run("hardware_modules/pid.py", 4, "pid.ival = 1.5")
    times, ivals, outputs = (tutorial.names[name] for name in ("times", "ivals", "outputs"))
    assert len(times) == len(ivals) == len(outputs) == 1000
    # "We had set the integral value above the positive saturation voltage"
    assert ivals[0] == pytest.approx(1.5, abs=0.1)
    # "a slow drift of the output towards negative voltages"
    assert np.all(np.diff(ivals) <= 0)
    assert ivals[-1] < ivals[0]
    # "The output of the pid module is bound to saturate at +- 1 Volts"
    assert max(outputs) == 1 - 2**-13
    assert min(outputs) >= -1
    assert outputs[-1] == pytest.approx(np.clip(ivals[-1], -1, 1), abs=0.1)
    # 0.1 V into an integrator with unity gain at 10 Hz
    board.pid0.ival = 1.5
    begin, first = board.scope.current_timestamp, board.pid0.ival
    sleep_on(board, 0.1)
    end, last = board.scope.current_timestamp, board.pid0.ival
    slope = (last - first) / ((end - begin) / 125e6)
    assert slope == pytest.approx(-0.1 * 2 * np.pi * 10, rel=0.05)


def test_pid_filters(tutorial: Tutorial) -> None:
    file = "hardware_modules/pid.py"
    pid = tutorial.names["r"].pid0
    tutorial.run(file, 5, "r.pid0.inputfilter")
    assert pid.inputfilter == [0, 0, 0, 0]
    with pytest.warns(pyrpl_pyro.ValueAdjustedWarning, match="inputfilter"):
        tutorial.run(file, 6, "[1,1e10,-1,-1e10]")
    options = pid.inputfilter_options
    low = min(option for option in options if option > 0)
    assert pid.inputfilter == [low, max(options), -low, min(options)]
    # "minimum cutoff frequency is 1.1 Hz"
    assert low == pytest.approx(1.1, abs=0.1)
    tutorial.run(file, 7, "[0,4,8]")
    first, second, third, fourth = pid.inputfilter
    assert (first, fourth) == (0, 0)
    assert second == pytest.approx(4, rel=0.3)
    assert third == pytest.approx(8, rel=0.3)
    tutorial.run(file, 8, "-2000")
    assert pid.inputfilter == [pytest.approx(-2000, rel=0.3), 0, 0, 0]
    tutorial.run(file, 9, "[]")
    assert pid.inputfilter == [0, 0, 0, 0]


def test_iq_demodulation(tutorial: Tutorial, board: pyrpl_pyro.Board) -> None:
    tutorial.run("hardware_modules/iq.py", 0, "quadrature_factor=10")
    iq = tutorial.names["iq"]
    assert iq == board.iq0
    assert iq.frequency == pytest.approx(25e6, abs=0.1)
    assert iq.quadrature_factor == 10
    low, high = iq.bandwidth
    assert 5e3 < low < high < 40e3
    board.scope.setup(
        input1="out1", duration=1e-4, trigger_source="immediately", rolling_mode=False
    )
    out1, _ = board.scope.single(timeout=20)
    # "modulation goes to out1", with the amplitude that is asked for in the code
    assert np.ptp(out1) / 2 == pytest.approx(0.5, rel=0.1)
    assert frequency_of(out1, board.scope.sampling_time) == pytest.approx(25e6, rel=0.01)


def test_network_analyzer(tutorial: Tutorial) -> None:
    run_analyzer(tutorial, 1, "na = p.networkanalyzer")
    frequencies, internal, analog = (tutorial.names[name] for name in ("f", "iq1", "in1"))
    assert len(frequencies) == len(internal) == len(analog) == 41
    # "both magnitudes are near 0 dB over most of the frequency range"
    middle = (frequencies > 1e4) & (frequencies < 1e7)
    for response in (internal, analog):
        assert np.abs(20 * np.log10(np.abs(response[middle]))).max() < 1
    # "the delay (phase lag) of the internal signal is much less"
    at = np.abs(frequencies - 1e6).argmin()
    lags = [-np.angle(response[at]) for response in (internal, analog)]
    assert 10 * abs(lags[0]) < lags[1]


def test_bandpass(tutorial: Tutorial) -> None:
    run_analyzer(tutorial, 2, "bpf = p.rp.iq2")
    frequencies, first, second = (tutorial.names[name] for name in ("f", "tf1", "tf2"))
    # "center frequency"
    nearest = np.abs(frequencies - 2.5e6).argmin()
    assert np.abs(first).argmax() == np.abs(second).argmax() == nearest
    # "add a phase advance of 82.3 degrees"
    advance = np.angle(second[nearest] / first[nearest], deg=True)
    assert advance == pytest.approx(82.3, abs=3)


def test_frequency_comparator(tutorial: Tutorial, board: pyrpl_pyro.Board) -> None:
    lines = tutorial.run("hardware_modules/iq.py", 3, "iq.pfd_on = True")
    values = [float(line.rpartition(" ")[2]) for line in lines if "integral" in line]
    assert len(values) == 11
    assert values[0] == 0
    # At its end the integrator goes to and fro by one count.
    assert abs(values[-1]) > abs(values[1]) - 0.1
    # "its integrator will rapidly saturate (-585 is the maximum value here"
    board.scope.setup(input1="iq0", duration=1e-3, trigger_source="immediately")
    output, _ = board.scope.single(timeout=20)
    assert output[-100:] == pytest.approx(-1, abs=1e-3)
    assert board.iq0.pfd_integral == pytest.approx(-585, abs=1)


def test_managers(tutorial: Tutorial, board: pyrpl_pyro.Board) -> None:
    before = board.scope.duration
    lines = tutorial.run("software_modules/module_managers.py", 0, "p.scopes.pop('username')")
    reserved, duration, freed, restored = lines[1:]
    assert lines[0] == "None"
    assert reserved == "username"
    assert float(duration) == pytest.approx(0.01, rel=0.7)
    # "The scope is freed (and reset to its previous state) after the with construct"
    assert freed == "None"
    assert float(restored) == pytest.approx(1.0, rel=0.1)
    assert before != board.scope.duration

    lines = tutorial.run("software_modules/module_managers.py", 1, "pid2.owner = 'foo'")
    # "Pid manager returns the first free pid module (in decreasing order)"
    assert lines == [
        "pid0's owner:  None",
        "pid1's owner:  username",
        "pid2's owner:  foo",
        "pid0's owner:  None",
        "pid1's owner:  None",
        "pid2's owner:  foo",
    ]


def test_manager_of_the_generators(board: pyrpl_pyro.Board) -> None:
    board.asg0.frequency = 1e3
    with board.asgs.pop("me") as first, board.asgs.pop("me too") as second:
        assert {first, second} == {board.asg0, board.asg1}
        assert board.asgs.n_available() == 0
        with pytest.raises(ValueError, match="No more asgs left") as raised:
            board.asgs.pop("too late")
        assert type(raised.value).__name__ == "InsufficientResourceError"
        board.asg0.frequency = 5e3
    assert board.asg0.owner is None
    assert board.asgs.n_available() == 2
    assert board.asg0.frequency == pytest.approx(1e3, rel=1e-4)
