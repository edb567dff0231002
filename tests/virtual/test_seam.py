"""The client that PyRPL uses, and the board's bench interface."""

import threading
import time

import numpy as np
import pytest

from pyrpl_pyro.virtual import Cable, Constant, VirtualBoard, VirtualClient

LED = 0x40000030
SCOPE_CLOCK = 0x4010015C
SCOPE_BUFFER = 0x40110000
ASG_TABLE = 0x40210000


@pytest.fixture
def board():
    board = VirtualBoard()
    yield board
    board.close()


@pytest.fixture
def client(board):
    return VirtualClient(board)


def test_a_register_reads_back_what_was_written_within_its_width(client):
    client.writes(LED, [0x1FF])
    words = client.reads(LED, 1)
    assert words.dtype == np.uint32
    assert words.tolist() == [0xFF]


def test_the_client_counts_accesses(client):
    client.writes(LED, [1])
    client.reads(LED, 1)
    client.reads(LED, 2)
    assert (client._read_counter, client._write_counter) == (2, 1)


def test_board_time_follows_the_wall_clock(client):
    started, before = time.perf_counter(), int(client.reads(SCOPE_CLOCK, 1)[0])
    time.sleep(0.1)
    after, ended = int(client.reads(SCOPE_CLOCK, 1)[0]), time.perf_counter()
    clocks = (after - before) & 0xFFFFFFFF
    assert 0.1 * 125e6 <= clocks <= (ended - started) * 125e6 + 1000


def test_bursts_reach_tables_and_buffers(client):
    assert client.writes(ASG_TABLE, np.arange(16384))
    assert client.reads(ASG_TABLE, 3).tolist() == [0, 0, 0]
    words = client.reads(SCOPE_BUFFER, 16384)
    assert words.shape == (16384,)
    assert words.max() <= 0x3FFF


@pytest.mark.parametrize(
    ("address", "length", "message"),
    [
        (0x40000001, 1, "multiple of 4"),
        (0x3FFFFFFC, 1, "window"),
        (0x7FFFFFFC, 2, "window"),
        (0x40000000, 65536, "65535"),
    ],
)
def test_bursts_that_miss_the_board_are_refused(client, address, length, message):
    with pytest.raises(ValueError, match=message):
        client.reads(address, length)
    with pytest.raises(ValueError, match=message):
        client.writes(address, [0] * length)


def test_bits_that_do_not_exist_read_zero(client):
    client.writes(0x40200004, [0xFFFFFFFF])
    assert client.reads(0x40200004, 1).tolist() == [0x3FFF3FFF]
    client.writes(0x40200000, [0xFFF8FFF8])
    assert client.reads(0x40200000, 1).tolist() == [0x1FF01FF0]


def test_unused_addresses_read_zero_and_ignore_writes(client):
    for address in (0x40000100, 0x40500000, 0x40380200):
        client.writes(address, [7])
        assert client.reads(address, 1).tolist() == [0]


def test_the_image_repeats_every_8_mib(client):
    client.writes(LED, [5])
    assert client.reads(LED + (8 << 20), 1).tolist() == [5]


def test_closing_twice_is_harmless_and_ends_the_thread(board):
    threads = [t for t in threading.enumerate() if t.name == "virtual board"]
    assert threads
    board.close()
    board.close()
    assert not any(thread.is_alive() for thread in threads)


def test_a_free_running_board_cannot_be_stepped(board):
    with pytest.raises(RuntimeError, match="free_running=False"):
        board.step(1)
    with pytest.raises(RuntimeError, match="free_running=False"):
        board.record(1)


def test_accesses_from_several_threads_do_not_mix_up_words(client):
    errors = []

    def hammer(address, value):
        for _ in range(300):
            client.writes(address, [value])
            if client.reads(address, 1)[0] != value:
                errors.append(address)

    addresses = (LED, 0x40000018, 0x4000001C, 0x40400028)
    threads = [
        threading.Thread(target=hammer, args=(address, number + 1))
        for number, address in enumerate(addresses)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []


@pytest.mark.parametrize(
    "arguments",
    [{"gain": np.nan}, {"offset": np.inf}, {"delay": -1}, {"delay": 1.5}, {"delay": 1 << 20}],
)
def test_impossible_cables_are_refused(arguments):
    with pytest.raises(ValueError, match="cable"):
        Cable(**arguments)


def test_bench_arguments_are_checked():
    board = VirtualBoard(free_running=False)
    with pytest.raises(ValueError, match="channels 0 and 1"):
        board.connect(Cable(), 2)
    with pytest.raises(ValueError, match="codes"):
        board.set_inputs(9000, 0)
    with pytest.raises(ValueError, match="8 exp_p pins"):
        board.set_pins(256)
    with pytest.raises(ValueError, match="back"):
        board.step(-1)
    with pytest.raises(ValueError, match="in1"):
        board.record(3, in1=[0, 0])
    with pytest.raises(ValueError, match="loopback"):
        VirtualBoard(plant="cable")


def test_a_cable_delays_by_two_registers_and_its_own_delay():
    board = VirtualBoard(free_running=False, plant="none")
    board.write(0x40300004, 1)
    board.write(0x40300100, 0x1000)
    board.connect(Cable(delay=7), 0)
    board.connect(Constant(offset=-5.0), 1)
    trace = board.record(60)
    board.write(0x40300100, 0x0800)
    trace = np.concatenate([trace, board.record(60)])
    assert len(set(trace[:51, 12])) > 1
    assert np.array_equal(trace[9:60, 10], trace[: 60 - 9, 12])
    assert set(trace[1:, 11]) == {-5}
