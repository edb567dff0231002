"""The lockbox model of docs/extending.md, as a user would add it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import PyrplError, StartError

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "extending.md"

ADDED = """
    class OutOfTune(ValueError):
        pass

    def fail(self):
        raise self.OutOfTune("far away")

    def gives_what_cannot_cross(self):
        return [object()]

    async def later(self):
        return 42

    def _secret(self):
        return 1
"""


def test_a_custom_lockbox_is_remote_without_a_line_of_code(
    spawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)[0]
    folder = Path(spawn.environment["PYRPL_USER_DIR"]) / "lockbox"
    folder.mkdir(parents=True)
    (folder / "my_cavity.py").write_text(model.rstrip() + "\n" + ADDED)
    for name, value in spawn.environment.items():
        monkeypatch.setenv(name, value)
    with pyrpl_pyro.launch(virtual=True) as rp:
        rp.lockbox.classname = "MyCavity"
        lockbox = rp.lockbox
        assert type(lockbox).__name__ == "MyCavity"
        assert "A cavity with a mirror" in lockbox.__doc__
        with pytest.warns(pyrpl_pyro.ValueAdjustedWarning, match="asked for 3, PyRPL set 1"):
            lockbox.push = 3
        assert lockbox.push == 1
        assert "Unit: V" in type(lockbox).push.__doc__
        assert abs(lockbox.mean_of_transmission(duration=0.05)) <= 1
        assert "Mean of the transmission" in lockbox.mean_of_transmission.__doc__
        rp.scope.setup(trigger_source="immediately", duration=1e-3)
        assert lockbox.trace().shape == (2, 16384)
        assert next(iter(lockbox.inputs)) == lockbox.inputs.transmission
        assert lockbox.inputs.transmission.expected_signal(0.0) == pytest.approx(
            lockbox.inputs.transmission.calibration_data.max
        )
        with pytest.raises(ValueError, match="far away") as caught:
            lockbox.fail()
        assert isinstance(caught.value, PyrplError)
        assert type(caught.value).__name__ == "OutOfTune"
        with pytest.raises(PyrplError, match=r"gives_what_cannot_cross\(\).*builtins\.object"):
            lockbox.gives_what_cannot_cross()
        assert lockbox.later().result(timeout=5) == 42
        with pytest.raises(AttributeError, match="private"):
            lockbox._secret  # noqa: B018


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_such\n", r"broken\.py, line 1: ModuleNotFoundError: No module named"),
        pytest.param(
            "x = 1\nthis is no Python\n",
            r"broken\.py, line 2: SyntaxError",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_lockbox_model_that_cannot_be_imported_is_named(
    text: str, message: str, spawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(spawn.environment["PYRPL_USER_DIR"]) / "lockbox"
    folder.mkdir(parents=True)
    (folder / "broken.py").write_text(text)
    for name, value in spawn.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StartError, match=message):
        pyrpl_pyro.launch(virtual=True)
