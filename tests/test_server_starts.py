"""A server that cannot start says why."""

from __future__ import annotations

import os
import signal
import socket
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import BoardNotAnswering, BoardNotFound


def failed(process: Any) -> str:
    """What a command that must fail printed: one message, no traceback."""
    assert process.wait() not in (0, None)
    assert "Traceback" not in process.err
    return process.err


def test_no_board_was_named(spawn: Any) -> None:
    assert "--virtual" in failed(spawn("serve", "--board", "b"))


def test_a_board_whose_name_is_unknown(spawn: Any, nameserver: str) -> None:
    process = spawn(
        "serve", "--board", "b", "--hostname", "no-such-board.invalid", "--nameserver", nameserver
    )
    assert "'no-such-board.invalid' is not known" in failed(process)
    with pytest.raises(BoardNotFound, match="knows: none"):
        pyrpl_pyro.connect("b", nameserver=nameserver)


def test_a_board_that_cannot_be_reached(spawn: Any, nameserver: str, free_port: Any) -> None:
    port = free_port()
    process = spawn(
        *("serve", "--board", "b", "--hostname", "127.0.0.1", "--sshport", port),
        *("--nameserver", nameserver),
    )
    assert f"127.0.0.1 cannot be reached on port {port}" in failed(process)


def test_a_port_in_use(spawn: Any, nameserver: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = spawn(
            *("serve", "--board", "b", "--virtual", "--port", port, "--nameserver", nameserver)
        )
        assert f"port {port} of 127.0.0.1 is taken" in failed(process)


@pytest.mark.parametrize("name", ["../outside", "a/b", ".hidden", "/etc/passwd"])
def test_a_configuration_name_that_is_a_path(spawn: Any, nameserver: str, name: str) -> None:
    process = spawn(
        *("serve", "--board", "b", "--virtual", "--config", name, "--nameserver", nameserver)
    )
    assert "is not the name of a PyRPL configuration" in failed(process)


def test_a_configuration_that_does_not_exist(spawn: Any, nameserver: str) -> None:
    process = spawn(
        *("serve", "--board", "b", "--virtual", "--config", "mistyped"),
        *("--nameserver", nameserver),
    )
    message = failed(process)
    assert "no PyRPL configuration 'mistyped'" in message
    assert "--create-config" in message


def test_a_name_that_a_live_server_holds(spawn: Any, nameserver: str) -> None:
    first = spawn.serve_virtual(nameserver, "bench1", "--config", "")
    second = spawn("serve", "--board", "bench1", "--virtual", "--nameserver", nameserver)
    message = failed(second)
    assert "board bench1 is held by a server on" in message
    assert pyrpl_pyro.connect("bench1", nameserver=nameserver).info().pid == first.pid


def test_a_server_that_starts_is_listed_as_such(spawn: Any, nameserver: str) -> None:
    def states() -> list[str]:
        found = pyrpl_pyro.discover(nameserver=nameserver, all=True, timeout=1)
        return [info.state for info in found]

    board = ("--board", "bench1", "--config", "", "--no-supervise", "--nameserver", nameserver)
    server = spawn("serve", "--virtual", *board)
    server.wait_for("is registered", where="err")
    # Its start takes less than the patience of who asks.
    os.kill(server.pid, signal.SIGSTOP)
    assert states() == ["starting"]
    os.kill(server.pid, signal.SIGCONT)
    server.wait_for("is ready")
    assert states() == ["running"]


def test_a_name_that_a_dead_server_left(spawn: Any, nameserver: str) -> None:
    first = spawn.serve_virtual(nameserver, "bench1", "--config", "")
    first.stop(signal.SIGKILL)
    found = pyrpl_pyro.discover(nameserver=nameserver, all=True)
    assert [(info.board, info.state) for info in found] == [("bench1", "not answering")]
    assert found[0].hardware_state == ""
    assert pyrpl_pyro.discover(nameserver=nameserver) == []
    with pytest.raises(BoardNotAnswering, match=r"127\.0\.0\.1:\d+"):
        pyrpl_pyro.connect("bench1", nameserver=nameserver, timeout=3)
    spawn.serve_virtual(nameserver, "bench1", "--config", "")
    with pyrpl_pyro.connect("bench1", nameserver=nameserver) as rp:
        assert rp.pid0.p is not None


def test_a_name_server_that_was_named_but_is_not_there(spawn: Any, free_port: Any) -> None:
    address = f"127.0.0.1:{free_port()}"
    process = spawn("serve", "--board", "b", "--virtual", "--nameserver", address)
    assert f"no name server at {address}" in failed(process)


def test_a_binding_that_is_known_to_crash_is_refused() -> None:
    from pyrpl_pyro.errors import QtBindingError
    from pyrpl_pyro.server.qt_binding import refuse_known_crash

    with pytest.raises(QtBindingError, match="Install PyQt6"):
        refuse_known_crash("PySide6", "6.12.0", (3, 11))
    refuse_known_crash("PySide6", "6.11.1", (3, 11))
    refuse_known_crash("PyQt6", "6.12.0", (3, 11))


def test_a_binding_that_is_not_installed(spawn: Any) -> None:
    process = spawn("serve", "--board", "b", "--virtual", QT_API="pyside2")
    assert "QT_API=pyside2 asks for PySide2, which is not installed" in failed(process)


def test_traceback_is_shown_when_asked_for(spawn: Any) -> None:
    process = spawn("--traceback", "serve", "--board", "b", "--virtual", QT_API="pyside2")
    assert process.wait() != 0
    assert "Traceback" in process.err


def test_without_a_name_server_one_is_embedded_and_says_so(spawn: Any, free_port: Any) -> None:
    port = free_port()
    server = spawn(
        *("serve", "--board", "b", "--virtual", "--config", ""),
        PYRPL_PYRO_NAMESERVER_PORT=str(port),
    )
    server.wait_for("is ready")
    assert "started one in this process" in server.err
    with pyrpl_pyro.connect("b", nameserver=f"127.0.0.1:{port}") as rp:
        assert rp.info().board == "b"
