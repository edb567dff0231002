"""Each fault of a board, while clients read, write and wait: a clear error soon, then go on."""

from __future__ import annotations

import random
import threading
import time

import numpy as np
import pytest

from pyrpl_pyro.errors import BoardUnreachable

from .conftest import outcome, wait_for_state

SOON = 3.0
AT_ONCE = 1.5

AWAY = [
    ("half", {}),
    ("header", {}),
    ("stall", {}),
    ("delay", {"seconds": 5.0}),
    ("close", {"duration": 2.0}),
    ("reboot", {"duration": 3.0}),
    ("takeover", {}),
]
IDS = [kind for kind, _ in AWAY]


class Client(threading.Thread):
    """Does one thing on a connection of its own, until it fails; when and how."""

    def __init__(self, bench, function):
        super().__init__()
        self._bench = bench
        self._function = function
        self.began = threading.Event()
        self.failed_at = None
        self.error = None
        self.start()

    def run(self):
        with self._bench.connect() as rp:
            self._function(rp)
            self.began.set()
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                try:
                    self._function(rp)
                except Exception as error:
                    self.failed_at = time.monotonic()
                    self.error = error
                    return


def read(rp):
    assert rp.pid0.p == 0.5


def write(rp):
    rp.asg1.offset = 0.25


def take_trace(rp):
    assert rp.scope.single(timeout=10).shape == (2, 16384)


@pytest.mark.parametrize(("kind", "options"), AWAY, ids=IDS)
def test_who_reads_writes_or_waits_is_told_soon(bench, kind, options):
    with bench.connect() as rp:
        rp.pid0.p = 0.5
        rp.scope.setup(duration=0.01, trigger_source="immediately", trace_average=1)
        clients = [Client(bench, function) for function in (read, write, take_trace)]
        for client in clients:
            assert client.began.wait(20)
        time.sleep(0.2)
        struck = time.monotonic()
        bench.board.faults.start(kind, **options)
        for client in clients:
            client.join(20)
        for client in clients:
            assert isinstance(client.error, BoardUnreachable), client.error
            assert client.failed_at - struck < SOON
            assert client.error.hostname == "127.0.0.1"
            assert abs(client.error.since - time.time()) < 20
            assert "the board 127.0.0.1" in str(client.error)
        for call in (lambda: read(rp), lambda: write(rp), lambda: take_trace(rp)):
            seconds, error = outcome(call)
            assert isinstance(error, BoardUnreachable)
            assert seconds < AT_ONCE
        if kind == "takeover":
            wait_for_state(rp, "taken over")
            rp.take_back()
        elif kind != "reboot":
            bench.board.faults.end()
        info = wait_for_state(rp, "connected")
        rp.pid0.p = 0.5
        read(rp)
        write(rp)
        take_trace(rp)
        assert rp.asg1.offset == 0.25
        assert (info.registers_lost is not None and info.registers_lost > info.since) or (
            "kept its registers" in info.hardware_note or "as the other PyRPL" in info.hardware_note
        )


@pytest.mark.parametrize(("kind", "options"), AWAY, ids=IDS)
def test_who_waits_without_asking_the_board_is_told_soon(bench, kind, options):
    """A run that waits for its trigger for minutes, and clients that wait for curves."""
    with bench.connect() as rp:
        rp.scope.setup(duration=0.01, trigger_source="off", trace_average=1)
        waits = [
            lambda rp: rp.quadratures(rp.iq0, duration=30.0),
            lambda rp: rp.next_curve(rp.scope, timeout=30.0),
        ]
        results = {}

        def wait(number):
            with bench.connect() as other:
                began[number].set()
                try:
                    results[number] = waits[number](other)
                except Exception as error:
                    results[number] = error
                ended[number] = time.monotonic()

        began = [threading.Event() for _ in waits]
        ended = {}
        threads = [threading.Thread(target=wait, args=[number]) for number in range(len(waits))]
        for thread, event in zip(threads, began, strict=True):
            thread.start()
            assert event.wait(20)
        time.sleep(1.0)
        assert not ended
        struck = time.monotonic()
        bench.board.faults.start(kind, **options)
        for thread in threads:
            thread.join(20)
        for number in range(len(waits)):
            assert isinstance(results[number], BoardUnreachable), results[number]
            assert ended[number] - struck < SOON


