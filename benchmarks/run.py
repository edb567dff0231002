"""Run all benchmarks, print what they find, and write it into docs/performance.md."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from . import attributes, monitor_client, real_time, starting, traces, waiting
from .measuring import Effort
from .report import Report, machine, targets_markdown

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
WIDTH = 110
"""Characters that the widest table needs."""
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Benchmark = Callable[[bool], list[Report]]
BENCHMARKS: dict[str, Benchmark] = {
    "attributes": lambda quick: attributes.run(Effort(5, 0.02) if quick else Effort(25, 0.05)),
    "traces": lambda quick: traces.run(
        Effort(5, 0.02) if quick else Effort(25, 0.1), 5 if quick else 100
    ),
    "waiting": lambda quick: waiting.run(1 if quick else 5),
    "monitor_client": lambda quick: monitor_client.run(
        Effort(5, 0.02) if quick else Effort(41, 0.05)
    ),
    "real_time": lambda quick: real_time.run(2 if quick else 7, 3.0 if quick else 15.0),
    "starting": lambda quick: starting.run(
        starts=2 if quick else 7, imports=3 if quick else 15, cold=not quick
    ),
}


def main() -> None:
    """The command ``python -m benchmarks``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", help=f"of {', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="a rough look in half a minute")
    parser.add_argument("--write", action="store_true", help=f"write to {DOCUMENT.name}")
    given = parser.parse_args()
    unknown = set(given.subjects) - set(BENCHMARKS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if given.write and (given.subjects or given.quick):
        parser.error("--write takes a whole run, neither --quick nor single subjects")
    reports = _run(given.subjects or list(BENCHMARKS), given.quick)
    if given.write:
        _write(reports)


def _run(names: list[str], quick: bool) -> list[Report]:
    console = Console()
    if console.width < WIDTH:
        console = Console(width=WIDTH)
    console.print(machine(), highlight=False)
    reports = []
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        # The user's PyRPL settings are neither read nor changed.
        os.environ["PYRPL_USER_DIR"] = folder
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name in names:
            start = time.monotonic()
            found = BENCHMARKS[name](quick)
            for report in found:
                report.show(console)
            console.print(f"({name}: {time.monotonic() - start:.0f} s)\n", highlight=False)
            reports += found
    return reports


def _write(reports: list[Report]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    parts = [machine(), targets_markdown(reports), *(report.markdown() for report in reports)]
    measured = "\n\n".join(parts)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")
