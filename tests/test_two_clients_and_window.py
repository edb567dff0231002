"""PyRPL's window is open while clients work: both see what the other does, and nothing breaks."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import pyrpl_pyro

READY = r'"event": "ready".*?"uri": "(PYRO:[^"]+)"'

ALARMING = re.compile(
    r"^Q(Socket|Object|Thread|Timer|Basic|Backing|Paint|Widget|Event|Core)|Traceback|ERROR|thread"
)
"""What may not even be there while PyRPL makes its window, which writes some warnings."""

INFORMATION = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ (INFO |WARNING pyrpl_pyro.virtual.*too slow for the virtual board)"
)
"""The last one depends on what else the computer does."""


class Window:
    """PyRPL's window in a server process, and a client of that server."""

    def __init__(self, server: Any, uri: str):
        self.server = server
        self.uri = uri
        self._asked = 0
        self._written_at_start = len(server.err)

    def complaints(self) -> list[str]:
        """Lines on the server's standard error that are more than information."""
        text = self.server.err
        start, later = text[: self._written_at_start], text[self._written_at_start :]
        found = [line for line in start.splitlines() if ALARMING.search(line)]
        return found + [line for line in later.splitlines() if not INFORMATION.match(line)]

    def ask(self, *order: str) -> Any:
        """Have a widget looked at or used; see tests/window/watched_server.py."""
        self._asked += 1
        pipe = self.server.process.stdin
        pipe.write(json.dumps([self._asked, *order]) + "\n")
        pipe.flush()
        found = self.server.wait_for(rf'\{{"number": {self._asked}, .*\}}', 10)[0]
        return json.loads(found)["answer"]

    def shown(self, place: str) -> Any:
        return self.ask("shown", place)


