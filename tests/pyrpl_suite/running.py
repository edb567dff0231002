"""Run one file of PyRPL's tests on a virtual board of its own."""

import importlib.util
import re
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

import pytest

#: Cables, and the noise of a converter: 1.6 codes rms. By the noise of its input PyRPL sees that
#: a scope runs.
PLANT = "loopback:white=2.5e-8"
#: Seconds that an access takes, as on Ethernet: PyRPL's network analyser counts on it that
#: filters settle between two accesses.
LATENCY = 0.001
FILE_SECONDS = 600.0
#: Limit for the board to be compiled, too.
COMPILE_SECONDS = 180.0
#: How often a file may be tried.
TRIES = 3
REFUSAL = "operation too slow"
#: Exit status of pytest: passed, some failed, no tests in the file.
REGULAR = (0, 1, 5)


def folder() -> Path:
    """The folder of PyRPL's installed tests."""
    spec = importlib.util.find_spec("pyrpl")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "test"


def files() -> list[str]:
    """All files with tests, relative to `folder`."""
    return sorted(path.relative_to(folder()).as_posix() for path in folder().rglob("test_*.py"))


@dataclass
class Outcome:
    """What became of the tests of a file.

    Parameters
    ----------
    file:
        Relative to `folder`.
    seconds:
        How long it took.
    ending:
        "" if pytest ended regularly, else "timed out", its exit status, or why PyRPL refused to
        test on this board.
    passed, failed, skipped:
        Names of tests as in `explained`.
    again:
        Those of `passed` that passed at a later try only.
    output:
        What pytest printed.
    """

    file: str
    seconds: float
    ending: str
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    output: str = ""


def run_file(spawn, file: str) -> Outcome:
    """Run `file` in a process of its own, on a fresh `board run` process.

    Before the first test PyRPL measures how long an access takes, and refuses a board that
    needs more than 5 ms. Other tests have time limits, too. On a computer that is busy
    elsewhere both may happen, so there are three tries, of which the later ones run only what
    failed; `Outcome.again` tells what passed then.
    """
    outcome = _try_file(spawn, file)
    for _ in range(TRIES - 1):
        if REFUSAL in outcome.ending:
            outcome = _try_file(spawn, file)
        elif outcome.failed and not outcome.ending:
            names = [name.partition("::")[2] for name in outcome.failed]
            following = _try_file(spawn, file, names)
            recovered = [name for name in outcome.failed if name in following.passed]
            outcome.seconds += following.seconds
            outcome.output += following.output
            outcome.again += recovered
            outcome.passed += recovered
            outcome.failed = [name for name in outcome.failed if name not in recovered]
    return outcome


def _try_file(spawn, file: str, names: list[str] | None = None) -> Outcome:
    """Run the tests `names` of `file`, or all."""
    board = spawn(
        *("board", "run", "--port", 0, "--sshport", 0, "--plant", PLANT, "--latency", LATENCY)
    )
    match = board.wait_for(r"port (\d+), sshport (\d+)", timeout=COMPILE_SECONDS)
    home = Path(tempfile.mkdtemp(dir=spawn.home))
    report = home / "report.xml"
    chosen = [] if names is None else ["-k", " or ".join(names)]
    began = time.monotonic()
    process = spawn.command(
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-o", "addopts="),
        *("--tb=short", f"--junitxml={report}", f"--rootdir={home}", *chosen, folder() / file),
        HOME=str(home),
        PYRPL_USER_DIR=str(home / "user"),
        PYTHONPATH="",
        QT_API="pyqt6",
        REDPITAYA_HOSTNAME="127.0.0.1",
        REDPITAYA_PORT=match[1],
        REDPITAYA_SSHPORT=match[2],
    )
    try:
        status = process.wait(FILE_SECONDS)
        ending = "" if status in REGULAR else f"exit status {status}"
    except pytest.fail.Exception:
        ending = "timed out"
    finally:
        process.kill_group()
        board.stop()
    outcome = Outcome(file, time.monotonic() - began, ending, output=process.out + process.err)
    if report.is_file():
        _read(report, outcome)
    refusal = re.search(r"_pytest.outcomes.Exit: (.*?) !", outcome.output)
    if refusal:
        outcome.ending = refusal[1]
    return outcome


def _read(report: Path, outcome: Outcome) -> None:
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{outcome.file}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.append(name)
        elif case.find("skipped") is not None:
            outcome.skipped.append(name)
        else:
            outcome.passed.append(name)


def table(outcomes: list[Outcome]) -> str:
    """One line for each file, aligned, and the total."""
    rows = [
        (
            outcome.file,
            str(len(outcome.passed)),
            str(len(outcome.failed)),
            str(len(outcome.skipped)),
            str(len(outcome.again)),
            f"{outcome.seconds:.0f}",
            outcome.ending,
        )
        for outcome in outcomes
    ]
    total = [
        str(sum(len(getattr(outcome, kind)) for outcome in outcomes))
        for kind in ("passed", "failed", "skipped", "again")
    ]
    seconds = f"{sum(outcome.seconds for outcome in outcomes):.0f}"
    irregular = sum(bool(outcome.ending) for outcome in outcomes)
    rows.append(("total", *total, seconds, f"{irregular} not ended" if irregular else ""))
    rows.insert(0, ("file", "passed", "failed", "skipped", "at a later try", "seconds", ""))
    widths = [max(len(row[column]) for row in rows) for column in range(7)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 6) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
