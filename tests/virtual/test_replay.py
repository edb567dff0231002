"""The simulation equals recordings of the real logic, value for value."""

import json
from pathlib import Path

import numpy as np
import pytest

from pyrpl_pyro.virtual import VirtualBoard, replay

RECORDINGS = sorted((Path(__file__).parent / "vectors").glob("*.npz"))


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_recording_replays_without_a_difference(recording):
    result = replay(recording)
    assert result.comparisons > 0
    assert result.mismatches == 0, result.first


def _write_recording(path, operations, **arrays):
    np.savez(path, ops=json.dumps(operations), note="", **arrays)


def test_a_wrong_register_value_is_reported_with_address_and_clock(tmp_path):
    path = tmp_path / "wrong.npz"
    read = {"op": "r", "cyc": 621, "addr": 0x40100010, "n": 2, "data": "a0"}
    _write_recording(path, [read], a0=np.array([0x2000, 0x2001], np.uint32))
    result = replay(path)
    assert (result.comparisons, result.mismatches) == (2, 1)
    assert result.first.where == "0x40100014"
    assert (result.first.recorded, result.first.simulated) == (0x2001, 0x2000)


def test_a_wrong_sample_is_reported_with_signal_and_clock(tmp_path):
    path = tmp_path / "wrong.npz"
    data = VirtualBoard(free_running=False).record(5)
    data[3, 12] += 1
    _write_recording(path, [{"op": "record", "cyc": 621, "n": 5, "data": "a0"}], a0=data)
    result = replay(path)
    assert (result.comparisons, result.mismatches) == (80, 1)
    assert (result.first.where, result.first.cycle) == ("out1", 621 + 3 + 1)


def test_a_stamp_in_the_past_is_refused(tmp_path):
    path = tmp_path / "past.npz"
    _write_recording(path, [{"op": "step", "cyc": 600, "n": 1}])
    with pytest.raises(ValueError, match="clock 600"):
        replay(path)


def test_an_unknown_operation_is_refused(tmp_path):
    path = tmp_path / "unknown.npz"
    _write_recording(path, [{"op": "reboot", "cyc": 621}])
    with pytest.raises(ValueError, match="reboot"):
        replay(path)
