"""``pyrpl-pyro shell`` in a real terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pexpect
import pytest

import pyrpl_pyro

QUIET = {"PROMPT_TOOLKIT_NO_CPR": "1"}
PROMPT = r"In \["
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x1b\][^\x07]*\x07")


@pytest.fixture
def shell(shared_spawn: Any) -> Iterator[Callable[..., pexpect.spawn]]:
    """Start the shell with some arguments in a terminal."""
    started: list[pexpect.spawn] = []

    def run(*arguments: str, **environment: str) -> pexpect.spawn:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "pyrpl_pyro", "shell", *arguments],
            env={
                **shared_spawn.environment,
                "TERM": "xterm",
                "PAGER": "cat",
                **QUIET,
                **environment,
            },
            encoding="utf-8",
            dimensions=(60, 120),
            timeout=40,
        )
        started.append(child)
        return child

    yield run
    for child in started:
        child.close(force=True)


def shown(child: pexpect.spawn) -> str:
    return _CODES.sub("", child.before)


def test_a_session(rp: Any, shell: Any) -> None:
    rp.pid0.setpoint = 0.125
    child = shell(pyrpl_pyro.uri_of(rp))
    child.expect(PROMPT)
    banner = shown(child)
    assert "Board interactive: virtual board, connected." in banner
    assert "Also connected: " in banner
    assert "rp is the board, np numpy, plt matplotlib.pyplot" in banner

    def enter(line: str, expected: str) -> None:
        child.send(line + "\r")
        child.expect(expected)

    enter("rp.pid0", r"setpoint +0.125 +V +-1 to 0.999878 ")
    enter("rp.pid0.setpoint?", r"pid setpoint \[volts\]")
    child.expect("Unit: V.")
    child.send("rp.scope.trigger_source = 'imm\t")
    child.expect("ediately")
    enter("'; print(rp.scope.trigger_source, np.pi, plt.__name__)", "immediately 3.14159")
    enter("exit", pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_without_a_board_it_says_how_to_start_one(shell: Any, free_port: Any) -> None:
    child = shell("--nameserver", f"127.0.0.1:{free_port()}", "--timeout", "1")
    child.expect("pyrpl-pyro shell --virtual")
    child.expect(r"Start a virtual board for this shell now\? \[y/N\]")
    child.send("n\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1


@pytest.mark.slow
def test_without_a_board_or_a_terminal(spawn: Any, free_port: Any) -> None:
    address = f"127.0.0.1:{free_port()}"
    child = spawn("shell", "bench1", "--nameserver", address, "--timeout", "1")
    assert child.wait() == 1
    assert "pyrpl-pyro serve --virtual" in child.err
    assert "Traceback" not in child.err


@pytest.mark.slow
def test_a_virtual_board_of_its_own(shell: Any) -> None:
    child = shell("--virtual", "--plant", "none")
    child.expect(PROMPT)
    assert "Nobody else is connected." in shown(child)
    child.send("rp.virtual.plant['name']\r")
    child.expect("'none'")
    child.send("exit\r")
    child.expect(pexpect.EOF)