def test_an_answer_that_is_late_but_in_time_is_waited_for(bench):
    with bench.connect() as rp:
        rp.pid0.p = 0.5
        bench.board.faults.start("delay", seconds=0.4)
        assert rp.pid0.p == 0.5
        rp.pid0.p = 0.25
        assert rp.pid0.p == 0.25
        assert rp.info().hardware_state == "connected"


@pytest.mark.parametrize("kind", ["half", "header"])
def test_a_read_that_was_caught_is_asked_again(bench, kind):
    with bench.connect() as rp:
        rp.pid0.p = 0.5
        before = rp.info().hardware_since
        # Over before the new connection is there.
        bench.board.faults.start(kind, duration=1.0 if kind == "half" else 0.05)
        seconds, value = outcome(lambda: rp.pid0.p)
        assert seconds < SOON
        assert value == 0.5 or isinstance(value, BoardUnreachable)
        assert wait_for_state(rp, "connected").hardware_since > before
        assert rp.pid0.p == 0.5


def test_a_write_that_was_caught_is_not_repeated(bench):
    """The write is done, its answer lost: repeated, it would reset the integrator again."""
    address = 0x40300100
    bench.board.writes.start()
    try:
        with bench.connect() as rp:
            bench.board.faults.start("half")
            number = bench.board.writes.entries()[-1:]
            since = number[0].number if number else 0
            seconds, error = outcome(lambda: setattr(rp.pid0, "ival", 0.25))
            assert seconds < SOON
            assert isinstance(error, BoardUnreachable)
            assert "may or may not have been done, and is not repeated" in str(error)
            bench.recover(rp)
            done = [e for e in bench.board.writes.entries(since) if e.address == address]
            assert len(done) == 1
    finally:
        bench.board.writes.stop()


@pytest.mark.slow
def test_a_trace_is_never_made_of_half_an_answer(bench):
    """Traces of a constant, while answers are cut in two at random."""
    with bench.connect() as rp:
        rp.asg0.setup(waveform="dc", offset=0.5, trigger_source="immediately")
        rp.scope.setup(
            input1="asg0",
            input2="asg0",
            duration=1e-3,
            trigger_source="immediately",
            trace_average=1,
        )
        take_trace(rp)
        expected = rp.scope.single(timeout=10)
        assert np.ptp(expected) == 0
        chance = random.Random(1)
        ended = threading.Event()

        def strike():
            while not ended.wait(chance.uniform(0.3, 1.0)):
                bench.board.faults.start(
                    chance.choice(["half", "header", "stall"]), duration=chance.uniform(0.01, 0.2)
                )

        striker = threading.Thread(target=strike)
        striker.start()
        traces = failures = 0
        deadline = time.monotonic() + 12
        try:
            while time.monotonic() < deadline:
                seconds, trace = outcome(lambda: rp.scope.single(timeout=20))
                assert seconds < SOON + 0.5
                if isinstance(trace, BoardUnreachable):
                    failures += 1
                    time.sleep(0.05)
                else:
                    traces += 1
                    np.testing.assert_array_equal(trace, expected)
        finally:
            ended.set()
            striker.join()
        assert traces
        assert failures


def test_a_continuous_run_goes_on_when_the_board_is_back(bench):
    with bench.connect() as rp:
        rp.scope.setup(duration=1e-3, trigger_source="immediately", trace_average=1)
        rp.scope.continuous()
        number, _, _ = rp.next_curve(rp.scope)
        bench.board.faults.start("stall")
        wait_for_state(rp, "unreachable")
        bench.recover(rp)
        later, _, _ = rp.next_curve(rp.scope)
        assert later > number
        assert rp.scope.running_state == "running_continuous"
        rp.scope.stop()


