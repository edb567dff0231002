"""Kernels are compiled once, and again when their sources change; the user is told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREPARE = "from pyrpl_pyro.virtual import VirtualBoard as V; V(progress=print).close()"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_compiled_once_for_each_version_of_the_sources(tmp_path):
    shutil.copytree(
        ROOT / "pyrpl_pyro", tmp_path / "pyrpl_pyro", ignore=shutil.ignore_patterns("__pycache__")
    )

    def told():
        finished = subprocess.run(
            [sys.executable, "-c", PREPARE],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=140,
            check=True,
        )
        return finished.stdout.splitlines()

    first = told()
    assert len(first) == 5
    assert all(line.startswith("compiling the virtual board, once") for line in first)
    assert told() == []
    with (tmp_path / "pyrpl_pyro" / "virtual" / "pwm.py").open("a", encoding="utf-8") as source:
        source.write("# another version\n")
    assert told() == first
    assert told() == []
