"""Faults of a board, as the client in the same process sees them."""

import time

import numpy as np
import pytest

from pyrpl_pyro.virtual import VirtualBoard, VirtualClient

ID = 0x40000000
LED = 0x40000030
SCOPE_CLOCK = 0x4010015C
DECIMATION = 0x40100014
FILTER_STAGES = 0x40300220


@pytest.fixture
def board():
    board = VirtualBoard()
    yield board
    board.close()


@pytest.fixture
def client(board):
    return VirtualClient(board)


def timed(function, *arguments):
    started = time.monotonic()
    result = function(*arguments)
    return result, time.monotonic() - started


def test_after_a_closed_connection_the_client_connects_again(board, client):
    board.faults.start("close")
    assert board.faults.active is None
    result, seconds = timed(client.reads, ID, 1)
    assert result.tolist() == [1]
    assert seconds < 5


def test_while_every_connection_is_closed_it_gives_up_like_pyrpls_client(board, client):
    board.faults.start("close", duration=60)
    assert client.reads(ID, 1) is None
    assert client.writes(LED, [1]) is None
    board.faults.end()
    assert client.reads(LED, 1).tolist() == [0]


@pytest.mark.parametrize(
    ("kind", "done"), [("half", True), ("header", True), ("stall", False), ("takeover", False)]
)
def test_a_request_without_its_answer_is_tried_again_after_a_second(
    board, client, until, kind, done
):
    board.faults.start(kind, duration=1.5)
    client.restart()
    result, seconds = timed(client.reads, ID, 1)
    assert result.tolist() == [1]
    assert 1 <= seconds < 5
    until(lambda: board.faults.active is None)
    board.writes.start()
    board.faults.start(kind, duration=1.5)
    client.restart()
    assert client.writes(LED, [3])
    tries = len(board.writes.entries())
    assert tries >= 2 if done else tries == 1


def test_answers_come_late(board, client):
    board.faults.start("delay", seconds=0.6)
    result, seconds = timed(client.reads, ID, 1)
    assert result.tolist() == [1]
    assert 0.6 <= seconds < 5
    board.faults.end()
    assert min(timed(client.reads, ID, 1)[1] for _ in range(5)) < 0.6


def test_answers_that_come_too_late_are_none(board, client):
    board.faults.start("delay", seconds=1.5, duration=2.5)
    result, seconds = timed(client.reads, ID, 1)
    assert result.tolist() == [1]
    assert 2 <= seconds < 6


def test_after_a_reboot_the_registers_are_at_reset(board, client, until):
    client.writes(LED, [7])
    client.writes(DECIMATION, [64])
    board.faults.start("reboot", duration=0.5)
    assert board.faults.refuses
    result, seconds = timed(client.reads, LED, 1)
    assert result.tolist() == [0]
    assert 0.3 <= seconds < 5
    assert client.reads(DECIMATION, 1).tolist() == [0x2000]
    assert client.reads(SCOPE_CLOCK, 1)[0] < 125_000_000 * 5


def test_a_board_that_stays_away_gives_up_like_pyrpls_client(board, client):
    board.faults.start("reboot", duration=60)
    assert client.reads(ID, 1) is None


def test_without_our_bitfile_the_registers_are_not_ours(board, client, until):
    board.faults.start("reboot", duration=0, bitfile=False)
    assert client.reads(ID, 1).tolist() == [0]
    assert client.reads(FILTER_STAGES, 1).tolist() == [0]
    client.writes(LED, [1])
    assert not board.loaded
    board.reset()
    assert client.reads(FILTER_STAGES, 1).tolist() == [4]
    assert client.reads(LED, 1).tolist() == [0]


def clocks(client):
    return int(client.reads(SCOPE_CLOCK, 1)[0])


@pytest.mark.parametrize("busy", [False, True])
def test_a_frozen_clock_answers_but_does_not_advance(board, client, until, busy):
    client.writes(0x40100000, [int(busy)])
    board.faults.start("freeze")
    frozen = clocks(client)
    client.writes(LED, [9])
    client.writes(DECIMATION, [1])
    assert client.reads(LED, 1).tolist() == [9]
    time.sleep(0.05)
    assert clocks(client) == frozen
    assert board.now == board.cycle
    started = time.perf_counter()
    board.faults.end()
    until(lambda: clocks(client) - frozen >= 1e6)
    assert clocks(client) - frozen <= (time.perf_counter() - started) * 125e6 + 2000


def test_a_stepped_board_cannot_freeze():
    board = VirtualBoard(free_running=False)
    with pytest.raises(RuntimeError, match="stands still"):
        board.faults.start("freeze")
    assert board.faults.history == []


def test_the_history_tells_kind_options_and_times(board):
    before = time.time()
    board.faults.start("delay", seconds=0.2)
    board.faults.start("reboot", duration=0, bitfile=False)
    board.faults.start("stall")
    first, second, third = board.faults.history
    assert (first.kind, first.duration, first.options) == ("delay", None, {"seconds": 0.2})
    assert (second.kind, second.options) == ("reboot", {"bitfile": False})
    assert before <= first.started <= first.ended <= second.started <= second.ended
    assert third.ended is None
    assert board.faults.active is third
    board.faults.end()
    assert third.started <= third.ended <= time.time()
    board.faults.end()


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("explode", {}, "there is no fault 'explode'; there are close, half, header, delay"),
        ("delay", {"second": 1}, "'delay' has no option 'second'; it has duration, seconds"),
        ("delay", {"seconds": "long"}, "seconds of the fault 'delay' is a number of seconds"),
        ("delay", {"seconds": -1}, "0 s or more"),
        ("stall", {"duration": np.inf}, "0 s or more"),
        ("reboot", {"bitfile": 1}, "bitfile of the fault 'reboot' is True or False"),
    ],
)
def test_wrong_options_are_refused(board, kind, options, message):
    with pytest.raises(ValueError, match=message):
        board.faults.start(kind, **options)
    assert board.faults.history == []


def test_listeners_are_told_of_begin_and_end(board):
    told = []
    remove = board.faults.subscribe(lambda: told.append(board.faults.active is not None))
    board.faults.start("stall")
    board.faults.end()
    remove()
    board.faults.start("stall")
    assert told == [True, False]
