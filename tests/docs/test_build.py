"""Sphinx builds the documentation without a warning, and the generated pages are complete."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import pyrpl_pyro
from pyrpl_pyro.cli.app import app
from pyrpl_pyro.settings import FIELDS
from tests.conftest import make_environment
from tests.docs.pages import ROOT

BUILD_SECONDS = 150.0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the built pages."""
    folder = tmp_path_factory.mktemp("sphinx")
    arguments = [
        "-W",
        "--keep-going",
        "-n",
        "-q",
        "-d",
        folder / "doctrees",
        "docs",
        folder / "html",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *map(str, arguments)],
        cwd=ROOT,
        env=make_environment(folder / "home"),
        timeout=BUILD_SECONDS,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr.strip()
    return folder / "html"


def text_of(page: Path) -> str:
    return re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))


pytestmark = pytest.mark.timeout(BUILD_SECONDS + 30)


def test_every_page_is_built(built: Path) -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        assert (built / page.relative_to(ROOT / "docs")).with_suffix(".html").is_file(), page


def test_public_names_and_errors_are_described(built: Path) -> None:
    python = (built / "reference" / "python.html").read_text(encoding="utf-8")
    errors = (built / "reference" / "errors.html").read_text(encoding="utf-8")
    for name in pyrpl_pyro.__all__:
        if not name.startswith("__"):
            assert f'id="pyrpl_pyro.{name}"' in python or f'id="pyrpl_pyro.errors.{name}"' in errors


def test_every_setting_is_described(built: Path) -> None:
    page = text_of(built / "reference" / "settings.html")
    for key in FIELDS:
        assert "PYRPL_PYRO_" + key.replace(".", "_").upper() in page


def test_every_command_and_option_is_described(built: Path) -> None:
    page = text_of(built / "reference" / "commands.html")

    def check(command: object, path: str) -> None:
        for name, child in command.commands.items():
            if hasattr(child, "commands"):
                check(child, f"{path} {name}")
            elif not child.hidden:
                assert f"{path} {name}" in page
                for parameter in child.params:
                    if parameter.param_type_name == "option" and not parameter.hidden:
                        assert parameter.opts[0] in page

    check(typer.main.get_command(app), "pyrpl-pyro")


def test_modules_are_described_with_units_limits_and_options(built: Path) -> None:
    page = text_of(built / "reference" / "modules.html")
    for title in ("pid0, pid1, pid2", "iq0, iq1, iq2", "scope", "networkanalyzer", "lockbox"):
        assert title in page
    row = r"setpoint\s+FloatRegister\s+V\s+-1 to 0.999878, step 0.00012207\s+pid setpoint \[volts\]"
    assert re.search(row, page)
    assert re.search(r"trigger_source\s+SelectProperty\s+off, immediately, ch1_positive_edge", page)
    assert "the build puts here" not in (built / "reference" / "modules.html").read_text()
