"""Waiting never blocks others, ends on time, and leaves nothing behind."""

from __future__ import annotations

import concurrent.futures
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import AcquisitionCancelled, ServerClosed

TOLERANCE = 3.0


@pytest.fixture(scope="module")
def rp(shared_spawn: Any) -> Iterator[pyrpl_pyro.Board]:
    with shared_spawn.launch("waits") as board:
        yield board


@pytest.fixture
def no_trigger(rp: Any) -> Any:
    """The scope waits for an edge of a pin that nobody drives."""
    rp.scope.setup(
        input1="in1", duration=1e-3, trigger_source="ext_positive_edge", rolling_mode=False
    )
    yield rp
    rp.scope.stop()


class Timed:
    """Runs a function in a thread and notes when it ended, and how."""

    def __init__(self, function: Callable[[], Any]):
        self.error: BaseException | None = None
        self.result: Any = None
        self._started = time.monotonic()
        self.seconds = -1.0
        self._thread = threading.Thread(target=self._run, args=(function,), daemon=True)
        self._thread.start()

    def _run(self, function: Callable[[], Any]) -> None:
        try:
            self.result = function()
        except BaseException as error:
            self.error = error
        self.seconds = time.monotonic() - self._started

    def join(self, timeout: float = 20.0) -> Timed:
        self._thread.join(timeout)
        assert not self._thread.is_alive()
        return self


@pytest.mark.parametrize("timeout", [0.3, 1.5, 2.6])
def test_a_timeout_is_honoured(no_trigger: Any, timeout: float) -> None:
    waiting = Timed(lambda: no_trigger.scope.single(timeout=timeout)).join()
    assert isinstance(waiting.error, TimeoutError)
    assert timeout - 0.01 <= waiting.seconds < timeout + TOLERANCE
    assert no_trigger.scope.running_state == "stopped"


@pytest.mark.parametrize("timeout", ["x", math.nan, [1, 2]])
def test_a_wrong_timeout_ends_that_call_only(no_trigger: Any, timeout: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="timeout is a number of seconds"):
        no_trigger.scope.single(timeout=timeout)
    with no_trigger.timeout(10):
        assert no_trigger.scope.running_state == "stopped"
        no_trigger.pid0.setpoint = 0.25
        assert no_trigger.pid0.setpoint == 0.25


def test_an_infinite_timeout_is_none(rp: Any) -> None:
    rp.scope.setup(duration=1e-3, trigger_source="immediately", rolling_mode=False)
    assert rp.scope.single(timeout=math.inf).shape == (2, 2**14)


def test_others_are_answered_meanwhile(no_trigger: Any) -> None:
    waiting = Timed(lambda: no_trigger.scope.single(timeout=2))
    time.sleep(0.2)
    answers = 0
    while waiting.seconds < 0:
        no_trigger.pid0.setpoint = 0.25
        assert no_trigger.pid0.setpoint == 0.25
        answers += 1
    waiting.join()
    # A server that does not answer meanwhile gives one answer at the end.
    assert answers > 5


def test_waits_end_independently_of_their_order(rp: Any) -> None:
    rp.scope.setup(duration=1e-3, trigger_source="ext_positive_edge", rolling_mode=False)
    long = Timed(lambda: rp.scope.single(timeout=5))
    time.sleep(0.3)
    rp.networkanalyzer.setup(
        start_freq=1e5, stop_freq=2e5, points=20, rbw=1000, trace_average=1, input="in1"
    )
    short = Timed(lambda: rp.networkanalyzer.single(timeout=20)).join()
    assert short.error is None
    assert short.result.shape == (20,)
    assert long.seconds < 0, "the scope must still wait"
    long.join()
    assert 4.99 <= long.seconds < 5 + TOLERANCE


def test_the_first_wait_ends_first_although_a_later_one_goes_on(rp: Any) -> None:
    rp.scope.setup(duration=1e-3, trigger_source="ext_positive_edge", rolling_mode=False)
    first = Timed(lambda: rp.scope.single(timeout=1))
    time.sleep(0.2)
    rp.networkanalyzer.setup(start_freq=1e5, stop_freq=2e5, points=2000, rbw=100, input="in1")
    second = Timed(lambda: rp.networkanalyzer.single(timeout=3))
    first.join()
    assert first.seconds < 1 + TOLERANCE
    second.join()
    assert isinstance(second.error, TimeoutError)
    assert rp.networkanalyzer.iq.amplitude == 0, "a sweep that was given up must not drive"


def test_a_second_run_cancels_the_first(no_trigger: Any) -> None:
    first = Timed(lambda: no_trigger.scope.single(timeout=10))
    time.sleep(0.3)
    no_trigger.scope.trigger_source = "immediately"
    assert no_trigger.scope.single(timeout=20).shape == (2, 16384)
    first.join()
    assert isinstance(first.error, AcquisitionCancelled)
    assert isinstance(first.error, concurrent.futures.CancelledError)
    assert first.seconds < 5


def test_stop_ends_the_wait_of_another_client(no_trigger: Any) -> None:
    waiting = Timed(lambda: no_trigger.scope.single(timeout=10))
    time.sleep(0.3)
    no_trigger.scope.stop()
    assert isinstance(waiting.join().error, AcquisitionCancelled)
    assert waiting.seconds < 5


def test_closing_ends_the_wait_of_another_thread(no_trigger: Any, until: Any) -> None:
    own = pyrpl_pyro.connect(pyrpl_pyro.uri_of(no_trigger))
    waiting = Timed(lambda: own.scope.single(timeout=15))
    until(lambda: no_trigger.scope.running_state == "running_single")
    own.close()
    waiting.join()
    assert isinstance(waiting.error, ServerClosed)
    assert "connect() makes a new one" in str(waiting.error)


