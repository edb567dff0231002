"""The log of register writes."""

import time

import numpy as np
import pytest

from pyrpl_pyro.virtual import VirtualBoard

LED = 0x40000030
SETPOINT = 0x40300104
ASG_TABLE = 0x40210000


@pytest.fixture
def board():
    board = VirtualBoard()
    yield board
    board.close()


def test_nothing_is_logged_until_it_is_asked_for(board):
    board.write(LED, 1)
    assert board.writes.entries() == []
    board.writes.start()
    board.write(LED, 2)
    board.writes.stop()
    board.write(LED, 3)
    assert [(entry.old, entry.new) for entry in board.writes.entries()] == [(1, 2)]


def test_an_entry_tells_time_clock_place_and_both_words(board):
    board.writes.start()
    before, cycle = time.time(), board.now
    board.write(SETPOINT, 0xFFFFFFFF)
    board.write(SETPOINT, 5)
    first, second = board.writes.entries()
    assert before <= first.time <= second.time <= time.time()
    assert cycle <= first.clock < second.clock <= board.now
    assert (first.address, first.name, first.words) == (SETPOINT, "pid0.setpoint", 1)
    assert (first.old, first.new) == (0, 0xFFFFFFFF)
    assert (second.old, second.new) == (0x3FFF, 5)


def test_words_of_a_burst_are_logged_one_by_one_but_a_table_as_one(board):
    board.writes.start()
    board.write(0x40300124, [1, 2])
    board.write(ASG_TABLE, np.arange(16384))
    board.write(0x40348000, [7, 8, 9])
    assert [(e.name, e.words, e.old, e.new) for e in board.writes.entries()] == [
        ("pid0.minimum", 1, 0x2000, 1),
        ("pid0.maximum", 1, 0x1FFF, 2),
        ("asg0.table[0]", 16384, None, None),
        ("iir.coefficient[0]", 3, None, None),
    ]


def test_a_command_has_no_old_word_and_logging_runs_no_clocks():
    logged, plain = VirtualBoard(free_running=False), VirtualBoard(free_running=False)
    logged.writes.start()
    for board in (logged, plain):
        board.write(0x40330100, 1)
        board.write(0x40300100, 100)
        board.write(0x4030000C, 0x1F)
    assert [(entry.name, entry.old) for entry in logged.writes.entries()] == [
        ("trig.arm", 0),
        ("pid0.ival", 0),
        ("dsp.sync", 0xFF),
    ]
    assert logged.cycle == plain.cycle
    assert np.array_equal(logged.record(50), plain.record(50))


def test_the_oldest_entries_are_dropped_and_counted(board):
    board.writes.start()
    for word in range(100_010):
        board.write(LED, word)
    assert (len(board.writes), board.writes.dropped) == (100_000, 10)
    entries = board.writes.entries()
    assert [entries[0].number, entries[-1].number] == [11, 100_010]
    assert [entry.number for entry in board.writes.entries(since=100_008)] == [100_009, 100_010]
    board.writes.clear()
    assert (board.writes.entries(), board.writes.dropped) == ([], 0)
    board.write(LED, 1)
    assert [entry.number for entry in board.writes.entries()] == [100_011]


def test_a_negative_position_is_refused(board):
    with pytest.raises(ValueError, match="negative"):
        board.writes.entries(-1)
