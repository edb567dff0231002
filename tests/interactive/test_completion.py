"""What the tabulator offers in IPython, and that it reads nothing."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import pyrpl_pyro
from pyrpl_pyro.client.completion import install
from pyrpl_pyro.wire.protocol import Operation


@pytest.fixture(scope="module")
def shell(rp: Any) -> Iterator[InteractiveShell]:
    shell = InteractiveShell()
    shell.history_manager.enabled = False
    shell.run_line_magic("load_ext", "pyrpl_pyro")
    install(shell)
    shell.user_ns.update(rp=rp, pid=rp.pid0, other=object(), number=3)
    yield shell
    shell.history_manager.end_session()


@pytest.fixture(params=[False, True], ids=["without jedi", "with jedi"])
def completed(shell: InteractiveShell, request: Any) -> Any:
    shell.Completer.use_jedi = request.param

    def completed(code: str) -> list[str]:
        with provisionalcompleter(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [item.text for item in shell.Completer.completions(code, len(code))]

    return completed


@pytest.mark.parametrize(
    ("code", "some", "all_"),
    [
        ("rp.sc", {"scope", "scopes"}, True),
        ("x = rp.scope.trigger_s", {"trigger_source"}, False),
        ("rp.rp.scope.sing", {"single", "single_async"}, True),
        ("pid.setp", {"setpoint"}, True),
        ("rp.lockbox.outputs.output1.des", {"desired_unity_gain_frequency"}, False),
        ("rp.lockbox.sequence[0].set", {"setpoint", "setup"}, False),
        ("rp.lockbox.inputs['input1'].cal", {"calibrate"}, False),
        ("rp.lockbox.inputs['inp", {"input1", "input_from_output"}, True),
        ("print(rp.asg0.wave", {"waveform"}, False),
        ("rp.scope.pl", {"plot"}, True),
    ],
)
def test_modules_and_attributes(completed: Any, code: str, some: set[str], all_: bool) -> None:
    found = completed(code)
    assert some <= set(found)
    assert not all_ or set(found) == some


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('rp.scope.trigger_source = "imm', ["immediately"]),
        ("rp.scope.trigger_source='ch1_p", ["ch1_positive_edge"]),
        ("rp.pid0.output_direct = ", ["'both'", "'off'", "'out1'", "'out2'"]),
        ('if rp.pid0.output_direct == "b', ["both"]),
        ("pid.paused = T", ["True"]),
        ("rp.scope.decimation = 819", ["8192"]),
        ('rp.asg0.setup(waveform="si', ["sin"]),
        ("rp.asg0.setup(frequency=1e3, amp", ["amplitude="]),
        ('rp.asg0.setup(\n    frequency=max(1, 2),\n    waveform="hal', ["halframp"]),
    ],
)
def test_options(completed: Any, code: str, found: list[str]) -> None:
    assert sorted(completed(code)) == found


def test_nothing_is_read(completed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    ask = pyrpl_pyro.Board._ask

    def noting(board: Any, operation: Operation, *arguments: Any) -> Any:
        asked.append((operation, *arguments))
        return ask(board, operation, *arguments)

    monkeypatch.setattr(pyrpl_pyro.Board, "_ask", noting)
    for code in ("rp.scope.", "rp.scope.inp", "rp.pid0.zzz", "rp.scope.input1.", "rp.pid0.p.re"):
        completed(code)
    assert asked, "the names of a module are asked for"
    assert {item[0] for item in asked} == {Operation.DESCRIBE}


def test_other_names_are_left_to_ipython(completed: Any, shell: InteractiveShell) -> None:
    assert completed("number.bit_l")[0].endswith("bit_length")
    assert "rp" in completed("r")
    assert completed("nobody.knows") in ([], ["nobody.knows"])


def test_a_server_that_is_gone_offers_nothing(rp: Any, shell: InteractiveShell) -> None:
    gone = pyrpl_pyro.connect(pyrpl_pyro.uri_of(rp))
    gone.close()
    shell.user_ns["gone"] = gone
    with provisionalcompleter():
        assert list(shell.Completer.completions("gone.sco", 8)) is not None
    del shell.user_ns["gone"]