def test_handles(rp: Any) -> None:
    rp.scope.setup(duration=1e-3, trigger_source="ext_positive_edge", rolling_mode=False)
    handle = rp.scope.single_async()
    assert not handle.done()
    waiting = Timed(lambda: handle.result(timeout=0.5)).join()
    assert isinstance(waiting.error, TimeoutError)
    assert 0.49 <= waiting.seconds < 0.5 + TOLERANCE
    assert not handle.done(), "the run goes on after the time limit of one who looked"
    assert rp.scope.running_state == "running_single"
    assert handle.cancel()
    assert handle.cancelled()
    with pytest.raises(AcquisitionCancelled):
        handle.result(timeout=1)
    rp.scope.trigger_source = "immediately"
    handle = rp.scope.single_async()
    assert handle.result(timeout=5).shape == (2, 16384)
    assert handle.done()
    assert handle.exception() is None
    assert not handle.cancel()


def test_a_sampling_loop_lets_others_in_between(rp: Any) -> None:
    sampling = Timed(lambda: rp.sampler.stats("in1", t=1.0))
    time.sleep(0.1)
    answers = 0
    while sampling.seconds < 0:
        assert rp.pid0.p is not None
        answers += 1
    assert len(sampling.join().result) == 4
    assert answers > 20


def test_a_client_that_is_killed_leaves_no_job(no_trigger: Any, spawn: Any, until: Any) -> None:
    uri = pyrpl_pyro.uri_of(no_trigger)
    code = (
        "import sys, pyrpl_pyro; rp = pyrpl_pyro.connect(sys.argv[1]); "
        "print('waiting', flush=True); rp.scope.single()"
    )
    child = spawn.python("-c", code, uri)
    child.wait_for("waiting")
    until(lambda: no_trigger.scope.running_state == "running_single")
    child.stop(signal.SIGKILL)
    until(lambda: no_trigger.scope.running_state == "stopped", 3.0, "the scope stopped")


def test_a_killed_client_s_handle_is_dropped(no_trigger: Any, spawn: Any, until: Any) -> None:
    uri = pyrpl_pyro.uri_of(no_trigger)
    code = (
        "import sys, time, pyrpl_pyro; rp = pyrpl_pyro.connect(sys.argv[1]); "
        "handle = rp.scope.single_async(); print('started', flush=True); time.sleep(60)"
    )
    child = spawn.python("-c", code, uri)
    child.wait_for("started")
    assert no_trigger.scope.running_state == "running_single"
    child.stop(signal.SIGKILL)
    until(lambda: no_trigger.scope.running_state == "stopped", 5.0, "the scope stopped")


def test_a_continuous_acquisition_outlives_its_client(rp: Any, spawn: Any, until: Any) -> None:
    rp.scope.setup(duration=1e-3, trigger_source="immediately")
    uri = pyrpl_pyro.uri_of(rp)
    code = "import sys, pyrpl_pyro; pyrpl_pyro.connect(sys.argv[1]).scope.continuous()"
    assert spawn.python("-c", code, uri).wait() == 0
    time.sleep(3)
    assert rp.scope.running_state == "running_continuous"
    rp.scope.stop()


def test_ctrl_c_ends_the_wait_at_once(no_trigger: Any, spawn: Any, until: Any) -> None:
    uri = pyrpl_pyro.uri_of(no_trigger)
    code = (
        "import sys, pyrpl_pyro; rp = pyrpl_pyro.connect(sys.argv[1])\n"
        "print('waiting', flush=True)\n"
        "try:\n    rp.scope.single()\nexcept KeyboardInterrupt:\n"
        "    print('interrupted', rp.pid0.max_voltage, flush=True)"
    )
    child = spawn.python("-c", code, uri)
    child.wait_for("waiting")
    until(lambda: no_trigger.scope.running_state == "running_single")
    assert child.stop(signal.SIGINT) == 0
    assert "interrupted 0.99" in child.out
    until(lambda: no_trigger.scope.running_state == "stopped", 3.0, "the scope stopped")


def test_a_connection_that_breaks_mid_message_is_forgotten(rp: Any) -> None:
    import socket

    host, port = rp.info().address.split(":")
    before = rp.pid0.p
    for data in (b"PYRO", b"\0" * 200, b"GET / HTTP/1.0\r\n\r\n"):
        with socket.create_connection((host, int(port)), timeout=5) as peer:
            peer.sendall(data)
    assert rp.pid0.p == before


def test_another_thread_ends_a_call(no_trigger: Any, until: Callable[..., None]) -> None:
    rp = no_trigger
    told: list[object] = []
    callback = rp.on_reconnect(told.append)
    entered: list[Any] = []

    def wait() -> None:
        with rp.cancellable() as calls:
            entered.append(calls)
            for ask in (rp.scope.single, rp.info):
                with pytest.raises(AcquisitionCancelled):
                    ask()
        entered.append(rp.info().board)

    waiting = Timed(wait)
    until(lambda: rp.scope.running_state == "running_single")
    entered[0].cancel()
    assert waiting.join().error is None
    assert waiting.seconds < TOLERANCE
    until(lambda: rp.scope.running_state == "stopped", 3.0, "the scope stopped")
    # The thread goes on with the board, which was not lost.
    assert entered[1] == rp.info().board
    assert told == []
    callback.remove()
