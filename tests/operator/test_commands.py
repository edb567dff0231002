"""What the operator's other commands print: list, bench, JSON everywhere, completion."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.cli import main

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], shared_nameserver: str, virtual_server: str
) -> Callable[..., str]:
    """Runs a command in this process; returns what it printed."""

    def call(*arguments: object) -> str:
        capsys.readouterr()
        assert main([*map(str, arguments), "--nameserver", shared_nameserver]) == 0
        return capsys.readouterr().out

    return call


def test_who_takes_a_module_over_is_told_from_whom_as_json(
    run: Callable[..., str], virtual_server: str, shared_nameserver: str, until: Any
) -> None:
    with pyrpl_pyro.connect(virtual_server, nameserver=shared_nameserver) as rp:
        lease = rp.lease("pid1", reason="json")
        command = ("takeover", virtual_server, "pid1", "asg0", "--reason", "x", "--json")
        told = json.loads(run(*command))
        assert [one["module"] for one in told] == ["pid1", "asg0"]
        assert f"[{os.getpid()}]" in told[0]["taken_from"]
        assert told[1]["taken_from"] is None
        until(lambda: lease.lost, timeout=20)


def test_list_again_and_again(spawn: Any, shared_nameserver: str, virtual_server: str) -> None:
    process = spawn("list", "--watch", "--interval", 0.5, "--nameserver", shared_nameserver)
    process.wait_for(r"(?s)BOARD .*\nshared +running.*BOARD .*\nshared +running")
    assert process.stop(2) == 130
    process = spawn("list", "--watch", "--json", "--nameserver", shared_nameserver)
    process.wait_for(r"\n.*\n")
    for line in process.out.splitlines()[:2]:
        assert "shared" in [board["board"] for board in json.loads(line)]
    assert process.stop(2) == 130


def test_list_counts_the_clients_besides_itself(
    run: Callable[..., str], shared_nameserver: str, until: Any, spawn: Any
) -> None:
    def clients() -> int:
        line = next(line for line in run("list").splitlines() if line.startswith("shared "))
        return int(line.split()[3])

    before = clients()
    code = (
        "import sys, pyrpl_pyro; rp = pyrpl_pyro.connect('shared', nameserver=sys.argv[1]); "
        "print('there', flush=True); sys.stdin.read()"
    )
    other = spawn.python("-c", code, shared_nameserver)
    other.wait_for("there")
    until(lambda: clients() == before + 1, timeout=20)
    other.kill_group()
    until(lambda: clients() == before, timeout=20)


def test_bench(run: Callable[..., str], shared_nameserver: str) -> None:
    with pyrpl_pyro.connect("shared", nameserver=shared_nameserver) as rp:
        revision = rp.journal().revision
        report = json.loads(run("bench", "shared", "--seconds", 0.2, "--json"))
        assert [change for change in rp.journal(since=revision) if change.kind == "change"] == []
    measurements = report["measurements"]
    assert list(measurements) == ["round trip", "read", "batch", "trace"]
    for found in measurements.values():
        assert 0 < found["shortest"] <= found["median"] <= found["p99"] <= found["longest"] < 30
        assert sum(found["histogram"]["counts"]) == found["requests"]
        assert len(found["histogram"]["edges"]) == len(found["histogram"]["counts"]) + 1
    assert measurements["trace"]["values_per_second"] == pytest.approx(
        16384 * measurements["trace"]["rate"]
    )
    text = run("bench", "shared", "--seconds", 0.1)
    assert re.search(r"round trip +[\d.]+ ms +[\d.]+ ms +\d+ /s", text)
    assert re.search(r"[\d.]+ to +[\d.]+ ms +\d+ #+", text)


def test_bench_for_no_time(shared_nameserver: str, capsys: Any) -> None:
    for seconds in ("0", "-1", "nan", "1e9"):
        assert main(["bench", "shared", "--seconds", seconds]) == 1
        assert "--seconds is above 0" in capsys.readouterr().err


def test_json_of_commands(run: Callable[..., str], tmp_path: Any) -> None:
    assert json.loads(run("set", "shared.pid2.setpoint", "0.25", "--json")) == 0.25
    taken = json.loads(run("snapshot", "shared", "--module", "pid2", "--json"))
    assert taken["modules"]["pid2"]["setpoint"] == 0.25
    file = tmp_path / "saved.json"
    told = json.loads(run("snapshot", "shared", file, "--module", "pid2", "--json"))
    assert told == {"file": str(file), "modules": 1, "attributes": len(taken["modules"]["pid2"])}
    run("set", "shared.pid2.setpoint", "0.5")
    (changed,) = json.loads(run("restore", "shared", file, "--json"))
    assert changed == {"module": "pid2", "attribute": "setpoint", "old": 0.5, "new": 0.25}
    assert json.loads(run("leases", "shared", "--json")) == []


class Shell:
    """bash with the completion script of ``pyrpl-pyro``."""

    def __init__(self, spawn: Any, nameserver: str):
        self._spawn = spawn
        folder = spawn.home / "bin"
        folder.mkdir()
        program = folder / "pyrpl-pyro"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pyrpl_pyro "$@"\n')
        program.chmod(0o755)
        self._environment = {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "PYRPL_PYRO_NAMESERVER": nameserver,
        }

    def complete(self, *words: str) -> tuple[list[str], float]:
        """What Tab offers after these words, and how long it took to say (s)."""
        quoted = " ".join(f"'{word}'" for word in words)
        script = (
            "source <(_PYRPL_PYRO_COMPLETE=source_bash pyrpl-pyro); name=$(complete -p pyrpl-pyro)"
            "; name=${name##*-F }; name=${name%% *}"
            f"; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; time_before=$EPOCHREALTIME"
            '; $name pyrpl-pyro; echo "took $time_before $EPOCHREALTIME"'
            '; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        process = self._spawn.command("bash", "-c", script, **self._environment)
        assert process.wait() == 0, process.err
        took, *found = process.out.splitlines()
        _, before, after = took.split()
        return [item for item in found if item], float(after) - float(before)


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@needs_bash
def test_completion(spawn: Any, shared_nameserver: str, virtual_server: str) -> None:
    shell = Shell(spawn, shared_nameserver)
    assert shell.complete("pyrpl-pyro", "mon")[0] == ["monitor"]
    assert "shared" in shell.complete("pyrpl-pyro", "monitor", "sh")[0]
    attributes, _ = shell.complete("pyrpl-pyro", "get", "shared.scope.")
    assert "shared.scope.decimation" in attributes
    assert "shared.scope.single" not in attributes
    assert "shared.scope.single" in shell.complete("pyrpl-pyro", "call", "shared.scope.s")[0]
    # The only module that fits, and what is in it: no space after the dot.
    found, _ = shell.complete("pyrpl-pyro", "get", "shared.lockbox.inputs.por")
    assert all(name.startswith("shared.lockbox.inputs.por") for name in found)
    found, _ = shell.complete("pyrpl-pyro", "get", "shared.asg1")
    assert "shared.asg1.frequency" in found


@needs_bash
def test_completion_without_a_name_server(spawn: Any, free_port: Any) -> None:
    nothing = Shell(spawn, f"127.0.0.1:{free_port()}")
    assert nothing.complete("pyrpl-pyro", "get", "bench1.")[0] == []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        words = ("pyrpl-pyro", "--nameserver", address, "monitor", "")
        found, seconds = nothing.complete(*words)
        assert found == []
        # A second for the name server that says nothing, the rest to start Python when busy.
        assert seconds < 10
