"""Clients that work while servers, the name server, the board and clients themselves die.

At the end: no write that was confirmed is lost, no lease is stuck, the journal has no gaps,
and nothing has grown.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer
from tests.conftest import Spawner

from .laboratory import Laboratory, gaps
from .parts import CLIENTS, LEASED, OWN
from .worker import Notes

QUIET_FRACTION = 0.3
"""The last part of the time, in which the server is left alone, so that growth is seen."""

GRACE_SECONDS = 20.0
MOST_FILES = 6
MOST_THREADS = 6
MOST_MEMORY = 25.0


def shake(laboratory: Laboratory, seconds: float, say: Callable[..., None]) -> dict[str, float]:
    """Let things happen for some time; returns what the server uses in the midst of the work,
    when it was left alone for a while."""
    begin = time.monotonic()
    rng = laboratory.rng
    quiet_from = begin + (1 - QUIET_FRACTION) * seconds
    while (now := time.monotonic()) < quiet_from:
        time.sleep(min(rng.uniform(2.0, 6.0), max(0.0, quiet_from - now)))
        rng.choices(
            [
                laboratory.kill_client,
                laboratory.kill_server,
                laboratory.freeze_server,
                laboratory.kill_names,
                laboratory.close_board,
            ],
            [5, 2, 1, 1, 1],
        )[0]()
        say(f"{time.monotonic() - begin:6.0f} s  {dict(laboratory.happenings)}")
    time.sleep(10.0)
    usage = laboratory.usage()
    while time.monotonic() < begin + seconds:
        time.sleep(rng.uniform(1.0, 3.0))
        laboratory.kill_client()
    return usage


@pytest.fixture
def laboratory(tmp_path: Path, free_port: Callable[[], int]) -> Any:
    spawn = Spawner(tmp_path / "home")
    board = VirtualBoard()
    with BoardServer(board, port=0, sshport=0) as address:
        made = Laboratory(spawn, board, address, free_port())
        yield made
        print(made.supervisor.err[-8000:])
        made.close()
        spawn.kill_all()
    board.close()


def soak(laboratory: Laboratory, seconds: float, say: Callable[..., None]) -> None:
    early = shake(laboratory, seconds, say)
    late = laboratory.usage()
    laboratory.end_clients()
    rp = laboratory.rp
    deadline = time.monotonic() + GRACE_SECONDS
    while (leases := rp.leases()) and time.monotonic() < deadline:
        time.sleep(0.2)
    laboratory.end_watch()
    time.sleep(3.0)
    end = laboratory.usage()
    notes = {number: laboratory.notes(number) for number in range(CLIENTS)}
    kinds: dict[str, int] = {}
    for lines in notes.values():
        for line in lines:
            kind = " ".join(line.split()[:2]) if line.startswith("error") else line.split()[0]
            kinds[kind] = kinds.get(kind, 0) + 1
    say(f"happenings: {dict(laboratory.happenings)}")
    say(f"noted by {CLIENTS} clients: {kinds}")
    missed = [change for change in laboratory.changes if change.kind == "missed"]
    say(f"journal: {len(laboratory.changes)} entries, {len(missed)} times entries were gone")
    say(f"server at first {laboratory.baseline}, at work {early} and {late}, at the end {end}")

    assert [line for lines in notes.values() for line in lines if line.startswith("WRONG")] == []
    for number, own in enumerate(OWN):
        possible = Notes(laboratory.notes_file(number)).possible()
        found = getattr(getattr(rp, own.module), own.attribute)
        assert any(own.same(found, own.value(each)) for each in possible), (own, found, possible)
    assert sum(kinds.get(kind, 0) for kind in ("done", "leased", "read")) > 2 * seconds
    assert leases == []
    for module in {name for names in LEASED for name in names}:
        assert getattr(rp, module).owner is None
    assert gaps(laboratory.changes) == []
    # Only a server that has crashed may have lost entries that nobody had read yet.
    deaths = laboratory.happenings["server killed"] + laboratory.happenings["server frozen"]
    assert len(missed) <= deaths
    assert laboratory.supervisor.err.count("the server is started again in") == deaths
    assert end["files"] <= laboratory.baseline["files"] + MOST_FILES
    assert end["threads"] <= laboratory.baseline["threads"] + MOST_THREADS
    assert late["memory"] <= early["memory"] + MOST_MEMORY


@pytest.mark.timeout(300)
def test_two_minutes(laboratory: Laboratory) -> None:
    soak(laboratory, 120.0, print)


@pytest.mark.soak
@pytest.mark.timeout(4200)
def test_an_hour(laboratory: Laboratory, capsys: pytest.CaptureFixture[str]) -> None:
    def say(text: str) -> None:
        with capsys.disabled():
            print(text, flush=True)

    soak(laboratory, 3600.0, say)
