"""Choosing a board, sharing one, and what happens when its server goes away."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest
from pymodaq_plugins_pyrpl_pyro.board.background import Background, Stopped
from pymodaq_plugins_pyrpl_pyro.board.choice import VIRTUAL
from pymodaq_plugins_pyrpl_pyro.board.private_server import private_server
from qtpy import QtCore

import pyrpl_pyro
from pyrpl_pyro import Board
from tests.conftest import Spawner
from tests.plugins.headless.driving import Driven, Move, Viewer, Waiting, run_for, until


def choose(driven: Driven, board: str, nameserver: str = "") -> None:
    driven.choose("")
    group = driven.settings.child("board_choice")
    group.child("nameserver").setValue(nameserver)
    parameter = group.child("board")
    parameter.setLimits([*parameter.opts["limits"], board])
    parameter.setValue(board)


@pytest.fixture
def served(spawn: Spawner) -> tuple[str, Callable[[], object]]:
    """Address of a name server with a board "bench", and a function that serves it anew."""
    address = spawn.nameserver()
    serve = lambda: spawn.serve_virtual(address, "bench", "--config", "")  # noqa: E731
    return address, serve


def test_one_private_server_for_all(
    make_viewer: Callable[..., Viewer], make_move: Callable[..., Move]
) -> None:
    scope = make_viewer("PyRPLScope", init=False)
    pid = make_move("PyRPLPID", init=False)
    sampler = make_viewer("PyRPLSampler", "0D", init=False)
    for driven in (scope, pid, sampler):
        choose(driven, VIRTUAL)
        assert driven.init(), driven.said
    server = private_server._server
    assert server is not None
    number = server.info().pid
    assert pid.to(0.2) == pytest.approx(0.2, abs=1e-3)
    assert pyrpl_pyro.connect(pyrpl_pyro.uri_of(server)).pid0.setpoint == pytest.approx(0.2, 1e-3)
    for driven in (scope, pid):
        driven.quit()
    assert sampler.snap()
    sampler.quit()
    until(lambda: private_server._server is None, 5.0)
    until(lambda: not _runs(number), 5.0)


def _runs(number: int | None) -> bool:
    assert number is not None
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_name_that_is_not_there_tells_which_are(
    served: tuple[str, Callable[[], object]], make_viewer: Callable[..., Viewer]
) -> None:
    address, serve = served
    serve()
    viewer = make_viewer("PyRPLScope", init=False)
    choose(viewer, "bench7", address)
    assert not viewer.init()
    until(lambda: "knows no board 'bench7'. It knows: bench." in viewer.said[-1])
    # The user chooses another one, and presses initialise again.
    run_for(0.2)
    choose(viewer, "bench", address)
    assert viewer.init(), viewer.said
    assert viewer.settings["board_choice", "connected_to"].startswith("bench (virtual) at 127.")


def test_no_name_server(make_viewer: Callable[..., Viewer]) -> None:
    viewer = make_viewer("PyRPLScope", init=False)
    choose(viewer, "bench", "127.0.0.1:1")
    assert not viewer.init()
    until(lambda: "127.0.0.1:1" in viewer.said[-1])


def test_the_list_of_boards(
    served: tuple[str, Callable[[], object]], make_viewer: Callable[..., Viewer]
) -> None:
    address, serve = served
    serve()
    viewer = make_viewer("PyRPLScope", init=False)
    group = viewer.settings.child("board_choice")
    group.child("nameserver").setValue(address)
    item = next(iter(group.child("board").items))
    assert "bench" not in group.child("board").opts["limits"]
    item.widget.add_pb.click()
    until(lambda: group.child("board").opts["limits"] == ["bench", VIRTUAL], 5.0)
    assert group["board"] == VIRTUAL


def kill(address: str) -> None:
    """Kill the server of the board."""
    with pyrpl_pyro.connect("bench", nameserver=address) as board:
        number = board.info().pid
    assert number is not None
    os.kill(number, signal.SIGKILL)


@pytest.mark.timeout(90)
def test_the_server_is_killed_during_a_grab(
    served: tuple[str, Callable[[], object]], make_viewer: Callable[..., Viewer]
) -> None:
    address, serve = served
    serve()
    viewer = make_viewer("PyRPLScope", init=False)
    choose(viewer, "bench", address)
    assert viewer.init(), viewer.said
    with Waiting(viewer.module.grab_done_signal):
        viewer.instrument.child("duration").setValue(1e-3)
        viewer.module.grab()
    run_for(0.3)
    kill(address)
    until(lambda: "server of board bench" in viewer.said[-1], 5.0)
    # The message stays, and is not lost behind "grab stopped".
    run_for(0.5)
    assert "server of board bench" in viewer.said[-1], viewer.said[-5:]
    # PyMoDAQ can be used, and says again what is wrong.
    count = len(viewer.said)
    time_limit = viewer.settings.child("board_choice", "time_limit")
    time_limit.setValue(1.0)
    viewer.module.snap()
    until(lambda: any("bench" in text and "Snap" not in text for text in viewer.said[count:]))
    run_for(0.3)
    serve()
    assert viewer.snap()
    time_limit.setValue(30.0)
    # One that is back in time is told of, and the live view goes on by itself.
    with Waiting(viewer.module.grab_done_signal):
        viewer.module.grab()
    count = len(viewer.said)
    kill(address)
    until(lambda: any("server of board bench" in text for text in viewer.said[count:]), 5.0)
    serve()
    until(lambda: any("connected again" in text for text in viewer.said[count:]), 20.0)
    with Waiting(viewer.module.grab_done_signal):
        run_for(0.1)
    run_for(1.0)
    told = [text for text in viewer.said[count:] if "board bench" in text]
    # A second connection of the viewer may say so, too.
    assert [*dict.fromkeys("connected again" in text for text in told)] == [False, True], told
    assert len(told) <= 3, told
    viewer.module.stop_grab()
    run_for(0.3)
    # A single trace, whose trigger does not come.
    viewer.instrument.child("trigger_source").setValue("ext_positive_edge")
    run_for(0.3)
    viewer.module.snap()
    run_for(0.5)
    kill(address)
    until(lambda: "server of board bench" in viewer.said[-1], 5.0)


def private_viewer(make_viewer: Callable[..., Viewer]) -> tuple[Viewer, int]:
    """A scope on the private server, and the number of that server's process."""
    viewer = make_viewer("PyRPLScope", init=False)
    choose(viewer, VIRTUAL)
    assert viewer.init(), viewer.said
    assert private_server._server is not None
    number = private_server._server.info().pid
    assert number is not None
    return viewer, number


