"""Text of strangers in the log and in tables: neither steers a terminal nor passes for a line."""

from __future__ import annotations

import io
import logging

import msgpack
import Pyro5.api
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrpl_pyro.server.logs import SafeFormatter
from pyrpl_pyro.wire.printable import printable
from tests.conftest import Spawner

from .strangers import CONNECT, address_of, answer, connection, message

EVIL = "evil\x1b[2J\x1b]0;owned\x07\n2024-01-01 00:00:00 ERROR forged line\r\x9b31m\u202e"


@given(st.text())
def test_what_is_shown_is_printable_and_on_one_line(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown.splitlines()) <= 1
    if text.isprintable() and len(text) <= 1000:
        assert shown == text


@given(st.text(min_size=1))
def test_a_line_of_the_log_is_not_forged(text: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeFormatter("LINE %(message)s"))
    handler.handle(logging.LogRecord("x", logging.INFO, "x", 1, "from %s", (text,), None))
    first, *others = stream.getvalue().removesuffix("\n").split("\n")
    assert first.startswith("LINE from ")
    assert all(line.startswith("    | ") for line in others)
    assert all(line.isprintable() for line in [first, *others])


@pytest.mark.timeout(90)
def test_a_client_and_a_board_with_escapes_in_their_names(spawn: Spawner) -> None:
    names = spawn.nameserver()
    server = spawn.serve_virtual(names, "shown", "--config", "")
    uri = server.wait_for(r"at (PYRO:\S+?)[,.] ")[1]
    said = {"pyrpl_pyro": 1, "client": {"user": EVIL, "program": EVIL}, "session": "a" * 32}
    greeting = {"handshake": said, "object": "pyrpl_pyro.service"}
    with connection(address_of(uri), message(CONNECT, msgpack.packb(greeting))) as peer:
        assert answer(peer)
    server.wait_for(r"evil\\x1b\[2J", where="err")
    assert "\x1b" not in server.err
    assert "\nforged" not in server.err
    with Pyro5.api.Proxy(f"PYRO:Pyro.NameServer@{names}") as nameserver:
        nameserver.register(
            "pyrpl.trap", "PYRO:pyrpl.trap@127.0.0.1:1", metadata={"pyrpl", "board:trap", "host:x"}
        )
        with pytest.raises(ValueError, match="printable"):
            nameserver.register("pyrpl.evil", "PYRO:x@localhost:1", metadata={f"host:{EVIL}"})
    listed = spawn.run("list", "--modules", "--nameserver", names)
    assert "shown" in listed.out
    assert "trap" in listed.out
    assert "\x1b" not in listed.out
