"""Another PyRPL takes the board; the server says so, gives way, and takes it back on command."""

from __future__ import annotations

import time

import pytest

from pyrpl_pyro.errors import BoardTakenOver

from .conftest import outcome, wait_for_state


@pytest.mark.parametrize(
    "starting",
    [pytest.param(0.0, marks=pytest.mark.slow), 1.0, pytest.param(2.5, marks=pytest.mark.slow)],
)
def test_a_takeover_is_told_from_a_cable_and_not_fought(bench, starting):
    """However long the other one takes to start its monitor server after killing ours."""
    with bench.connect() as rp:
        bench.board.faults.start("takeover", starting=starting)
        info = wait_for_state(rp, "taken over")
        assert "process 900 on the board) is not ours. Nothing is done" in info.hardware_note
        assert "rp.take_back()" in info.hardware_note
        seconds, error = outcome(lambda: rp.pid0.p)
        assert isinstance(error, BoardTakenOver)
        assert seconds < 2.0
        time.sleep(4)
        # Killing its server or taking its port would have ended this.
        assert bench.board.faults.other_server
        assert bench.address.monitor is None
        assert rp.info().hardware_state == "taken over"


def test_the_board_is_taken_back_from_python(bench):
    with bench.connect() as rp:
        rp.pid0.p = 0.5
        bench.board.faults.start("takeover", starting=0)
        wait_for_state(rp, "taken over")
        bench.board.write(0x40300108, [1])
        info = rp.take_back()
        assert info.hardware_state == "connected"
        assert info.hardware_note == "its registers are as the other PyRPL has left them"
        assert not bench.board.faults.other_server
        rp.pid0.p = 0.25
        assert rp.pid0.p == 0.25
        # It is ours: nothing to be done.
        assert rp.take_back().hardware_since == info.hardware_since


def test_the_board_is_listed_and_taken_back_from_the_command_line(bench):
    with bench.connect() as rp:
        bench.board.faults.start("takeover", starting=0)
        wait_for_state(rp, "taken over")
        options = ("--nameserver", bench.nameserver)
        listed = bench.spawn.run(*options, "list")
        assert "taken over since 20" in listed.out
        taken = bench.spawn.run(*options, "take-back", "hardware")
        assert taken.process.returncode == 0, taken.err
        assert taken.out.startswith("hardware: connected; its registers are as the other PyRPL")
        assert "running" in bench.spawn.run(*options, "list").out


def test_a_board_that_is_away_cannot_be_taken_back(bench):
    with bench.connect() as rp:
        bench.board.faults.start("reboot", duration=60)
        wait_for_state(rp, "unreachable")
        seconds, error = outcome(rp.take_back)
        assert seconds < 12
        assert "is unreachable since" in str(error)
        assert "no SSH login" in str(error)
        bench.recover(rp)


def test_the_virtual_board_in_the_server_is_nobody_elses(virtual_server, shared_nameserver):
    import pyrpl_pyro

    with pyrpl_pyro.connect(virtual_server, nameserver=shared_nameserver) as rp:
        assert rp.info().hardware_state == "connected"
        with pytest.raises(RuntimeError, match="cannot be taken by another PyRPL"):
            rp.take_back()


@pytest.mark.slow
def test_a_server_that_ends_leaves_the_board_to_who_has_taken_it(
    spawn, nameserver, own_board, until
):
    import pyrpl_pyro

    board, address = own_board
    process = spawn.serve_at(address, nameserver, "alone")
    process.wait_for("is ready")
    with pyrpl_pyro.connect("alone", nameserver=nameserver) as rp:
        board.faults.start("takeover", starting=0)
        wait_for_state(rp, "taken over")
    assert process.stop(timeout=10) == 0
    assert board.faults.other_server


def test_a_server_that_ends_ends_its_monitor_server(spawn, nameserver, own_board, until):
    _board, address = own_board
    process = spawn.serve_at(address, nameserver, "alone")
    process.wait_for("is ready")
    assert address.monitor is not None
    assert process.stop(timeout=10) == 0
    until(lambda: address.monitor is None)


@pytest.mark.slow
def test_a_server_ends_in_order_while_its_board_is_away(spawn, nameserver, own_board):
    board, address = own_board
    process = spawn.serve_at(address, nameserver, "alone")
    process.wait_for("is ready")
    board.faults.start("reboot", duration=60)
    time.sleep(2)
    assert process.stop(timeout=10) == 0
    assert "Traceback" not in process.err
    assert "not stopped in order" not in process.err


@pytest.mark.slow
def test_a_second_program_really_takes_the_board(spawn, nameserver, own_board, tmp_path):
    """An unchanged PyRPL, not the fault that imitates one."""
    import pyrpl_pyro

    _board, address = own_board
    process = spawn.serve_at(address, nameserver, "alone")
    process.wait_for("is ready")
    program = tmp_path / "other.py"
    program.write_text(
        "import sys; from pyrpl import Pyrpl\n"
        "p = Pyrpl(config='', hostname='127.0.0.1', gui=False, "
        f"port={address.port}, sshport={address.sshport})\n"
        "p.rp.pid0.p = 0.125\n"
        "print('taken', flush=True)\n"
        "sys.stdin.readline()\n"
        "print('still', p.rp.pid0.p, flush=True)\n"
    )
    with pyrpl_pyro.connect("alone", nameserver=nameserver) as rp:
        other = spawn.python(program)
        other.wait_for("^taken")
        wait_for_state(rp, "taken over")
        time.sleep(4)
        other.process.stdin.write("\n")
        other.process.stdin.flush()
        other.wait_for("still 0.125")
        # It was left alone all the time, and so never had to connect again.
        assert "Error occured" not in other.err
        with pytest.raises(BoardTakenOver):
            rp.pid0.p  # noqa: B018
        rp.take_back()
        assert rp.pid0.p == 0.125


@pytest.mark.slow
def test_pyrpls_window_survives_a_board_that_is_away(spawn, nameserver, own_board):
    """Its timers and buttons read registers, and PyQt ends a process at errors in them."""
    import pyrpl_pyro

    board, address = own_board
    process = spawn.serve_at(address, nameserver, "alone", "--gui")
    process.wait_for("is ready")
    with pyrpl_pyro.connect("alone", nameserver=nameserver) as rp:
        rp.scope.setup(duration=1e-3, trigger_source="immediately", trace_average=1)
        rp.scope.continuous()
        number, _, _ = rp.next_curve(rp.scope)
        board.faults.start("stall")
        wait_for_state(rp, "unreachable")
        time.sleep(3)
        board.faults.end()
        wait_for_state(rp, "connected")
        assert rp.next_curve(rp.scope)[0] > number
        rp.pid0.p = 0.5
        assert rp.pid0.p == 0.5
    assert process.stop(timeout=15) == 0
