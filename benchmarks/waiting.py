"""What other clients notice while one waits for a trigger that does not come."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pyrpl_pyro

from . import hosting
from .measuring import Timing
from .report import Report, Target, milliseconds

WAIT = 2.0
SETUP = {"trigger_source": "ext_positive_edge", "duration": 1e-3, "rolling_mode": False}
CLIENT = f"""
import sys
import pyrpl_pyro
rp = pyrpl_pyro.connect(sys.argv[1])
print("connected", flush=True)
for line in sys.stdin:
    try:
        rp.scope.single(timeout={WAIT})
    except TimeoutError:
        print("no trigger", flush=True)
"""


def run(repeats: int) -> list[Report]:
    """Read an attribute all the time, alone and while another process waits."""
    report = Report(
        f"Reads of pid0.p while another client waits {WAIT:g} s in scope.single",
        ["", "reads", "p50 (ms)", "p99 (ms)", "longest (ms)"],
    )
    with pyrpl_pyro.launch(virtual=True, timeout=240) as board:
        pid0, uri = board.pid0, pyrpl_pyro.uri_of(board)
        board.scope.setup(**SETUP)
        _add(report, "proxy, nobody waits", _for(WAIT, lambda: pid0.p))
        waiting = Timing([])
        with subprocess.Popen(
            [sys.executable, "-c", CLIENT, uri],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        ) as client:
            assert client.stdin is not None
            assert client.stdout is not None
            assert client.stdout.readline() == "connected\n"
            for _ in range(repeats):
                client.stdin.write("wait\n")
                # The wait must have begun when the first read is made.
                time.sleep(0.1)
                waiting.values.extend(_for(WAIT - 0.2, lambda: pid0.p).values)
                assert client.stdout.readline() == "no trigger\n"
            client.stdin.close()
    _add(report, "proxy, another process waits", waiting)
    with hosting.queue_worker() as worker:
        worker.ask("call", "scope", "setup", SETUP)
        begin = time.perf_counter()
        worker.send("try single", "scope", WAIT)
        worker.send("get", "pid0", "p")
        worker.receive()
        worker.receive()
        blocked = Timing([time.perf_counter() - begin])
    cells = [milliseconds(blocked.median)] * 3
    report.add("Queue worker, another client waits", "1", *cells)
    p99 = waiting.percentile(99)
    report.targets.append(
        Target(
            "while one client waits for a trigger, another's reads have p99 below 20 ms",
            f"{milliseconds(p99)} ms",
            p99 < 0.02,
        )
    )
    return [report]


def _for(seconds: float, call: Callable[[], object]) -> Timing:
    values = []
    now = time.perf_counter()
    end = now + seconds
    while now < end:
        before = now
        call()
        now = time.perf_counter()
        values.append(now - before)
    return Timing(values)


def _add(report: Report, name: str, timing: Timing) -> None:
    report.add(
        name,
        str(len(timing.values)),
        milliseconds(timing.median),
        milliseconds(timing.percentile(99)),
        milliseconds(max(timing.values)),
    )
