"""``pyrpl-pyro board run`` as a process."""

import contextlib
import signal
import socket

import pytest


def reach(host, port):
    """Fails if nothing listens there; without a monitor server the board hangs up at once."""
    with contextlib.suppress(ConnectionResetError):
        socket.create_connection((host, int(port)), 5).close()


def test_it_says_how_to_connect_and_ends_at_a_signal(spawn):
    for number in (signal.SIGTERM, signal.SIGINT):
        board = spawn("board", "run", "--port", 0, "--sshport", 0)
        ready = board.wait_for(r'hostname="127.0.0.1", port=(\d+), sshport=(\d+)\)', 120)
        for port in ready.groups():
            reach("127.0.0.1", port)
        assert board.stop(number) == 0
        assert board.out.endswith("virtual Red Pitaya stopped\n")


def test_it_says_an_address_that_can_be_called(spawn):
    board = spawn("board", "run", "--host", "0.0.0.0", "--port", 0, "--sshport", 0)
    host, port = board.wait_for(r'hostname="(\S+)", port=(\d+),', 120).groups()
    assert host != "0.0.0.0"
    reach(host, port)
    board.wait_for("every computer that reaches this one can use the board", where="err")


@pytest.mark.parametrize("option", ["--port", "--sshport"])
def test_a_port_that_is_taken_is_an_error(spawn, option):
    other = {"--port": "--sshport", "--sshport": "--port"}[option]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = spawn.run("board", "run", option, port, other, 0, timeout=120)
    assert process.wait() == 1
    assert f"cannot listen at 127.0.0.1 port {port}: Address already in use" in process.err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--plant", "space"), "--plant space: there is no plant 'space'"),
        (("--host", "192.0.2.7"), "cannot listen at 192.0.2.7"),
        (("--port", "99999"), "cannot listen at 127.0.0.1 port 99999"),
        (("--latency", "-1"), "latency of a board must be 0 to 0.5 s"),
    ],
)
def test_a_wrong_option_is_an_error(spawn, arguments, text):
    process = spawn.run("board", "run", "--sshport", 0, *arguments, timeout=120)
    assert process.wait() == 1
    assert text in process.err
    assert "Traceback" not in process.err
