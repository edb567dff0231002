"""The simulation equals recordings of the real logic, value for value."""

import json
from pathlib import Path

import numpy as np
import pytest

from pyrpl_pyro.virtual import NotARecording, VirtualBoard, replay
from pyrpl_pyro.virtual.register_names import register_name

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
    first = result.first
    assert (first.block, first.signal, first.address) == ("scope", "decimation", 0x40100014)
    assert (first.clock, first.recorded, first.simulated) == (621 + 5, 0x2001, 0x2000)


def test_a_wrong_sample_is_reported_with_signal_and_clock(tmp_path):
    path = tmp_path / "wrong.npz"
    data = VirtualBoard(free_running=False).record(5)
    data[3, 12] += 1
    _write_recording(path, [{"op": "record", "cyc": 621, "n": 5, "data": "a0"}], a0=data)
    result = replay(path)
    assert (result.comparisons, result.mismatches) == (80, 1)
    first = result.first
    assert (first.block, first.signal, first.address) == ("dsp", "out1", None)
    assert first.clock == 621 + 3 + 1


def test_of_the_flags_the_one_that_differs_is_reported(tmp_path):
    path = tmp_path / "wrong.npz"
    data = VirtualBoard(free_running=False).record(5)
    data[2, 15] ^= 0b100
    _write_recording(path, [{"op": "record", "cyc": 621, "n": 5, "data": "a0"}], a0=data)
    first = replay(path).first
    assert (first.block, first.signal, first.clock) == ("asg1", "trigger_done", 621 + 2 + 1)
    assert (first.recorded, first.simulated) == (1, 0)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (0x40000004, "hk.dna_low"),
        (0x40100010, "scope.delay"),
        (0x40110000 + 4 * 7, "scope.buffer0[7]"),
        (0x40220000, "asg1.table[0]"),
        (0x40300104, "pid0.setpoint"),
        (0x40340000 + 0x8000, "iir.coefficient[0]"),
        (0x40380000, "dsp.input8"),
        (0x40400028, "ams.dac2"),
        (0x40000100, "hk.0x100"),
        (0x40500000, "unused.0x0"),
        (0x40800004, "hk.dna_low"),
    ],
)
def test_addresses_have_names(address, name):
    assert str(register_name(address)) == name


def test_a_stamp_in_the_past_is_refused(tmp_path):
    path = tmp_path / "past.npz"
    _write_recording(path, [{"op": "step", "cyc": 600, "n": 1}])
    with pytest.raises(NotARecording, match="clock 600"):
        replay(path)


def test_an_unknown_operation_is_refused(tmp_path):
    path = tmp_path / "unknown.npz"
    _write_recording(path, [{"op": "reboot", "cyc": 621}])
    with pytest.raises(NotARecording, match="reboot"):
        replay(path)
