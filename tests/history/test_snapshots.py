"""Snapshots: all settings in one go, and back again, or nothing at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import pyrpl_pyro
from pyrpl_pyro.errors import ModuleLeased, SnapshotError


@pytest.fixture
def changed(rp: Any) -> Any:
    """A snapshot, after which everything was changed."""
    rp.asg0.setup(amplitude=0.25, offset=0.125, waveform="ramp", output_direct="off")
    rp.asg1.output_direct = "out2"
    rp.pid0.setup(setpoint=0.25, p=0.5, inputfilter=[1e3])
    rp.iir.setup(zeros=[-1000 + 5000j], poles=[-100 + 2000j], loops=20, gain=0.5)
    rp.lockbox.sequence[0].setpoint = 0.125
    taken = rp.snapshot()
    rp.asg0.setup(amplitude=0.5, offset=0, waveform="sin", output_direct="out1")
    rp.asg1.output_direct = "off"
    rp.pid0.setup(setpoint=0, p=0, inputfilter=[0])
    rp.iir.setup(zeros=[], poles=[-200], loops=10, gain=1)
    rp.lockbox.sequence[0].setpoint = 0.5
    rp.lockbox.sequence.append({"setpoint": 0.25})
    return taken


def test_restored_as_it_was(rp: Any, changed: Any) -> None:
    assert rp.snapshot()["modules"] != changed["modules"]
    done = rp.restore(changed)
    assert rp.snapshot()["modules"] == changed["modules"]
    places = {f"{item.module}.{item.attribute}": (item.old, item.new) for item in done}
    assert places["asg0.amplitude"] == (0.5, 0.25)
    assert "pid1.setpoint" not in places
    assert len(rp.lockbox.sequence) == 1
    assert rp.restore(changed) == []


def test_outputs_go_off_first_and_on_last(rp: Any, changed: Any) -> None:
    before = rp.journal().revision
    rp.restore(changed)
    changes = rp.journal(since=before)
    # What changes often is noted a little later.
    places = [change.place for change in changes if change.module in ("asg0", "asg1", "pid0")]
    assert places[0] == "asg0.output_direct"
    assert places[-1] == "asg1.output_direct"


def test_chosen_modules_only(rp: Any, changed: Any) -> None:
    rp.restore(changed, rp.pid0)
    assert rp.pid0.setpoint == 0.25
    assert rp.asg0.amplitude == 0.5
    assert set(rp.snapshot(rp.pid0, "asg0")["modules"]) == {"pid0", "asg0"}
    assert set(rp.snapshot("lockbox.outputs")["modules"]) == {
        "lockbox.outputs.output1",
        "lockbox.outputs.output1.calibration_data",
    }
    rp.restore(changed)


@pytest.mark.parametrize("suffix", [".yml", ".json"])
def test_files(rp: Any, changed: Any, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"settings{suffix}"
    pyrpl_pyro.save_snapshot(changed, file)
    loaded = pyrpl_pyro.load_snapshot(file)
    assert loaded == changed
    rp.restore(loaded)
    assert rp.snapshot()["modules"] == changed["modules"]
    assert [path.name for path in tmp_path.iterdir() if "settings" in path.name] == [file.name]


def test_plain_values_only(rp: Any) -> None:
    taken = rp.snapshot()
    assert yaml.safe_load(yaml.safe_dump(taken)) == taken
    assert json.loads(json.dumps(taken)) == taken
    assert {"board", "time", "revision", "modules"} == set(taken)


@pytest.mark.parametrize(
    ("modules", "problem"),
    [
        ({"pid7": {"p": 1}}, "no module pid7"),
        ({"pid0": {"p": 0.25, "pp": 1}}, "pid0.pp: there is no such setup attribute"),
        ({"pid0": {"p": 0.25, "input": "moon"}}, "pid0.input: 'moon' is refused"),
        ({"pid0": {"p": "much"}}, "pid0.p: 'much' is refused"),
        ({"pid0": {"p": 0.25, "_parent": 1}}, "pid0._parent"),
        ({"lockbox": {"classname": "Other"}}, "set classname"),
        ({"pid0": [1]}, "pid0: expected attributes"),
        ([], "no snapshot"),
    ],
)
def test_refused_before_anything_is_written(
    rp: Any, modules: Any, problem: str, until: Any
) -> None:
    rp.pid0.p = 0.0
    before = rp.snapshot()["modules"]

    def leaves_no_entry() -> bool:
        revision = rp.journal().revision
        with pytest.raises(SnapshotError, match=problem.replace(".", r"\.")):
            rp.restore({"modules": modules})
        assert rp.snapshot()["modules"] == before
        return rp.journal().revision == revision

    # Entries of what was done before may come late.
    until(leaves_no_entry)


def test_module_that_another_has_leased_is_not_restored(
    rp: Any, changed: Any, shared_nameserver: str
) -> None:
    with pyrpl_pyro.connect(rp.info().board, nameserver=shared_nameserver) as other:
        lease = other.lease("pid0", reason="locking")
        with lease, pytest.raises(ModuleLeased, match="locking"):
            rp.restore(changed)
        assert rp.asg0.amplitude == 0.5
        assert [item.module for item in rp.restore(changed, "asg0")][:1] == ["asg0"]
    rp.restore(changed)


def test_what_is_no_file_of_it(tmp_path: Path) -> None:
    for name, text in (("a.json", "{"), ("a.yml", "a: [1"), ("b.yml", "modules: 3"), ("c.yml", "")):
        (tmp_path / name).write_text(text)
        with pytest.raises(SnapshotError, match=name):
            pyrpl_pyro.load_snapshot(tmp_path / name)


def test_commands(rp: Any, shared_spawn: Any, shared_nameserver: str, tmp_path: Path) -> None:
    name = rp.info().board
    file = tmp_path / "bench.yml"
    rp.pid0.setpoint = 0.25
    where = ("--nameserver", shared_nameserver)
    saved = shared_spawn.run("snapshot", name, file, *where)
    assert "attributes of" in saved.out
    rp.pid0.setpoint = 0.5
    restored = shared_spawn.run("restore", name, file, *where)
    assert restored.process.returncode == 0, restored.err
    assert [line.split() for line in restored.out.splitlines()] == [
        ["attribute", "before", "now"],
        ["pid0.setpoint", "0.5", "0.25"],
    ]
    assert rp.pid0.setpoint == 0.25
    again = shared_spawn.run("restore", name, file, "--module", "pid0", *where)
    assert again.out == "nothing to do: all is as in the snapshot\n"
