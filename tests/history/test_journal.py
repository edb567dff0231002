"""The journal: each change once, with who made it, whoever that was."""

from __future__ import annotations

import getpass
import itertools
import os
import socket
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import Pyro5.api
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pyrpl_pyro

OURS = f"{getpass.getuser()}@{socket.gethostname()}/{os.path.basename(sys.argv[0])}"

INDEPENDENT = {
    ("pid0", "setpoint"): st.sampled_from([-0.5, 0.0, 0.25, 0.5]),
    ("pid0", "p"): st.sampled_from([0.0, 0.5, 1.0]),
    ("pid1", "input"): st.sampled_from(["in1", "in2", "asg0"]),
    ("asg0", "amplitude"): st.sampled_from([0.0, 0.25, 0.5]),
    ("asg0", "waveform"): st.sampled_from(["sin", "cos", "ramp"]),
    ("iq0", "bandwidth"): st.sampled_from([[0, 0], [1000, 1000]]),
    ("lockbox.outputs.output1", "sweep_amplitude"): st.sampled_from([0.1, 0.2]),
    ("lockbox", "auto_lock"): st.booleans(),
}
"""Attributes of which none changes another one."""

SETS = st.lists(
    st.sampled_from(sorted(INDEPENDENT)).flatmap(
        lambda place: st.tuples(st.just(place), INDEPENDENT[place], st.integers(0, 2))
    ),
    max_size=30,
)


def module_of(board: Any, path: str) -> Any:
    for name in path.split("."):
        board = getattr(board, name)
    return board


def test_change_is_noted_with_its_author(rp: Any) -> None:
    rp.pid0.setpoint = 0.125
    before = rp.journal().revision
    rp.pid0.setpoint = 0.375
    rp.pid0.setpoint = 0.375
    [change] = rp.journal(since=before)
    assert (change.kind, change.module, change.attribute) == ("change", "pid0", "setpoint")
    assert (change.old, change.new, change.author) == (0.125, 0.375, OURS)
    assert change.revision == before + 1
    assert abs(datetime.now(UTC) - change.time) < timedelta(seconds=30)
    assert str(change).endswith(f"{OURS}  pid0.setpoint  0.125 -> 0.375")


def test_plain_client_and_pyrpl_itself_are_told_apart(rp: Any, until: Any) -> None:
    before = rp.journal().revision
    with Pyro5.api.Proxy(pyrpl_pyro.uri_of(rp.pid2)) as plain:
        plain.setpoint = -0.25
    rp.lockbox.lockstatus_interval = 0.5
    rp.scope.setup(duration=1e-3, trigger_source="immediately")
    run = rp.scope.single_async()
    run.result(5)
    found = {(change.place, change.author) for change in rp.journal(since=before)}
    assert ("pid2.setpoint", "plain Pyro5 client at 127.0.0.1") in found
    assert ("lockbox.lockstatus_interval", OURS) in found
    assert ("scope.running_state", "PyRPL") in found


def test_values_are_short_and_plain(rp: Any) -> None:
    before = rp.journal().revision
    rp.asg1.data = rp.asg1.data * 0.5
    rp.scope.input1 = rp.pid1
    rp.iir.complex_zeros = [-1000 + 5000j]
    changes = {change.place: change.new for change in rp.journal(since=before)}
    assert changes["asg1.data"].startswith("array of 16384 values: ")
    assert changes["scope.input1"] == "pid1"
    assert changes["iir.complex_zeros"] == [-1000 + 5000j]


def test_what_changes_by_itself_is_noted_at_each_write(rp: Any) -> None:
    before = rp.journal().revision
    rp.pid0.ival = 0
    rp.pid0.ival = 0
    changes = rp.journal(since=before)
    assert [(change.place, change.old) for change in changes] == [("pid0.ival", None)] * 2


def test_many_changes_of_one_attribute_are_drawn_together(rp: Any) -> None:
    rp.asg0.offset = 0
    before = rp.journal().revision
    for step in range(1, 301):
        rp.asg0.offset = step / 1024
    changes = rp.journal(since=before)
    assert sum(change.count for change in changes) == 300
    assert [change.new for change in changes[:2]] == [1 / 1024, 2 / 1024]
    assert changes[-1].new == rp.asg0.offset
    for one, other in itertools.pairwise(changes):
        assert other.old == one.new
    assert len(changes) < 150


