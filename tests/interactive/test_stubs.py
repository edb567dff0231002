"""Types for editors: what mypy says of a user's program."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pyrpl_pyro
from tests.conftest import ROOT

PROGRAM = """\
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyrpl_pyro

if TYPE_CHECKING:
    from pyrpl_pyro.remote import Pid
    from {stub} import Board as OwnBoard

rp = pyrpl_pyro.connect("bench1")
reveal_type(rp.pid0.setpoint)  # R: float
reveal_type(rp.scope.trigger_source)  # R: Literal['immediately']
reveal_type(rp.scope.decimation)  # R: int
reveal_type(rp.scope.average)  # R: bool
reveal_type(rp.scope.single(timeout=2))  # R: ndarray
reveal_type(rp.scope.data_x)  # R: ndarray
reveal_type(rp.rp.lockbox.outputs.output1.desired_unity_gain_frequency)  # R: float
rp.pid0.setpoint = 1
rp.scope.input1 = rp.pid0
rp.scope.setup(input1="asg0", duration=8e-3, average=True)
rp.asg0.data = np.zeros(16384)
rp.my_own_module.anything(3)
rp.lockbox.my_own_attribute = 3
with rp.batch():
    rp.pid0.p = 0.5


def use(pid: "Pid") -> float:
    return pid.setpoint


use(rp.pid1)
rp.pid0.setpiont  # E: attr-defined
rp.pid0.setpiont = 1.0  # E: attr-defined
rp.pid0.setpoint = "high"  # E: assignment
rp.scope.trigger_source = "never"  # E: assignment
rp.scope.setup(inputt1="asg0")  # E: call-arg
rp.asg0.setup(waveform="circle")  # E: arg-type
use(rp.scope)  # E: arg-type
own = cast("OwnBoard", rp)
reveal_type(own.pid0.setpoint)  # R: float
reveal_type(own.info().board)  # R: str
own.scope.no_such_thing  # E: attr-defined
"""


@pytest.fixture(scope="module")
def own_stub(rp: Any, shared_spawn: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stubs of the tests' board, as the command writes them."""
    folder = tmp_path_factory.mktemp("stubs")
    child = shared_spawn.run("stubs", "--output", folder, pyrpl_pyro.uri_of(rp))
    assert child.process.returncode == 0, child.err
    assert f"from {(folder / 'interactive_board.pyi').stem} import Board" in child.out
    return folder / "interactive_board.pyi"


def test_what_a_type_checker_says(own_stub: Path) -> None:
    lines = PROGRAM.format(stub=own_stub.stem).splitlines()
    (own_stub.parent / "program.py").write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--no-pretty",
            "--config-file",
            "",
            "--follow-imports",
            "silent",
            "--ignore-missing-imports",
            str(own_stub.parent / "program.py"),
        ],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": f"{ROOT}:{own_stub.parent}"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    said: dict[int, str] = {}
    for line in done.stdout.splitlines():
        match = re.match(r".*program\.py:(\d+): (.*)", line)
        if match:
            said[int(match[1])] = said.get(int(match[1]), "") + match[2]
    assert said, done.stdout + done.stderr
    for number, line in enumerate(lines, 1):
        revealed, wrong = line.partition("# R: "), line.partition("# E: ")
        text = said.pop(number, "")
        if revealed[1]:
            assert "Revealed type" in text, (line, text)
            assert revealed[2] in text, (line, text)
            assert "error" not in text, (line, text)
        elif wrong[1]:
            assert f"[{wrong[2]}]" in text, (line, text)
        else:
            assert not text, (line, text)


def test_the_shipped_stubs_are_up_to_date(shared_spawn: Any) -> None:
    spec = importlib.util.spec_from_file_location("make_stubs", ROOT / "docs" / "make_stubs.py")
    assert spec is not None
    assert spec.loader is not None
    make_stubs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_stubs)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in shared_spawn.environment.items():
            patch.setenv(name, value)
        board = pyrpl_pyro.launch(virtual=True)
    with board:
        made = make_stubs.stub_of(board)
    assert make_stubs.FILE.read_text(encoding="utf-8") == made, "run python docs/make_stubs.py"


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "pyrpl_pyro" / "py.typed").exists()


def test_a_folder_that_cannot_be_written(rp: Any, spawn: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    child = spawn("stubs", "--output", tmp_path / "file" / "x", pyrpl_pyro.uri_of(rp))
    assert child.wait() == 1
    assert "cannot be written" in child.err
