"""The benchmarks run; what they measure is for docs/performance.md, not for a test."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT, Spawner

pytest.importorskip("rpyc", reason='needs rpyc: pip install ".[bench]"')


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_all_of_them_run(spawn: Spawner) -> None:
    spawn.home.mkdir(exist_ok=True)
    process = spawn.python("-m", "benchmarks", "--quick", PYTHONPATH=str(ROOT))
    assert process.wait(500) == 0, process.err
    for title in ("One read or write", "Fetch a trace", "Virtual board", "Import in a new process"):
        assert title in process.out
