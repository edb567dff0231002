import json
import re
from pathlib import Path

import numpy as np
import pytest

VECTORS = Path(__file__).parent.parent / "virtual" / "vectors"


def falsified(path, recording, change):
    """A copy of a recording in which `change` was made to the dict of arrays."""
    with np.load(VECTORS / recording) as arrays:
        content = dict(arrays)
    change(content)
    np.savez(path, **content)
    return path


def operation_of(content, kind):
    return next(op for op in json.loads(str(content["ops"])) if op["op"] == kind)


def test_recordings_that_agree_give_a_table_and_status_0(spawn):
    files = [VECTORS / "pid_p.npz", VECTORS / "reset_values.npz"]
    process = spawn.run("board", "replay", *files)
    assert process.wait() == 0
    lines = process.out.splitlines()
    assert lines[0].split() == ["FILE", "COMPARED", "DIFFERENT", "FIRST", "DIFFERENCE"]
    assert [line.split() for line in lines[1:]] == [
        [str(files[0]), "96001", "0", "-"],
        [str(files[1]), "568", "0", "-"],
    ]
    assert process.err == ""


def test_a_falsified_sample_is_found_by_signal_and_clock(spawn, tmp_path):
    told = {}

    def change(content):
        operation = operation_of(content, "record")
        rows = content[operation["data"]]
        told.update(clock=operation["cyc"] + 100 + 1, value=int(rows[100, 12]))
        rows[100, 12] += 5

    file = falsified(tmp_path / "false.npz", "pid_p.npz", change)
    good = VECTORS / "pid_p.npz"
    process = spawn.run("board", "replay", "--json", good, file)
    assert process.wait() == 1
    fine, wrong = json.loads(process.out)
    assert fine == {"file": str(good), "comparisons": 96001, "mismatches": 0, "first": None}
    assert wrong == {
        "file": str(file),
        "comparisons": 96001,
        "mismatches": 1,
        "first": {
            "block": "dsp",
            "signal": "out1",
            "clock": told["clock"],
            "recorded": told["value"] + 5,
            "simulated": told["value"],
        },
    }


def test_a_falsified_word_is_found_by_block_and_register(spawn, tmp_path):
    def change(content):
        # The first word that was read: identification of the board.
        operation = operation_of(content, "r")
        assert operation["addr"] == 0x40000000
        content[operation["data"]][1] ^= 1

    file = falsified(tmp_path / "false.npz", "reset_values.npz", change)
    process = spawn.run("board", "replay", file)
    assert process.wait() == 1
    assert re.search(
        r"false\.npz +568 +1 +hk dna_low at clock \d+: recorded \d+, simulated \d+\n", process.out
    )


def test_files_that_cannot_be_replayed_do_not_stop_the_others(spawn, tmp_path):
    text = tmp_path / "text.npz"
    text.write_text("no arrays")
    one = tmp_path / "one.npy"
    np.save(one, np.arange(3))
    other = tmp_path / "other.npz"
    np.savez(other, a=np.arange(3))
    cut = tmp_path / "cut.npz"
    cut.write_bytes((VECTORS / "pid_p.npz").read_bytes()[:1000])
    good = VECTORS / "pid_pi.npz"
    process = spawn.run(
        "board", "replay", "--json", tmp_path / "none.npz", text, one, other, cut, tmp_path, good
    )
    assert process.wait() == 2
    assert [result["file"] for result in json.loads(process.out)] == [str(good)]
    lines = process.err.splitlines()
    assert lines[0] == f"pyrpl-pyro: there is no file {tmp_path / 'none.npz'}"
    assert lines[1].startswith(f"pyrpl-pyro: {text} is no recording: ")
    assert lines[2].startswith(f"pyrpl-pyro: {one} is no recording: it holds one array")
    assert lines[3].startswith(f"pyrpl-pyro: {other} is no recording: it has no list of operations")
    assert lines[4].startswith(f"pyrpl-pyro: {cut} is no recording: ")
    assert lines[5].startswith(f"pyrpl-pyro: {tmp_path} cannot be read: ")
    assert len(lines) == 6


def test_without_a_file_the_usage_is_shown(spawn):
    process = spawn.run("board", "replay")
    assert process.wait() == 2
    assert "Usage: pyrpl-pyro board replay" in process.err


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ({"op": "reboot", "cyc": 621}, "operation 0 is of unknown kind 'reboot'"),
        ({"op": "r", "cyc": 621, "addr": 0x40000000}, "operation 0 (r) has no field 'n'"),
        ({"op": "step", "cyc": 621, "n": "1"}, "operation 0 (step) has a wrong n: '1'"),
        ({"op": "step", "cyc": 600, "n": 1}, "starts at clock 600, but the board is at 621"),
        ({"op": "w", "cyc": 621, "addr": 3, "val": 1}, "not a multiple of 4"),
        ({"op": "r", "cyc": 621, "addr": 0x40000000, "n": 2, "data": "a7"}, "a7"),
    ],
)
def test_what_is_wrong_with_a_recording_is_told(spawn, tmp_path, operation, message):
    file = tmp_path / "wrong.npz"
    np.savez(file, ops=json.dumps([operation]))
    process = spawn.run("board", "replay", file)
    assert process.wait() == 2
    assert process.out == ""
    assert message in process.err
    assert process.err.count("\n") == 1