def test_the_private_server_is_killed(make_viewer: Callable[..., Viewer]) -> None:
    viewer, number = private_viewer(make_viewer)
    os.kill(number, signal.SIGKILL)
    viewer.module.snap()
    until(lambda: "server of board virtual" in viewer.said[-1])
    run_for(0.3)
    assert viewer.snap()
    viewer.quit()
    until(lambda: private_server._server is None, 5.0)


def test_a_private_server_that_does_not_end_keeps_nobody(
    make_viewer: Callable[..., Viewer],
) -> None:
    viewer, number = private_viewer(make_viewer)
    os.kill(number, signal.SIGSTOP)
    began = time.monotonic()
    viewer.quit()
    # After 5 s PyMoDAQ kills the instrument's thread, whatever that holds.
    assert time.monotonic() - began < 4.5
    assert not private_server.is_running
    # The next one begins when it has been killed.
    private_viewer(make_viewer)
    assert not _runs(number)


def test_a_move_without_a_server(
    served: tuple[str, Callable[[], object]], make_move: Callable[..., Move]
) -> None:
    from pymodaq.utils.data import DataActuator

    address, serve = served
    serve()
    move = make_move("PyRPLPID", init=False)
    choose(move, "bench", address)
    move.settings.child("board_choice", "time_limit").setValue(1.0)
    assert move.init(), move.said
    move.to(0.1)
    kill(address)
    done: list[object] = []
    move.module.move_done_signal.connect(done.append)
    move.module.move_abs(DataActuator(data=0.3, units="V"))
    until(lambda: "server of board bench" in move.said[-1], 5.0)
    run_for(0.5)
    assert done == []
    serve()
    assert move.to(0.3) == pytest.approx(0.3, abs=1e-3)


def test_a_private_server_ends_with_a_failed_start(
    rp: Board, make_viewer: Callable[..., Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("no schema today")

    monkeypatch.setattr(pyrpl_pyro, "schema_of", fail)
    viewer = make_viewer("PyRPLScope", init=False)
    choose(viewer, VIRTUAL)
    assert not viewer.init()
    until(lambda: viewer.said[-1] == "no schema today")
    until(lambda: private_server._server is None, 5.0)


def test_a_thread_that_was_told_to_quit_waits_no_longer() -> None:
    # As when PyMoDAQ closes an instrument that is just connecting again.
    ended: list[str] = []

    class Grabbing(QtCore.QThread):
        def run(self) -> None:
            background = Background()
            self.quit()
            for wait in (
                lambda: background.pause(60),
                lambda: background.run(lambda stop: stop.wait(60)),
            ):
                try:
                    wait()
                except Stopped:
                    ended.append("stopped")
            background.close()

    thread = Grabbing()
    thread.start()
    until(thread.isFinished, 5.0)
    assert ended == ["stopped", "stopped"]
