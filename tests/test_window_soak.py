"""PyRPL's window shows the scope continuously while others sweep and work, for minutes."""

from __future__ import annotations

import json
import time
from typing import Any

import psutil
import pytest

import pyrpl_pyro

from .test_two_clients_and_window import Window, window

__all__ = ["window"]

WARMING_UP = 0.3
"""Part of the time after which the memory is to be flat."""
GROWTH = 20 * 2**20
"""Bytes that it may still grow by, as the curve store and caches of PyRPL fill."""


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(40, marks=[pytest.mark.slow, pytest.mark.timeout(150)]),
        pytest.param(300, marks=[pytest.mark.soak, pytest.mark.timeout(450)]),
    ],
)
def test_continuous_scope_sweeps_and_clients(window: Window, spawn: Any, seconds: int) -> None:
    server = psutil.Process(window.server.pid)
    with pyrpl_pyro.connect(window.uri) as rp:
        rp.scope.setup(input1="in1", duration=0.01, trigger_source="immediately", trace_average=1)
        rp.scope.continuous()
        sweeping = spawn.python("-m", "tests.window.sweeping_client", window.uri, seconds)
        working = spawn.python("-m", "tests.window.working_client", window.uri, seconds)
        memory: list[tuple[float, int]] = []
        start = time.monotonic()
        while (elapsed := time.monotonic() - start) < seconds:
            memory.append((elapsed / seconds, server.memory_info().rss))
            assert rp.scope.running_state == "running_continuous"
            time.sleep(1.0)
        assert sweeping.wait(90) == 0, sweeping.err
        assert working.wait(30) == 0, working.err
        rp.scope.stop()
    assert sweeping.err == ""
    assert working.err == ""
    swept = json.loads(sweeping.out.splitlines()[-1])
    worked = json.loads(working.out.splitlines()[-1])
    print(
        f"\n{swept['sweeps']} sweeps, {worked['rounds']} rounds of a client, longest "
        f"{worked['longest']:.2f} s; memory (MiB): "
        + ", ".join(f"{rss / 2**20:.0f}" for _, rss in memory[:: max(1, len(memory) // 10)])
    )
    assert swept["sweeps"] >= seconds / 30
    assert worked["rounds"] > seconds
    assert window.complaints() == []
    late = [rss for part, rss in memory if part > WARMING_UP]
    assert max(late[len(late) // 2 :]) - late[0] < GROWTH
