"""Samples of the sampler as a stream: rate, times, values, sharing."""

from __future__ import annotations

import time

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro import Board, SampleFrame


def collect(frames: object, count: int) -> list[SampleFrame]:
    return [frame for frame, _ in zip(frames, range(count), strict=False)]  # type: ignore[call-overload]


def test_samples_come_at_the_rate_with_times_and_volts(rp: Board) -> None:
    rp.asg0.setup(waveform="dc", offset=0.25, trigger_source="immediately", output_direct="off")
    began = time.time()
    with rp.sampler.stream("asg0", rp.pid0, rate=100, timeout=20) as stream:
        frames = collect(stream, 20)
    times = np.concatenate([frame.times for frame in frames])
    values = np.concatenate([frame.values for frame in frames])
    assert frames[0].signals == ("asg0", "pid0")
    assert values.shape == (len(times), 2)
    assert values.dtype == times.dtype == np.float64
    np.testing.assert_allclose(values[:, 0], rp.sampler.asg0)
    np.testing.assert_allclose(values[:, 0], 0.25, atol=2e-3)
    assert began - 0.1 < times[0] < times[-1] <= time.time() + 0.1
    assert np.all(np.diff(times) > 0)
    # What a busy computer left out is counted.
    due = (times[-1] - times[0]) * 100
    taken = len(times) - 1 + sum(frame.skipped for frame in frames)
    assert due == pytest.approx(taken, abs=3)
    assert all(frame.time == frame.times[-1] for frame in frames)


def test_a_slow_rate_gives_each_sample_at_once(rp: Board) -> None:
    with rp.sampler.stream("in1", rate=5, timeout=20) as stream:
        frames = collect(stream, 3)
    assert all(frame.values.shape == (1, 1) for frame in frames)
    assert frames[2].time - frames[0].time == pytest.approx(0.4, abs=0.15)


def test_readers_share_the_samples(rp: Board, address: str) -> None:
    with (
        pyrpl_pyro.connect("streams", nameserver=address) as other,
        rp.sampler.stream("in1", rate=50, timeout=20) as mine,
        other.sampler.stream("in1", rate=50, timeout=20) as theirs,
    ):
        next(mine)
        seen = {frame.time: frame for frame in collect(theirs, 10)}
        shared = [frame for frame in collect(mine, 10) if frame.time in seen]
        # Each reading of the board has a time of its own: these are the same readings.
        assert len(shared) >= 8
        for frame in shared:
            np.testing.assert_array_equal(frame.times, seen[frame.time].times)
            np.testing.assert_array_equal(frame.values, seen[frame.time].values)


def test_a_slow_reader_loses_the_oldest(rp: Board) -> None:
    with rp.sampler.stream("in1", rate=200, buffer=3, timeout=20) as frames:
        late = next(frames)
        deadline = time.monotonic() + 20
        while late.dropped < 3 and time.monotonic() < deadline:
            before = late
            time.sleep(0.8)
            late = next(frames)
        assert late.dropped >= 3
        assert late.number == before.number + late.dropped + 1


def test_others_are_answered_while_the_fastest_goes_on(rp: Board) -> None:
    signals = ("in1", "in2", "out1", "out2")
    with rp.sampler.stream(*signals, rate=500, timeout=20) as frames:
        next(frames)
        took = []
        for _ in range(100):
            began = time.perf_counter()
            assert rp.pid0.setpoint is not None
            took.append(time.perf_counter() - began)
        assert np.median(took) < 0.25
        assert next(frames).values.shape[1] == 4


@pytest.mark.parametrize(
    ("signals", "rate", "error", "says"),
    [
        (("nothing",), 100, ValueError, "no signal 'nothing'; it has .*in1"),
        ((), 100, ValueError, "1 to 16 signals"),
        (("in1",), 501, ValueError, "0.001 to 500 samples a second, not 501"),
        (("in1",), 0, ValueError, "0.001 to 500"),
        (("in1",), float("nan"), ValueError, "0.001 to 500"),
        (("in1",), "fast", TypeError, "rate is a number"),
        (("stats",), 1, ValueError, "no signal 'stats'"),
    ],
)
def test_what_cannot_be_sampled(
    rp: Board, signals: tuple[str, ...], rate: float, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        rp.sampler.stream(*signals, rate=rate)
