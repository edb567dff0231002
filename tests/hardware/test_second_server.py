"""A board has one server; a second one is told who holds it, and a dead one is in nobody's way."""

from __future__ import annotations

import getpass
import re
import signal
import socket

import pytest

import pyrpl_pyro
from pyrpl_pyro.hardware import BoardShell, Login, ShellError, read_claim

from .conftest import wait_for_state

CLAIM = "/tmp/pyrpl_pyro_server.json"


def test_a_second_server_is_refused_and_the_first_goes_on(spawn, nameserver, own_board):
    _board, address = own_board
    first = spawn.serve_at(address, nameserver, "first")
    first.wait_for("is ready")
    monitor = address.monitor
    with pyrpl_pyro.connect("first", nameserver=nameserver) as rp:
        rp.pid0.p = 0.5
        second = spawn.serve_at(address, nameserver, "second")
        assert second.wait() == 1
        holder = f"{getpass.getuser()}@{socket.gethostname()}, process {first.pid}"
        assert f"is held by the server of first ({holder}) since 20" in second.err
        assert "--take-board" in second.err
        assert rp.pid0.p == 0.5
        assert rp.info().hardware_state == "connected"
        assert address.monitor is monitor
    assert [info.board for info in pyrpl_pyro.discover(nameserver=nameserver)] == ["first"]


def test_a_server_that_was_killed_blocks_nobody(spawn, nameserver, own_board, until):
    _board, address = own_board
    first = spawn.serve_at(address, nameserver, "first")
    first.wait_for("is ready")
    first.stop(signal.SIGKILL)
    until(lambda: address.monitor is None)
    spawn.serve_at(address, nameserver, "second").wait_for("is ready")


def test_the_board_is_taken_when_it_is_asked_for(spawn, nameserver, own_board):
    _board, address = own_board
    spawn.serve_at(address, nameserver, "first").wait_for("is ready")
    with pyrpl_pyro.connect("first", nameserver=nameserver) as rp:
        spawn.serve_at(address, nameserver, "second", "--take-board").wait_for("is ready")
        wait_for_state(rp, "taken over")
        with pyrpl_pyro.connect("second", nameserver=nameserver) as other:
            other.pid0.p = 0.25
            rp.take_back()
            assert rp.pid0.p == 0.25
            note = wait_for_state(other, "taken over").hardware_note
            assert re.search(r"is not ours", note)


def test_a_claim_follows_the_monitor_server(bench):
    with bench.connect() as rp, OpenShell(bench.address) as shell:
        before = read_claim(shell)
        assert before.board == "hardware"
        bench.board.faults.start("close")
        wait_for_state(rp, "unreachable")
        wait_for_state(rp, "connected")
        after = read_claim(shell)
        assert after.monitor != before.monitor
        assert (after.server, after.since) == (before.server, before.since)


@pytest.mark.parametrize("text", ["", "not JSON", "[]", '{"server": 1}', "{" * 50])
def test_a_note_that_is_no_claim_is_none(bench, text):
    with bench.connect() as rp, OpenShell(bench.address) as shell:
        whole = shell.read_file(CLAIM)
        try:
            shell.write_file(CLAIM, text)
            assert read_claim(shell) is None
        finally:
            shell.write_file(CLAIM, whole.strip())
        assert rp.info().hardware_state == "connected"


def test_a_wrong_password_is_told(own_board):
    _board, address = own_board
    shell = BoardShell(
        Login("127.0.0.1", address.sshport, "root", "secret"), "monitor_server", "/opt/pyrpl"
    )
    with pytest.raises(ShellError, match=r"no SSH login \(Authentication failed"):
        shell.servers()


class OpenShell(BoardShell):
    """A shell on a board, closed at the end."""

    def __init__(self, address, folder="/opt/pyrpl"):
        login = Login("127.0.0.1", address.sshport, "root", "root")
        super().__init__(login, "monitor_server", folder)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
