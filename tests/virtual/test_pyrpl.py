"""PyRPL itself runs unmodified on the virtual board."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
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
def test_pyrpl_measures_what_the_board_does(pyrpl_environment):
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
    level, slope = result["trigger"]
    assert level == pytest.approx(0.1, abs=2e-3)
    assert slope == pytest.approx(2 * np.pi * 1000 * np.sqrt(0.5**2 - 0.1**2), rel=0.02)
    # Five clocks to the output, two in the converters, fifteen in the default loopback.
    smallest, largest, delay = result["network"]
    # PyRPL does not wait until the filters have settled to a per cent after a step.
    assert 0.94 < smallest < largest < 1.06
    assert delay == pytest.approx(22 * 8e-9, rel=0.02)
    in1, integrator = result["lock"]
    assert in1 == pytest.approx(0.3, abs=1e-3)
    assert integrator == pytest.approx(0.3, abs=1e-3)