def test_streams_tell_that_the_board_is_away_and_go_on_with_it(bench):
    with bench.connect() as rp:
        rp.scope.setup(duration=1e-3, trigger_source="immediately", trace_average=1)
        with rp.scope.stream(timeout=20) as curves, rp.sampler.stream("in1", rate=20) as samples:
            before = next(curves).number, next(samples).number
            bench.board.faults.start("stall")
            for frames in (curves, samples):
                with pytest.raises(BoardUnreachable):
                    list(frames)
            bench.recover(rp)
            after = next(curves).number, next(samples).number
            assert after > before
        assert rp.scope.running_state == "stopped"


def test_a_board_without_the_image_is_told_apart(bench):
    with bench.connect() as rp:
        bench.board.faults.start("reboot", duration=0.5, bitfile=False)
        info = wait_for_state(rp, "other FPGA image")
        assert "PyRPL's image is not loaded" in info.hardware_note
        seconds, error = outcome(lambda: rp.pid0.p)
        assert seconds < AT_ONCE
        assert "runs another FPGA image than PyRPL's since" in str(error)
        assert "Stop and start its server" in str(error)
        bench.board.reset()
        info = wait_for_state(rp, "connected")
        assert "all registers are at reset" in info.hardware_note
        assert rp.pid0.p == 0


def test_registers_that_are_kept_are_told_from_those_that_are_lost(bench):
    with bench.connect() as rp:
        rp.pid0.p = 0.5
        begin = rp.journal().revision
        lost_before = rp.info().registers_lost
        bench.board.faults.start("close")
        info = wait_for_state(rp, "unreachable")
        info = wait_for_state(rp, "connected")
        assert info.hardware_note == "the FPGA runs PyRPL's image and has kept its registers"
        assert info.registers_lost == lost_before
        assert rp.pid0.p == 0.5
        bench.board.faults.start("reboot", duration=0.5)
        wait_for_state(rp, "unreachable")
        info = wait_for_state(rp, "connected")
        assert "the FPGA was loaded anew at" in info.hardware_note
        assert info.registers_lost is not None
        assert info.registers_lost == info.hardware_since or info.registers_lost > info.since
        assert rp.pid0.p == 0
        kinds = [change.kind for change in rp.journal(since=begin) if change.kind != "change"]
        assert kinds == ["board unreachable", "board back"] * 2


def test_the_frozen_clock_of_the_fpga_is_no_lost_connection(bench):
    with bench.connect() as rp:
        bench.board.faults.start("freeze")
        rp.pid0.p = 0.5
        assert rp.pid0.p == 0.5
        assert rp.info().hardware_state == "connected"


def test_the_server_stays_answering_while_the_board_is_away(bench):
    """What needs no board is answered soon, also in the second that the loss takes."""
    with bench.connect() as rp, bench.connect() as other:
        bench.board.faults.start("stall")
        slowest = 0.0
        reader = threading.Thread(target=lambda: outcome(lambda: other.pid0.p))
        reader.start()
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            started = time.monotonic()
            rp.info()
            slowest = max(slowest, time.monotonic() - started)
            time.sleep(0.02)
        reader.join()
        assert slowest < SOON
        assert rp.info().hardware_state == "unreachable"


@pytest.mark.parametrize("seconds", [0.03, 0.06, 0.1, 1.5])
def test_a_sweep_that_was_interrupted_leaves_nothing_behind(bench, until, seconds):
    with bench.connect() as rp, bench.connect() as other:
        analyzer = rp.networkanalyzer
        analyzer.setup(
            start_freq=1e3, stop_freq=1e5, points=2001, rbw=100, trace_average=1, amplitude=0.1
        )
        results = {}

        def sweep():
            results["sweep"] = outcome(other.networkanalyzer.single)[1]

        thread = threading.Thread(target=sweep)
        thread.start()
        time.sleep(seconds)
        bench.board.faults.start("stall")
        thread.join(15)
        assert isinstance(results["sweep"], BoardUnreachable)
        # The board may be back before the server has seen that it was away.
        bench.recover(rp)
        # PyRPL could not switch its output off when the sweep ended.
        until(lambda: all(getattr(rp, name).amplitude == 0 for name in ("iq0", "iq1", "iq2")))
        until(lambda: analyzer.running_state == "stopped")
        analyzer.setup(points=11, rbw=1000)
        assert analyzer.single(timeout=20).shape == (11,)
        assert analyzer.running_state == "stopped"