@pytest.fixture(scope="module")
def window(shared_spawn: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One for all tests; what they leave on standard error counts at its end."""
    options = {
        "board": "window",
        "virtual": True,
        "gui": True,
        "config": "",
        "use_nameserver": False,
        "announce": True,
        "log_level": "INFO",
    }
    runtime = tmp_path_factory.mktemp("runtime")
    runtime.chmod(0o700)
    server = shared_spawn.python(
        *("-m", "tests.window.watched_server", json.dumps(options)), XDG_RUNTIME_DIR=str(runtime)
    )
    uri = server.wait_for(READY)[1]
    server.wait_for("the window is watched")
    window = Window(server, uri)
    yield window
    assert server.stop() == 0
    assert window.complaints() == []


@pytest.fixture
def board(window: Window) -> Iterator[pyrpl_pyro.Board]:
    with pyrpl_pyro.connect(window.uri) as rp:
        yield rp


@pytest.mark.parametrize(
    ("place", "value", "shown"),
    [
        ("asg0.amplitude", 0.25, 0.25),
        ("asg0.waveform", "square", "square"),
        ("scope.average", True, True),
        ("scope.threshold", -0.125, -0.125),
        ("scope.trace_average", 7, 7),
        ("scope.input1", "iq0", "iq0"),
        ("iq0.phase", 45.0, 45.0),
        ("pid1.inputfilter", [100.0, -1e4, 0, 0], None),
    ],
)
def test_what_a_client_sets_appears_in_the_window(
    window: Window,
    board: pyrpl_pyro.Board,
    until: Callable[..., None],
    place: str,
    value: Any,
    shown: Any,
) -> None:
    module, attribute = place.split(".")
    before = window.shown(place)
    with warnings.catch_warnings():
        # A filter takes certain frequencies only; what it makes of these is read back.
        warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
        setattr(getattr(board, module), attribute, value)
    expected = shown
    if expected is None:
        # The window shows four digits.
        expected = pytest.approx(getattr(getattr(board, module), attribute), rel=1e-3)
    assert before != expected
    until(lambda: window.shown(place) == expected, 3, f"{place} = {value} in the window")


@pytest.mark.parametrize(
    ("order", "place", "arguments", "value"),
    [
        ("typed", "asg1.amplitude", ["0.5"], 0.5),
        ("typed", "scope.curve_name", ["cavity"], "cavity"),
        ("typed", "iq1.frequency", ["2e6"], 2e6),
        ("chosen", "asg1.waveform", ["ramp"], "ramp"),
        ("chosen", "pid0.input", ["iq2"], "iq2"),
        ("clicked", "scope.ch2_active", [], False),
    ],
)
def test_what_a_person_does_in_the_window_reaches_the_client(
    window: Window,
    board: pyrpl_pyro.Board,
    until: Callable[..., None],
    order: str,
    place: str,
    arguments: list[str],
    value: Any,
) -> None:
    module, attribute = place.split(".")

    def same() -> bool:
        found = getattr(getattr(board, module), attribute)
        return found == pytest.approx(value) if isinstance(value, float) else found == value

    assert not same()
    before = board.journal().revision
    window.ask(order, place, *arguments)
    until(same, 3, f"{place} {order} {arguments}")
    noted = {change.place: change.author for change in board.journal(since=before)}
    assert noted[place] == "PyRPL's window"


def test_the_window_shows_the_owner_of_a_module(
    window: Window, board: pyrpl_pyro.Board, until: Callable[..., None]
) -> None:
    """PyRPL's window locks what another program has taken."""
    assert window.ask("enabled", "pid1.setpoint") is True
    with board.pids.pop("a client") as pid:
        assert pid == board.pid1
        until(lambda: window.ask("enabled", "pid1.setpoint") is False, 3, "a locked widget")
    until(lambda: window.ask("enabled", "pid1.setpoint") is True, 3, "a free widget")


def test_the_window_locks_what_is_leased(
    window: Window, board: pyrpl_pyro.Board, until: Callable[..., None]
) -> None:
    with board.lease("pid1", "asg1", reason="a test"):
        for place in ("pid1.setpoint", "asg1.amplitude"):
            until(lambda place=place: window.ask("enabled", place) is False, 3, "a locked widget")
        assert window.ask("enabled", "pid0.setpoint") is True
        board.pid1.setpoint = 0.25
        until(lambda: window.shown("pid1.setpoint") == 0.25, 3, "what the holder sets")
    until(lambda: window.ask("enabled", "pid1.setpoint") is True, 3, "a free widget")
    until(lambda: window.shown("pid1.setpoint") == 0, 3, "what it was before")


@pytest.mark.parametrize(
    "seconds", [10, pytest.param(60, marks=[pytest.mark.slow, pytest.mark.timeout(120)])]
)
def test_one_client_waits_for_triggers_while_another_works(
    window: Window, spawn: Any, seconds: int
) -> None:
    waiting = spawn.python("-m", "tests.window.waiting_client", window.uri, seconds)
    waiting.wait_for("waiting", 10)
    working = spawn.python("-m", "tests.window.working_client", window.uri, seconds - 1)
    assert working.wait(seconds + 20) == 0, working.err
    assert waiting.wait(seconds + 20) == 0, waiting.err
    assert working.err == ""
    assert waiting.err == ""
    worked = json.loads(working.out.splitlines()[-1])
    waited = json.loads(waiting.out.splitlines()[-1])
    assert worked["pulses"] >= (seconds - 2) / 1.0
    # A pulse that comes while the scope is not armed, as the computer is busy, gives no trace.
    assert waited["traces"] >= worked["pulses"] // 2
    timeouts = sorted(waited["timeouts"])
    assert len(timeouts) >= worked["pulses"] // 2
    assert timeouts[0] > 0.5 - 0.01
    # Honoured, except where a busy computer does not get round to it.
    assert timeouts[len(timeouts) // 2] < 0.5 + 0.2
    assert timeouts[-1] < 3
    # A round is a dozen calls. If they waited for the other client, there were two calls a second.
    assert worked["rounds"] > seconds
    assert worked["longest"] < 2
    assert window.complaints() == []
