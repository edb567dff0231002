"""Messages over a real socket: in pieces, cut off, wrong, or not at all."""

from __future__ import annotations

import itertools
import socket
import struct
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyrpl_pyro.hardware.connection import BrokenConnection, MonitorConnection

LIMIT = 0.25
ADDRESS = 0x40300104


class Peer:
    """Stands at the other end of a connection, and answers what it is told."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.connection = MonitorConnection(
                "127.0.0.1", listener.getsockname()[1], seconds=5, answer_seconds=LIMIT
            )
            self.socket = listener.accept()[0]
        self.socket.settimeout(5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.connection.close()
        self.socket.close()

    def answer(self, size, pieces, close=False):
        """Take a request of `size` bytes and send `pieces`, in a thread."""

        def run():
            request = self.socket.recv(size, socket.MSG_WAITALL)
            self.requests.append(request)
            for piece in pieces:
                self.socket.sendall(piece)
                # The next piece is a segment of its own, most of the time.
                time.sleep(0.001)
            if close:
                self.socket.close()

        self.requests = []
        thread = threading.Thread(target=run)
        thread.start()
        return thread


def header(command, words):
    return struct.pack("<cxHI", command, words, ADDRESS)


def ask(connection, values, write):
    if write:
        connection.write(ADDRESS, values)
    else:
        connection.read(ADDRESS, len(values))


def cut(data, places):
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    pieces = [data[a:b] for a, b in itertools.pairwise(edges)]
    return [piece for piece in pieces if piece]


WORDS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40)
PLACES = st.lists(st.integers(0, 200), max_size=6)


@settings(max_examples=60, deadline=None)
@given(words=WORDS, places=PLACES)
def test_an_answer_in_pieces_is_put_together(words, places):
    expected = np.array(words, np.uint32)
    whole = header(b"r", len(words)) + expected.tobytes()
    with Peer() as peer:
        thread = peer.answer(8, cut(whole, places))
        found = peer.connection.read(ADDRESS, len(words))
        thread.join()
        assert found.dtype == np.uint32
        np.testing.assert_array_equal(found, expected)
        # And the connection is in step.
        thread = peer.answer(8, [header(b"r", 1) + b"\1\0\0\0"])
        assert peer.connection.read(ADDRESS, 1).tolist() == [1]
        thread.join()


@settings(max_examples=60, deadline=None)
@given(words=WORDS, places=PLACES, missing=st.integers(1, 200), write=st.booleans())
def test_an_answer_that_is_cut_off_is_never_used(words, places, missing, write):
    values = np.array(words, np.uint32)
    command, body = (b"w", values.tobytes()) if write else (b"r", b"")
    whole = header(command, len(words)) + (b"" if write else values.tobytes())
    part = whole[: max(0, len(whole) - missing)]
    with Peer() as peer:
        thread = peer.answer(8 + len(body), cut(part, places), close=True)
        with pytest.raises(BrokenConnection) as caught:
            ask(peer.connection, values, write)
        thread.join()
        assert caught.value.by_board
        assert peer.requests == [header(command, len(words)) + body]
        assert_closed(peer.connection)


@settings(max_examples=40, deadline=None)
@given(wrong=st.binary(min_size=8, max_size=8), write=st.booleans())
def test_a_wrong_header_ends_the_connection(wrong, write):
    right = header(b"w" if write else b"r", 1)
    with Peer() as peer:
        # Whatever 8 bytes come, only the right ones are an answer.
        answer = wrong if write else wrong + bytes(4)
        thread = peer.answer(12 if write else 8, [answer])
        if wrong != right:
            with pytest.raises(BrokenConnection, match="a wrong header"):
                ask(peer.connection, np.array([5], np.uint32), write)
            assert_closed(peer.connection)
        thread.join()


@pytest.mark.parametrize("sent", [0, 3, 8, 11])
def test_a_peer_that_stalls_is_left_in_time(sent):
    whole = header(b"r", 1) + bytes(4)
    with Peer() as peer:
        thread = peer.answer(8, [whole[:sent]])
        started = time.monotonic()
        with pytest.raises(BrokenConnection, match="no whole answer within"):
            peer.connection.read(ADDRESS, 1)
        assert time.monotonic() - started < 4 * LIMIT
        thread.join()
        assert_closed(peer.connection)


def test_a_byte_now_and_then_does_not_prolong_the_limit():
    whole = header(b"r", 20) + bytes(80)
    with Peer() as peer:

        def dribble():
            peer.socket.recv(8, socket.MSG_WAITALL)
            try:
                for k in range(len(whole)):
                    peer.socket.sendall(whole[k : k + 1])
                    time.sleep(LIMIT / 5)
            except OSError:
                pass

        thread = threading.Thread(target=dribble)
        thread.start()
        started = time.monotonic()
        with pytest.raises(BrokenConnection, match="no whole answer within"):
            peer.connection.read(ADDRESS, 20)
        assert time.monotonic() - started < 6 * LIMIT
        thread.join()


@pytest.mark.parametrize(
    ("address", "count", "text"),
    [
        (ADDRESS, 0, "1 to 65535 words, not 0"),
        (ADDRESS, 65536, "not 65536"),
        (ADDRESS + 2, 1, "not the address of a 32-bit word"),
        (-4, 1, "not the address"),
        (0x4011FFFC, 2, "segmentation fault"),
    ],
)
def test_what_would_end_the_monitor_server_is_not_sent(address, count, text):
    with Peer() as peer:
        with pytest.raises(ValueError, match=text):
            peer.connection.read(address, count)
        peer.socket.setblocking(False)
        with pytest.raises(BlockingIOError):
            peer.socket.recv(1)


def test_the_socket_sends_at_once_and_notices_a_peer_that_is_gone():
    with Peer() as peer:
        ours = peer.connection._socket
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


def test_a_port_where_nothing_listens_is_told(free_port):
    with pytest.raises(BrokenConnection, match="refused") as caught:
        MonitorConnection("127.0.0.1", free_port(), seconds=2)
    assert caught.value.by_board


def assert_closed(connection):
    with pytest.raises(BrokenConnection):
        connection.read(ADDRESS, 1)
