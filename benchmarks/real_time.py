"""How fast the virtual board is, as a fraction of real time, and what it takes when idle."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import psutil

import pyrpl_pyro

from .report import Report, Target, ratio


def run(rounds: int, idle_seconds: float) -> list[Report]:
    """Measure usual set-ups, and the idle server."""
    return [_setups(rounds), _idle(idle_seconds)]


def _setups(rounds: int) -> Report:
    program = subprocess.run(
        [sys.executable, "-m", "benchmarks.board_setups", str(rounds)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if program.returncode:
        raise RuntimeError(f"the set-ups could not be measured:\n{program.stderr}")
    report = Report(
        "Virtual board: board time per time of one processor core",
        ["", "specialised", "generic kernel", "specialised /\ngeneric"],
    )
    for name, fast, slow in json.loads(program.stdout.splitlines()[-1]):
        report.add(name, ratio(fast), f"{slow:.3f}", ratio(fast / slow))
        report.targets.append(
            Target(f"{name}: at least real time", f"{ratio(fast)} x real time", fast >= 1)
        )
    return report


def _idle(seconds: float) -> Report:
    report = Report("Virtual board at rest", ["", "part of a core"])
    with pyrpl_pyro.launch(virtual=True, timeout=240) as board:
        process = psutil.Process(board.info().pid)
        time.sleep(2.0)
        before = process.cpu_times()
        time.sleep(seconds)
        after = process.cpu_times()
    used = (after.user + after.system - before.user - before.system) / seconds
    report.add("server that nobody asks for anything", f"{100 * used:.1f} %")
    report.targets.append(
        Target("an idle virtual board: below 2 % of a core", f"{100 * used:.1f} %", used < 0.02)
    )
    return report
