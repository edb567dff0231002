import socket
import struct
import threading

import pytest
from Pyro5 import protocol

from pyrpl_pyro.wire import messages
from pyrpl_pyro.wire.messages import REPLY, REQUEST, Incoming, message


@pytest.fixture
def ends():
    near, far = socket.socketpair()
    with near, far:
        far.settimeout(5)
        yield near, far


def received(incoming, source):
    while (found := incoming.next()) is None:
        assert incoming.read(source), "the stream ended"
    return found[0], bytes(found[1])


def test_pieces_of_any_size_make_the_message(ends):
    near, far = ends
    payload = bytes(range(256)) * 3
    data = message(REQUEST, 7, payload)
    incoming = Incoming(REQUEST)
    for size in (1, 39, 40, 41, len(data) - 1):
        for start in range(0, len(data), size):
            assert incoming.next() is None
            near.sendall(data[start : start + size])
            assert incoming.read(far)
        assert received(incoming, far) == (7, payload)


def test_several_messages_that_come_together(ends):
    near, far = ends
    payloads = [b"", b"first", b"x" * 5000, b"last"]
    near.sendall(b"".join(message(REPLY, n, payload) for n, payload in enumerate(payloads)))
    incoming = Incoming(REPLY)
    assert [received(incoming, far) for _ in payloads] == list(enumerate(payloads))
    assert incoming.next() is None


def test_long_messages_and_short_ones_after_them(ends):
    near, far = ends
    payloads = [b"a" * 3_000_000, b"b", b"c" * 200_000, b"d" * 70_000, b"e"]
    data = b"".join(message(REPLY, n, payload) for n, payload in enumerate(payloads))
    sender = threading.Thread(target=near.sendall, args=(data,), daemon=True)
    sender.start()
    incoming = Incoming(REPLY)
    assert [received(incoming, far) for _ in payloads] == list(enumerate(payloads))
    sender.join(5)


def test_end_of_the_stream(ends):
    near, far = ends
    near.sendall(message(REPLY, 1, b"whole")[:-1])
    near.shutdown(socket.SHUT_WR)
    incoming = Incoming(REPLY)
    assert incoming.read(far) > 0
    assert incoming.next() is None
    assert incoming.read(far) == 0


def test_the_header_is_pyros():
    data = message(REPLY, 12, b"payload")
    read = protocol.ReceivingMessage(data[:40], data[40:])
    assert (read.type, read.seq, read.data) == (protocol.MSG_RESULT, 12, b"payload")


def changed(offset, layout, value):
    data = bytearray(message(REQUEST, 1, b"payload"))
    struct.pack_into(layout, data, offset, value)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"GET / HTTP/1.1\r\nHost: somewhere.example\r\n\r\n", "no Pyro5 message"),
        (changed(4, "!H", 1), "no Pyro5 message"),
        (message(REPLY, 1, b"payload"), "a message of type 5"),
        (changed(7, "!B", 1), "serializer 1"),
        (changed(8, "!H", protocol.FLAGS_COMPRESSED), "flags 2"),
        (changed(12, "!I", messages.LONGEST + 1), "is longer than"),
    ],
)
def test_what_is_no_request_is_refused(ends, data, complaint):
    near, far = ends
    near.sendall(data)
    incoming = Incoming(REQUEST)
    incoming.read(far)
    with pytest.raises(ValueError, match=complaint):
        incoming.next()
