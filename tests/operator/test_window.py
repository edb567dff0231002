"""PyRPL's own window on demand, and a clear answer where there is no display."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pyrpl_pyro.cli import main
from pyrpl_pyro.errors import WindowError

pytestmark = pytest.mark.timeout(120)


def receive(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        assert part, "the display has closed the connection"
        data += part
    return data


def connected(port: int) -> socket.socket:
    """The display listens some time after its server has begun."""
    deadline = time.monotonic() + 15
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 10)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "nobody listens"
            time.sleep(0.2)


def colours_on_screen(port: int) -> int:
    """How many colours the display shows, asked as a VNC viewer does (RFB 3.3, raw)."""
    with connected(port) as connection:
        connection.settimeout(20)
        receive(connection, 12)
        connection.sendall(b"RFB 003.003\n")
        assert receive(connection, 4) == b"\0\0\0\1"
        connection.sendall(b"\1")
        width, height, *_, name = struct.unpack(">HH16sI", receive(connection, 24))
        receive(connection, name)
        # 32 bits for a pixel, little endian, true colour; raw encoding only; the whole screen.
        connection.sendall(
            struct.pack(">B3xBBBBHHHBBB3x", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
        )
        connection.sendall(struct.pack(">BxHi", 2, 1, 0))
        connection.sendall(struct.pack(">BBHHHH", 3, 0, 0, 0, width, height))
        pixels = set()
        left = width * height
        while left > 0:
            kind, count = struct.unpack(">BxH", receive(connection, 4))
            assert kind == 0
            for _ in range(count):
                _x, _y, w, h, encoding = struct.unpack(">HHHHi", receive(connection, 12))
                assert encoding == 0
                pixels.update(struct.unpack(f"<{w * h}I", receive(connection, 4 * w * h)))
                left -= w * h
        return len(pixels)


def free_display_port() -> int:
    """A free port that no connection gets by chance before the display listens there."""
    for port in random.sample(range(15000, 30000), 50):
        with contextlib.suppress(OSError), socket.create_server(("", port)):
            return port
    raise AssertionError("no free port")


@pytest.fixture(scope="module")
def screen(shared_spawn: Any, shared_nameserver: str) -> Iterator[int]:
    """The port of a display on which the window of the board "shown" would be."""
    port = free_display_port()
    server = shared_spawn(
        *("serve", "--virtual", "--board", "shown", "--config", ""),
        *("--nameserver", shared_nameserver),
        QT_QPA_PLATFORM=f"vnc:port={port}:size=400x300",
    )
    server.wait_for("is ready")
    yield port
    server.stop()


def test_shown_and_hidden(
    screen: int, shared_nameserver: str, capsys: pytest.CaptureFixture[str], until: Any
) -> None:
    def gui(*arguments: str) -> str:
        assert main(["gui", "shown", *arguments, "--nameserver", shared_nameserver]) == 0
        return capsys.readouterr().out

    empty = colours_on_screen(screen)
    assert empty <= 2
    assert "is shown on the screen of" in gui()
    until(lambda: colours_on_screen(screen) > 20, timeout=20)
    assert "is hidden; the server goes on" in gui("--hide")
    until(lambda: colours_on_screen(screen) <= empty, timeout=20)
    gui()
    until(lambda: colours_on_screen(screen) > 20, timeout=20)


def test_without_a_display(
    virtual_server: str, shared_nameserver: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import pyrpl_pyro

    assert main(["gui", virtual_server, "--nameserver", shared_nameserver]) == 1
    told = capsys.readouterr().err
    assert "the server was started without a display" in told
    assert "DISPLAY" in told
    with pyrpl_pyro.connect(virtual_server, nameserver=shared_nameserver) as rp:
        with pytest.raises(WindowError, match="without a display"):
            rp.show_gui()
        rp.hide_gui()
