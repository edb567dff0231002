"""The monitor server's protocol, with messages in pieces and messages that are wrong."""

import contextlib
import socket
import struct
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving.monitor import MonitorServer
from pyrpl_pyro.virtual.serving.ports import BoardPort

ID, LED, TABLE = 0x40000000, 0x40000030, 0x40210000
#: Identification and serial number (REGISTERS.md 2).
IDENTITY = struct.pack("<3I", 1, 0x0823456789ABCDE & 0xFFFFFFFF, 0x0823456789ABCDE >> 32)
ANSWER_SECONDS = 5


@pytest.fixture(scope="module")
def board():
    board = VirtualBoard(plant="none")
    yield board
    board.close()


class Service:
    """A monitor server on a port, and what is seen of it."""

    def __init__(self, board, port):
        self.port = port
        self.ended = threading.Event()
        self.last_words = ""
        self.server = MonitorServer(board, 0.0, self._end)
        port.attach(self.server)

    def _end(self, last_words):
        self.port.detach(self.server)
        self.last_words = last_words
        self.ended.set()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.server.kill()

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port.number), ANSWER_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


@pytest.fixture(scope="module")
def port():
    port = BoardPort("127.0.0.1", 0)
    yield port
    port.close()


@pytest.fixture
def service(board, port):
    with Service(board, port) as service:
        yield service


def header(command, words, address):
    return struct.pack("<cxHI", command, words, address)


def write(address, *words):
    return header(b"w", len(words), address) + struct.pack(f"<{len(words)}I", *words)


def receive(connection, n):
    data = b""
    while len(data) < n:
        piece = connection.recv(n - len(data))
        if not piece:
            break
        data += piece
    return data


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


@st.composite
def messages(draw):
    """(message, expected answer) of a read or a write, or of a header without words."""
    kind = draw(st.sampled_from(["id", "led", "table", "nothing"]))
    if kind == "id":
        n = draw(st.integers(1, 3))
        return header(b"r", n, ID), header(b"r", n, ID) + IDENTITY[: 4 * n]
    if kind == "led":
        message = write(LED, draw(st.integers(0, 2**32 - 1)))
        return message, message[:8]
    if kind == "table":
        words = draw(st.lists(st.integers(0, 2**14 - 1), min_size=1, max_size=300))
        message = write(TABLE, *words)
        return message, message[:8]
    return header(draw(st.sampled_from([b"r", b"w", b"c", b"?"])), 0, LED), b""


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(messages(), min_size=1, max_size=8), st.data())
def test_messages_in_any_pieces_are_answered_in_order(board, port, sequence, data):
    stream = b"".join(message for message, _ in sequence)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=8)))
    with Service(board, port) as service, service.connect() as connection:
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
            connection.sendall(stream[start:end])
        for _, answer in sequence:
            assert receive(connection, len(answer)) == answer
        connection.close()
        assert service.ended.wait(ANSWER_SECONDS)
    # The client went in order, between two messages.
    assert "after 0 of 8 bytes" in service.last_words


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(min_size=1, max_size=64))
def test_garbage_ends_the_server_or_waits_for_the_rest(board, port, garbage):
    with Service(board, port) as service, service.connect() as connection:
        connection.sendall(garbage)
        # The server may have ended already.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        while not is_closed(connection):
            pass
        assert service.ended.wait(ANSWER_SECONDS)
    # The next one serves as if nothing had been.
    with Service(board, port) as following, following.connect() as connection:
        connection.sendall(header(b"r", 1, ID))
        assert receive(connection, 12) == header(b"r", 1, ID) + struct.pack("<I", 1)


def test_words_arrive_as_they_were_written(service, board):
    words = np.arange(10, 20)
    with service.connect() as connection:
        connection.sendall(write(0x40310104, 0x155))
        assert receive(connection, 8) == header(b"w", 1, 0x40310104)
        connection.sendall(header(b"r", 1, 0x40310104))
        assert receive(connection, 12)[8:] == struct.pack("<I", 0x155)
        connection.sendall(write(TABLE, *words.tolist()))
        assert receive(connection, 8) == header(b"w", 10, TABLE)
    assert board.read(0x40310104)[0] == 0x155


def test_a_whole_scope_trace_is_one_answer(service):
    with service.connect() as connection:
        connection.sendall(header(b"r", 16384, 0x40110000))
        answer = receive(connection, 8 + 65536)
    assert len(answer) == 8 + 65536


@pytest.mark.parametrize(
    ("message", "last_words"),
    [
        (header(b"x", 1, ID), "unknown control character"),
        (header(b"r", 1, ID + 2), "Bus error"),
        (header(b"r", 1, 0x100), "Bus error"),
        (header(b"r", 32769, ID), "Segmentation fault"),
        (header(b"r", 2, ID + 0x1FFFC), "Segmentation fault"),
        (header(b"r", 65535, ID), "Segmentation fault"),
        (header(b"c", 1, 0), "accepted!"),
    ],
)
def test_it_ends_where_the_real_one_does(service, message, last_words):
    with service.connect() as connection:
        connection.sendall(message)
        assert is_closed(connection)
    assert service.ended.wait(ANSWER_SECONDS)
    assert last_words in service.last_words


def test_a_message_that_is_not_finished_does_nothing(service, board):
    board.write(LED, 3)
    with service.connect() as connection:
        connection.sendall(write(LED, 9)[:10])
        connection.shutdown(socket.SHUT_WR)
        assert is_closed(connection)
    assert service.ended.wait(ANSWER_SECONDS)
    assert board.read(LED)[0] == 3


def test_a_second_client_waits_and_is_reset_with_the_server(service):
    with service.connect() as first, service.connect() as second:
        first.sendall(header(b"r", 1, ID))
        assert len(receive(first, 12)) == 12
        second.sendall(header(b"r", 1, ID))
        second.settimeout(0.3)
        with pytest.raises(TimeoutError):
            second.recv(1)
        service.server.kill()
        assert is_closed(first)
        second.settimeout(ANSWER_SECONDS)
        assert is_closed(second)
    assert service.last_words == "Terminated"


def test_without_a_server_connections_are_reset(port):
    # The reset may come while the client still connects.
    with (
        contextlib.suppress(ConnectionError),
        socket.create_connection(("127.0.0.1", port.number), ANSWER_SECONDS) as connection,
    ):
        assert is_closed(connection)


def test_two_servers_cannot_listen_at_one_port(service, port, board):
    with pytest.raises(OSError, match="already in use"):
        port.attach(MonitorServer(board, 0.0, lambda last_words: None))


def test_a_port_that_is_taken_is_named(port):
    with pytest.raises(OSError, match=f"cannot listen at 127.0.0.1 port {port.number}: "):
        BoardPort("127.0.0.1", port.number)
