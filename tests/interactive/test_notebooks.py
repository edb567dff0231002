"""The example notebooks run from top to bottom, and are kept without their outputs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
SECONDS = 150


def test_there_are_three() -> None:
    names = [file.stem for file in NOTEBOOKS]
    assert names == ["lock_cavity", "lock_in", "transfer_function"]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_outputs_are_not_kept(file: Path) -> None:
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs, cell.source
            assert cell.execution_count is None


@pytest.mark.timeout(SECONDS + 30)
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_it_runs(file: Path, shared_spawn: Any, tmp_path: Path) -> None:
    notebook = nbformat.read(file, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in shared_spawn.environment.items():
            patch.setenv(name, value)
        # The inline backend is that of a notebook; PyMoDAQ's tests may have chosen another.
        patch.delenv("MPLBACKEND", raising=False)
        patch.setenv("IPYTHONDIR", os.fspath(tmp_path / "ipython"))
        NotebookClient(notebook, timeout=SECONDS, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [out for out in outputs if "image/png" in out.get("data", {})]
    assert pictures, "it draws something"
    errors = [out for out in outputs if out.output_type == "error"]
    assert not errors
    if out_of := os.environ.get("NOTEBOOKS_EXECUTED"):
        nbformat.write(notebook, Path(out_of) / file.name)
