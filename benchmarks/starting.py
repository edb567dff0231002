"""Time to start, memory, and what an import costs."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import psutil

import pyrpl_pyro

from . import hosting
from .measuring import Timing
from .report import Report, Target, milliseconds

IMPORT = """
import json, sys, time
start, busy = time.perf_counter(), time.process_time()
import {name}
seconds, busy = time.perf_counter() - start, time.process_time() - busy
heavy = sorted({{"pyrpl", "qtpy", "PyQt6", "PyQt5", "PySide6"}} & set(sys.modules))
print(json.dumps([seconds, busy, heavy]))
"""


def run(starts: int, imports: int, cold: bool) -> list[Report]:
    """Measure the start of servers, their memory, and imports."""
    return [_start(starts, cold), _memory(), _import(imports)]


def _start(starts: int, cold: bool) -> Report:
    report = Report("launch(virtual=True) to the first answer", ["", "starts", "s"])
    if cold:
        with _empty_numba_cache():
            report.add("the virtual board has to be compiled", "1", f"{_launch():.1f}")
    _launch()
    warm = Timing([_launch() for _ in range(starts)])
    report.add("compiled before", str(starts), f"{warm.median:.2f}")
    return report


def _launch() -> float:
    start = time.perf_counter()
    with pyrpl_pyro.launch(virtual=True, timeout=240) as board:
        assert board.pid0.p is not None
        return time.perf_counter() - start


@contextlib.contextmanager
def _empty_numba_cache() -> Iterator[None]:
    before = os.environ.get("NUMBA_CACHE_DIR")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NUMBA_CACHE_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["NUMBA_CACHE_DIR"]
            if before is not None:
                os.environ["NUMBA_CACHE_DIR"] = before


def _memory() -> Report:
    report = Report("Memory on the virtual board", ["", "resident (MiB)", "of its own (MiB)"])
    with pyrpl_pyro.launch(virtual=True, timeout=240) as board, hosting.queue_worker() as worker:
        assert board.pid0.p == worker.ask("get", "pid0", "p")
        for name, pid in (
            ("server of pyrpl_pyro", board.info().pid),
            ("PyRPL in a multiprocessing worker", worker.pid),
        ):
            memory = psutil.Process(pid).memory_full_info()
            report.add(name, f"{memory.rss / 2**20:.0f}", f"{memory.uss / 2**20:.0f}")
    return report


def _import(imports: int) -> Report:
    names = ("pyrpl_pyro", "Pyro5.api, msgpack, numpy", "numpy")
    times: dict[str, list[float]] = {name: [] for name in names}
    processor: dict[str, list[float]] = {name: [] for name in names}
    heavy: set[str] = set()
    for _ in range(imports):
        for name in names:
            seconds, busy, loaded = _import_once(name)
            times[name].append(seconds)
            processor[name].append(busy)
            heavy |= set(loaded)
    report = Report("Import in a new process", ["", "imports", "ms", "time of the processor (ms)"])
    for name in names:
        medians = [milliseconds(Timing(found[name]).median) for found in (times, processor)]
        report.add(f"import {name}", str(imports), *medians)
    median = Timing(times["pyrpl_pyro"]).median
    report.targets += [
        Target("import pyrpl_pyro: below 0.2 s", f"{median:.3f} s", median < 0.2),
        Target(
            "import pyrpl_pyro loads neither Qt nor PyRPL",
            ", ".join(sorted(heavy)) or "neither",
            not heavy,
        ),
    ]
    return report


def _import_once(name: str) -> tuple[float, float, list[str]]:
    command = [sys.executable, "-c", IMPORT.format(name=name)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    seconds, busy, heavy = json.loads(output)
    return seconds, busy, heavy
