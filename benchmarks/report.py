"""What a benchmark found: tables for the terminal and, as Markdown, for the documentation."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

PACKAGES = (
    "pyrpl", "Pyro5", "msgpack", "serpent", "greenlet", "numpy", "PyQt6", "numba", "rpyc",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A figure that the package promises.

    Attributes
    ----------
    text : str
        What is promised.
    found : str
        What was measured.
    met : bool
    """

    text: str
    found: str
    met: bool


@dataclass
class Report:
    """The result of one benchmark: a table, and which targets were met."""

    title: str
    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append(list(cells))

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table(title=self.title, title_justify="left")
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="left" if number == 0 else "right")
        for row in self.rows:
            table.add_row(*row)
        console.print(table)
        for note in self.notes:
            console.print(note)
        for target in self.targets:
            console.print(f"{_verdict(target)}: {target.text}: {target.found}", style="bold")
        console.print()

    def markdown(self) -> str:
        """The table and its notes."""
        alignment = [":--", *["--:"] * (len(self.columns) - 1)]
        lines = [f"### {self.title}", ""]
        columns = [column.replace("\n", "<br>") for column in self.columns]
        lines += [f"| {' | '.join(row)} |" for row in (columns, alignment, *self.rows)]
        for note in self.notes:
            lines += ["", note]
        return "\n".join(lines)


def targets_markdown(reports: Sequence[Report]) -> str:
    """One table of all targets."""
    lines = ["### Targets", "", "| target | measured | |", "| :-- | :-- | :-- |"]
    lines += [
        f"| {target.text} | {target.found} | {_verdict(target)} |"
        for report in reports
        for target in report.targets
    ]
    return "\n".join(lines)


def machine() -> str:
    """Processor, system and versions, as one line of text."""
    versions = [f"{name} {_version(name)}" for name in PACKAGES]
    return (
        f"{date.today().isoformat()}: {_processor()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"{', '.join(versions)}."
    )


def microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:.1f}" if seconds < 1e-4 else f"{seconds * 1e6:.0f}"


def milliseconds(seconds: float) -> str:
    """Three digits, as far as a clock can tell them."""
    value = seconds * 1e3
    return f"{value:.0f}" if value >= 100 else f"{value:.{2 if value < 10 else 1}f}"


def ratio(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _verdict(target: Target) -> str:
    return "met" if target.met else "not met"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    if file.exists():
        for line in file.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
