"""Following the journal: slow watchers, callbacks that fail, servers that go and come."""

from __future__ import annotations

import json
import signal
import threading
from typing import Any

import pytest

import pyrpl_pyro

SMALL = "40"


def test_callback_that_fails_does_not_end_it(
    rp: Any, until: Any, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Any] = []

    def fail(change: Any) -> None:
        seen.append(change)
        raise RuntimeError("spilled coffee")

    with rp.watch(fail) as watch:
        rp.pid0.setpoint = 0.25
        until(lambda: len(seen) == 1)
        rp.pid0.setpoint = 0.5
        until(lambda: len(seen) == 2)
        assert watch.running
    assert not watch.running
    assert "spilled coffee" in caplog.text
    rp.pid0.setpoint = 0.125
    assert len(seen) == 2


def test_iterating(rp: Any) -> None:
    watch = rp.watch()
    rp.pid1.setpoint = 0.25
    rp.pid1.setpoint = 0.5
    assert [next(watch).new for _ in range(2)] == [0.25, 0.5]
    later = rp.watch(since=watch.revision - 1)
    assert next(later).new == 0.5
    timer = threading.Timer(0.3, later.stop)
    timer.start()
    assert list(later) == []


def test_many_watchers_do_not_delay_calls(rp: Any) -> None:
    watches = [rp.watch(lambda change: None) for _ in range(5)]
    try:
        for step in range(50):
            rp.pid2.setpoint = step / 1024
        assert rp.pid2.setpoint == 49 / 1024
    finally:
        for watch in watches:
            watch.stop()


def test_closing_the_board_ends_it(rp: Any, shared_nameserver: str, until: Any) -> None:
    board = pyrpl_pyro.connect(rp.info().board, nameserver=shared_nameserver)
    watch = board.watch(lambda change: None)
    board.close()
    until(lambda: not watch.running)


def test_command(rp: Any, shared_spawn: Any, shared_nameserver: str) -> None:
    name = rp.info().board
    begin = rp.journal().revision
    arguments = ("watch", name, "--nameserver", shared_nameserver, "--since", begin)
    table = shared_spawn(*arguments)
    lines = shared_spawn(*arguments, "--json")
    rp.pid0.p = 0.5
    rp.pid0.p = 2.0
    table.wait_for(r" \d\d:\d\d:\d\d\.\d{3}  \S+@\S+ +pid0\.p +0\.5 -> 2\n")
    found = json.loads(lines.wait_for(r"\{.*\}\n")[0].splitlines()[0])
    assert (found["revision"], found["module"], found["attribute"]) == (begin + 1, "pid0", "p")
    assert table.stop(signal.SIGINT) == 130
    assert lines.stop(signal.SIGINT) == 130
    assert table.err == ""


def serve(spawn: Any, address: str) -> Any:
    process = spawn(
        *("serve", "--virtual", "--board", "kept", "--nameserver", address),
        PYRPL_PYRO_SERVER_JOURNAL_ENTRIES=SMALL,
    )
    process.wait_for("is ready")
    return process


@pytest.mark.timeout(120)
def test_slow_watcher_and_restarts(spawn: Any, nameserver: str, until: Any) -> None:
    server = serve(spawn, nameserver)
    board = pyrpl_pyro.connect("kept", nameserver=nameserver)
    received: list[Any] = []
    may_go_on = threading.Event()

    def note(change: Any) -> None:
        received.append(change)
        may_go_on.wait(30)

    watch = board.watch(note)
    begin = watch.revision
    attributes = [(m, a) for m in ("pid0", "pid1", "pid2") for a in ("setpoint", "p", "i")]
    for value in (0.125, 0.25, 0.375, 0.5, 0.625) * 2:
        for module, name in attributes:
            setattr(getattr(board, module), name, value)
    end = board.journal().revision
    assert end - begin > 2 * int(SMALL)
    gone = board.journal(since=begin)
    assert gone.missed == end - begin - int(SMALL)
    assert [change.revision for change in gone] == list(range(end - int(SMALL) + 1, end + 1))
    may_go_on.set()
    until(lambda: received and received[-1].revision == end)
    missed = [change for change in received if change.kind == "missed"]
    others = [change.revision for change in received if change.kind != "missed"]
    assert len(others) + sum(change.count for change in missed) == end - begin
    assert others == sorted(set(others))
    assert missed
    assert all(change.count > 0 for change in missed)

    server.process.kill()
    server.wait()
    del received[:]
    server = serve(spawn, nameserver)
    until(lambda: any(c.kind == "server started" for c in received), 30, "the watch came back")
    assert [change.kind for change in received if change.kind != "change"][:1] == ["missed"]
    assert received[0].count == 0
    assert all(change.revision > end for change in received[1:])
    assert "without an orderly stop" in next(c for c in received if c.kind == "server started").text

    board.pid0.setpoint = 0.0625
    until(lambda: received[-1].new == 0.0625)
    last = board.journal().revision
    server.stop()
    del received[:]
    serve(spawn, nameserver)
    until(lambda: any(c.kind == "server started" for c in received), 30, "the watch came back")
    revisions = [change.revision for change in received]
    assert revisions == list(range(revisions[0], revisions[0] + len(revisions)))
    assert revisions[0] > last
    assert "missed" not in {change.kind for change in received}
    watch.stop()
    board.close()
