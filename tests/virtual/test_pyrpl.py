"""PyRPL itself runs unmodified on the virtual board."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pyrpl_environment(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return {
        **os.environ,
        "HOME": str(home),
        "PYRPL_USER_DIR": str(tmp_path / "pyrpl"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }


@pytest.mark.timeout(150)
def test_scope_sees_the_sine_of_an_asg(pyrpl_environment):
    finished = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("pyrpl_program.py"))],
        env=pyrpl_environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    result = json.loads(finished.stdout.splitlines()[-1])
    for source in ("asg0", "in1"):
        frequency, amplitude, residual = result[source]
        assert frequency == pytest.approx(1000, rel=1e-3), source
        assert amplitude == pytest.approx(0.5, rel=2e-3), source
        assert residual < 1e-3, source