def test_modules_that_come_and_go(rp: Any) -> None:
    before = rp.journal().revision
    rp.lockbox.sequence.append({"setpoint": 0.1})
    rp.lockbox.sequence[1].setpoint = 0.25
    rp.lockbox.sequence.pop(1)
    rp.lockbox.sequence[0].setpoint = 0.5
    changes = rp.journal(since=before)
    kinds = [(change.kind, change.module, change.author) for change in changes]
    assert ("module new", "lockbox.sequence.1", OURS) in kinds
    assert ("module gone", "lockbox.sequence.1", OURS) in kinds
    stages = [change for change in changes if change.attribute == "setpoint"]
    assert [change.module for change in stages[-2:]] == ["lockbox.sequence.1", "lockbox.sequence.0"]
    assert stages[-1].new == 0.5


def test_limit_and_going_on(rp: Any) -> None:
    before = rp.journal().revision
    for step in range(6):
        rp.pid2.i = float(step + 1)
    first = rp.journal(since=before, limit=4)
    rest = rp.journal(since=first.revision)
    assert [change.revision for change in [*first, *rest]] == list(range(before + 1, before + 7))
    assert (first.missed, rest.missed) == (0, 0)
    assert rp.journal(limit=2)[-1].revision == rp.journal().revision


def test_revision_of_another_server_is_not_taken_for_one_of_this(rp: Any) -> None:
    journal = rp.journal(since=10**9)
    assert journal.missed is None
    assert journal.revision < 10**9


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sets=SETS)
def test_journal_replayed_on_a_snapshot_gives_the_next(
    rp: Any, clients: list[Any], sets: list[Any]
) -> None:
    before = rp.snapshot()
    for (path, name), value, who in sets:
        setattr(module_of(clients[who], path), name, value)
    after = rp.snapshot()
    changes = rp.journal(since=before["revision"])
    assert changes.missed == 0
    assert changes.revision == after["revision"]
    for change in changes:
        attributes = before["modules"].get(change.module, {})
        if change.kind == "change" and change.attribute in attributes:
            attributes[change.attribute] = change.new
    replayed = {place: before["modules"][place[0]][place[1]] for place in INDEPENDENT}
    final = {place: after["modules"][place[0]][place[1]] for place in INDEPENDENT}
    replayed["iq0", "bandwidth"] = padded(replayed["iq0", "bandwidth"])
    final["iq0", "bandwidth"] = padded(final["iq0", "bandwidth"])
    assert replayed == final


def padded(values: list[float]) -> list[float]:
    """PyRPL tells of a filter what was set, and reads it with zeros for unused stages."""
    return [*values, 0, 0, 0, 0][:4]


@pytest.fixture(scope="module")
def clients(rp: Any, shared_nameserver: str) -> Any:
    boards = [pyrpl_pyro.connect(rp.info().board, nameserver=shared_nameserver) for _ in range(2)]
    yield [rp, *boards]
    for board in boards:
        board.close()


def test_watch_has_neither_gaps_nor_duplicates(rp: Any, clients: list[Any], until: Any) -> None:
    writes = 120
    attributes = [("pid0", "setpoint"), ("pid1", "setpoint"), ("pid2", "setpoint")]
    for module, name in attributes:
        setattr(getattr(rp, module), name, -0.5)
    received: list[Any] = []

    def write(board: Any, module: str, name: str) -> None:
        for step in range(1, writes + 1):
            setattr(getattr(board, module), name, step / 1024)

    with rp.watch(received.append) as watch:
        begin = watch.revision
        threads = [
            threading.Thread(target=write, args=(board, *place))
            for board, place in zip(clients, attributes, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        rp.hk.led = (rp.hk.led + 1) % 256
        until(lambda: any(change.place == "hk.led" for change in received))
        end = rp.journal().revision
        until(lambda: watch.revision == end)
    revisions = [change.revision for change in received]
    assert revisions == list(range(begin + 1, end + 1))
    for module, name in attributes:
        own = [c for c in received if (c.module, c.attribute) == (module, name)]
        assert sum(change.count for change in own) == writes
        assert own[-1].new == writes / 1024
