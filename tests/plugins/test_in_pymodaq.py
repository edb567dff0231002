"""The plugins in PyMoDAQ's own modules, without a screen, on a virtual board.

The files of the folder `headless` are pytest files of their own, which run in processes of
their own: PyMoDAQ keeps its settings for the life of a process, and Qt has one binding. Those
that only use an instrument share a process.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT, Spawner

HEADLESS = Path(__file__).parent / "headless"
ALONE = ["board_checks", "dashboard_checks", "package_checks"]
INSTRUMENTS = sorted({path.stem for path in HEADLESS.glob("*_checks.py")} - {*ALONE})
ON_PYQT5 = {
    "package_checks": "",
    "scope_checks": "sine or saved or live or never_comes",
}
"""What is run with PyQt5 as well, and which of it (pytest's -k)."""
LIMIT_SECONDS = 280.0


def run(spawn: Spawner, names: list[str], binding: str, *arguments: str) -> None:
    process = spawn.python(
        *("-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(ROOT)),
        # A window that is frozen for good is not ended by pytest's limits: say where it stands.
        *("-o", f"faulthandler_timeout={LIMIT_SECONDS / 2:g}"),
        *("-c", str(ROOT / "pyproject.toml"), *arguments),
        *(str(HEADLESS / f"{name}.py") for name in names),
        QT_API=binding,
        PYTHONPATH=f"{ROOT / 'plugins'}:{ROOT}",
    )
    status = process.wait(LIMIT_SECONDS)
    assert status == 0, f"{process.out}\n{process.err}"


@pytest.mark.timeout(LIMIT_SECONDS + 10)
def test_instruments_with_pyqt6(spawn: Spawner) -> None:
    run(spawn, INSTRUMENTS, "pyqt6")


@pytest.mark.timeout(LIMIT_SECONDS + 10)
@pytest.mark.parametrize("name", ALONE)
def test_with_pyqt6(spawn: Spawner, name: str) -> None:
    run(spawn, [name], "pyqt6", "-x")


@pytest.mark.timeout(LIMIT_SECONDS + 10)
@pytest.mark.parametrize(
    "name", ["package_checks", pytest.param("scope_checks", marks=pytest.mark.slow)]
)
def test_with_pyqt5(spawn: Spawner, name: str) -> None:
    run(spawn, [name], "pyqt5", "-k", ON_PYQT5[name])


@pytest.mark.slow
@pytest.mark.timeout(LIMIT_SECONDS + 60)
def test_everything_at_once(spawn: Spawner) -> None:
    run(spawn, ["together"], "pyqt6", "-s")
