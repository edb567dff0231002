"""Plants of users in files of their own, such as the one of docs/extending.md."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import SettingsError, StartError
from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.plants import PlantFileError, load_plants, plant_of

from .driving import Driven

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "extending.md"
CLOCK = 8e-9


def example():
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    return next(block for block in blocks if "(Plant)" in block)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("plants") / "my_plants.py"
    path.write_text(example())
    return path


def test_the_example(file):
    assert load_plants(file) == ["modulator"]
    driven = Driven(plant_of("modulator:power=0.4,bandwidth=1e6"))
    drive = np.linspace(-1, 1, 5000)
    in1, in2 = driven(5000, out1=drive)
    assert in1 + in2 == pytest.approx(0.4)
    lag = 1 / (2 * math.pi * 1e6 * CLOCK)
    theory = 0.4 * np.sin(np.pi * (drive - lag * 2 / 5000)) ** 2
    assert in1[500:] == pytest.approx(theory[500:], abs=0.01)
    again = Driven(plant_of("modulator:power=0.4"))(5000, 7, out1=drive)
    assert np.array_equal(again[0], in1)


def test_a_file_can_be_loaded_again(file):
    load_plants(file)
    assert load_plants(str(file)) == ["modulator"]


MISTAKES = {
    "there is no file": None,
    "fails when it is imported: SyntaxError": "this is no Python",
    "fails when it is imported: ZeroDivisionError": "1 / 0",
    "defines no plant": "from pyrpl_pyro.virtual.plants import LowPass",
    "TypeError: there is a plant 'low_pass' already": (
        "from pyrpl_pyro.virtual.plants import Plant\nclass Mine(Plant):\n    name = 'low_pass'\n"
    ),
}


@pytest.mark.parametrize("message", MISTAKES)
def test_mistakes_are_named(message, tmp_path):
    path = tmp_path / "plants.py"
    if MISTAKES[message] is not None:
        path.write_text(MISTAKES[message])
    with pytest.raises(PlantFileError, match=message) as caught:
        load_plants(path)
    assert str(path) in str(caught.value)


def test_launch(file):
    with pyrpl_pyro.launch(virtual=True, plant_file=file, plant="modulator:power=0.4") as rp:
        assert rp.virtual.plant["bandwidth"] == 1e6
        rp.asg0.setup(
            waveform="dc", offset=0.25, trigger_source="immediately", output_direct="out1"
        )
        assert rp.sampler.in1 == pytest.approx(0.2, abs=1e-3)
        assert rp.sampler.in2 == pytest.approx(0.2, abs=1e-3)
        rp.virtual.plant = "loopback"
        assert rp.sampler.in1 == pytest.approx(0.25, abs=1e-3)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    function = staticmethod(diffract)\n", "", "has no function: expected a line"),
        ("np.zeros(1)", "3", r"initial_state\(\) .* must return an array of at most \d+ numbers"),
        ("np.array([self", "np.array(['x', self", r"parameters\(\) of the plant"),
    ],
)
def test_a_wrong_plant_is_named_and_not_connected(old, new, message, file, tmp_path):
    wrong = tmp_path / "wrong_plants.py"
    wrong.write_text(example().replace(old, new).replace('"modulator"', '"wrong"'))
    load_plants(wrong)
    board = VirtualBoard(plant="low_pass", free_running=False)
    with pytest.raises(TypeError, match=message):
        board.plant = "wrong"
    assert board.plant["name"] == "low_pass"


def test_a_start_with_a_wrong_file_fails(tmp_path):
    with pytest.raises(StartError, match="the plants cannot be loaded: there is no"):
        pyrpl_pyro.launch(virtual=True, plant_file=tmp_path / "none.py")
    with pytest.raises(SettingsError, match="virtual"):
        pyrpl_pyro.launch(hostname="192.0.2.1", plant_file=tmp_path / "none.py")


@pytest.mark.slow
def test_commands(spawn, file, tmp_path):
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / "my_plants.py").write_text(file.read_text())
    settings = folder / "settings.toml"
    settings.write_text('[server]\nplant = "modulator"\nplant_file = "my_plants.py"\n')
    address = spawn.nameserver()
    spawn.serve_virtual(address, "mine", "--config", "", "--settings", settings)
    shown = spawn.run("get", "mine.virtual.plant", "--nameserver", address)
    assert "modulator" in shown.out
    run = spawn(
        "board", "run", "--port", 0, "--sshport", 0, "--plant-file", file, "--plant", "modulator"
    )
    run.wait_for("ready at")
    wrong = spawn.run("board", "run", "--plant-file", tmp_path / "none.py")
    assert "--plant-file: there is no file" in wrong.err
    wrong = spawn.run("serve", "--hostname", "192.0.2.1", "--plant-file", file)
    assert "--plant-file is for a simulated board" in wrong.err
