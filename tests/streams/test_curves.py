"""Curves of the scope as a stream: numbers, sharing, who starts and who stops the run."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro import Board, CurveFrame, Stream
from pyrpl_pyro.errors import AcquisitionCancelled, LimitReached, ModuleLeased

Until = Callable[..., None]


@pytest.fixture
def other(rp: Board, address: str) -> Board:
    """A second client."""
    with pyrpl_pyro.connect("streams", nameserver=address) as board:
        yield board


def state(rp: Board) -> str:
    return str(rp.scope.running_state)


def test_frames_are_numbered_and_end_with_break(rp: Board, until: Until) -> None:
    began = time.time()
    frames = []
    for frame in rp.scope.stream(timeout=20):
        frames.append(frame)
        if len(frames) == 4:
            assert state(rp) == "running_continuous"
            break
    until(lambda: state(rp) == "stopped", what="the end of the run")
    numbers = [frame.number for frame in frames]
    assert numbers == list(np.cumsum([1 + frame.dropped for frame in frames]))
    assert [frame.time for frame in frames] == sorted(frame.time for frame in frames)
    for frame in frames:
        assert isinstance(frame, CurveFrame)
        assert not frame.interrupted
        assert began - 0.1 <= frame.time <= time.time() + 0.1
        assert abs(frame.when - datetime.fromtimestamp(frame.time, UTC)).total_seconds() < 1e-3
        assert frame.x.shape == (16384,)
        assert frame.y.shape == (2, 16384)


def test_an_error_in_the_loop_ends_it_too(rp: Board, until: Until) -> None:
    def fail() -> None:
        for frame in rp.scope.stream(timeout=20):
            raise ZeroDivisionError(str(frame))

    with pytest.raises(ZeroDivisionError, match="dropped 0"):
        fail()
    gc.collect()
    until(lambda: state(rp) == "stopped", what="the end of the run")


def test_a_slow_reader_is_told_how_many_were_dropped(rp: Board) -> None:
    with rp.scope.stream(buffer=2, timeout=20) as slow, rp.scope.stream(timeout=20) as quick:
        first = next(slow)
        while next(quick).number < first.number + 7:
            pass
        late = next(slow)
        assert late.dropped >= 4
        assert late.number == first.number + late.dropped + 1
        assert next(slow).number > late.number


def test_readers_share_one_run_and_its_curves(rp: Board, other: Board, until: Until) -> None:
    with rp.scope.stream(timeout=20) as mine:
        next(mine)
        with other.scope.stream(timeout=20) as others:
            theirs = {frame.time: frame for frame, _ in zip(others, range(4), strict=False)}
            shared = [frame for frame in (next(mine) for _ in range(8)) if frame.time in theirs]
            assert len(shared) >= 3
            for frame in shared:
                np.testing.assert_array_equal(frame.y, theirs[frame.time].y)
        next(mine)
        assert state(rp) == "running_continuous"
    until(lambda: state(rp) == "stopped", what="the end of the run")


def test_a_run_of_somebody_else_goes_on(rp: Board, other: Board) -> None:
    other.scope.continuous()
    with rp.scope.stream(timeout=20) as frames:
        next(frames)
    assert state(rp) == "running_continuous"
    other.scope.stop()


def test_a_run_that_somebody_asks_for_meanwhile_goes_on(rp: Board, other: Board) -> None:
    for ask in (other.scope.continuous, lambda: other.scope.setup(run_continuous=True)):
        with rp.scope.stream(timeout=20) as frames:
            next(frames)
            ask()
            next(frames)
        assert state(rp) == "running_continuous"
        other.scope.stop()


def test_a_setup_does_not_end_it(rp: Board, until: Until) -> None:
    with rp.scope.stream(timeout=20) as frames:
        next(frames)
        rp.scope.duration = 8e-9 * 2**14 * 64
        until(lambda: next(frames).x[-1] > 8e-3, what="a curve with the new duration")
    until(lambda: state(rp) == "stopped", what="the end of the run")


def test_a_single_of_somebody_is_delivered_and_the_run_goes_on(rp: Board, other: Board) -> None:
    with rp.scope.stream(timeout=20, buffer=100) as frames:
        next(frames)
        curve = other.scope.single(timeout=10)
        found = [next(frames) for _ in range(8)]
        assert any(np.array_equal(frame.y, curve) for frame in found)
        assert state(rp) == "running_continuous"
    assert state(rp) == "stopped"


def test_a_stop_of_somebody_ends_it_with_an_error(rp: Board, other: Board) -> None:
    frames = rp.scope.stream(timeout=20)
    next(frames)
    other.scope.stop()
    with pytest.raises(AcquisitionCancelled, match="stopped scope"):
        for _frame in frames:
            pass
    assert frames.closed
    assert list(frames) == []
    assert next(rp.scope.stream(timeout=20)).number == 1


def test_a_lease_of_somebody_else(rp: Board, other: Board, until: Until) -> None:
    with other.lease("scope", reason="calibration"):
        with pytest.raises(ModuleLeased, match="calibration"):
            rp.scope.stream()
        other.scope.continuous()
        with rp.scope.stream(timeout=20) as frames:
            assert next(frames).number == 1
        assert state(rp) == "running_continuous"
    with rp.lease("scope"), rp.scope.stream(timeout=20) as frames:
        assert next(frames).number == 1
    rp.scope.stop()


def test_no_curve_in_time(rp: Board) -> None:
    rp.scope.trigger_source = "off"
    with rp.scope.stream(timeout=0.3) as frames:
        with pytest.raises(TimeoutError, match=r"no frame of scope within 0\.3 s"):
            next(frames)
        rp.scope.trigger_source = "immediately"
        frames._timeout = 20
        assert next(frames).number == 1


def test_rolling_mode(rp: Board) -> None:
    rp.scope.setup(duration=0.5, rolling_mode=True)
    with rp.scope.stream(timeout=20) as frames:
        first, second = next(frames), next(frames)
    assert first.x[-1] == 0.0
    assert second.time > first.time


def test_the_spectrum_analyzer_streams_too(rp: Board, until: Until) -> None:
    with rp.spectrumanalyzer.stream(timeout=20) as frames:
        assert next(frames).x.shape == rp.spectrumanalyzer.data_x.shape
        # It uses the scope.
        with pytest.raises(ModuleLeased, match="spectrumanalyzer"):
            rp.scope.stream()
    until(lambda: rp.spectrumanalyzer.running_state == "stopped")


def test_where_there_is_no_stream(rp: Board) -> None:
    assert "stream" not in dir(rp.pid0)
    assert "stream" not in dir(rp.networkanalyzer)
    assert "stream" in dir(rp.scope)
    assert "rp.scope.stream()" in rp.scope.stream.__doc__
    with pytest.raises(AttributeError):
        rp.pid0.stream()


@pytest.mark.parametrize("wrong", [{"buffer": 0}, {"buffer": 1001}, {"timeout": 0}])
def test_wrong_terms(rp: Board, wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"buffer|time limit"):
        rp.scope.stream(**wrong)
    assert state(rp) == "stopped"


def test_a_client_cannot_have_any_number(rp: Board, until: Until) -> None:
    streams: list[Stream[CurveFrame]] = []
    streams += [rp.scope.stream() for _ in range(50)]
    with pytest.raises(LimitReached, match="50 streams"):
        rp.scope.stream()
    for stream in streams:
        stream.close()
    until(lambda: state(rp) == "stopped", what="the end of the run")
