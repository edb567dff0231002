"""A trace of 2 x 16384 points."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import Pyro5.api

import pyrpl_pyro

from . import hosting
from .measuring import Contender, Effort, interleave, single_calls
from .report import Report, Target, milliseconds, ratio

SETUP = {
    "input1": "in1",
    "input2": "in2",
    "duration": 131.072e-6,
    "trigger_source": "immediately",
    "trace_average": 1,
    "rolling_mode": False,
}
SHAPE = (2, 16384)
PROXY = "proxy"
TOLIST = "Queue worker, array.tolist()"
LIST = "Queue worker, list(array)"


def run(effort: Effort, acquisitions: int) -> list[Report]:
    """Fetch a trace that is there, and acquire one."""
    with contextlib.ExitStack() as stack:
        board = stack.enter_context(pyrpl_pyro.launch(virtual=True, timeout=240))
        worker = stack.enter_context(hosting.queue_worker())
        rpyc_root = stack.enter_context(hosting.rpyc_modules())
        local = hosting.modules_of(hosting.make_pyrpl())["scope"]
        for scope in (local, board.scope, rpyc_root.module("scope")):
            scope.setup(**SETUP)
            scope.single(timeout=5)
        worker.ask("call", "scope", "setup", SETUP)
        worker.ask("single as tolist()", "scope")
        return [
            _fetch(board, worker, rpyc_root, local, effort),
            _acquire(board, worker, local, acquisitions),
        ]


def _fetch(board: Any, worker: Any, rpyc_root: Any, local: Any, effort: Effort) -> Report:
    plain = Pyro5.api.Proxy(pyrpl_pyro.uri_of(board.scope))
    scope = board.scope
    contenders = [
        Contender("local PyRPL", lambda: local.data_avg),
        Contender(PROXY, lambda: scope.data_avg),
        Contender("Queue worker, array (pickle)", lambda: worker.ask("get", "scope", "data_avg")),
        Contender(TOLIST, lambda: worker.ask("trace as tolist()", "scope")),
        Contender(LIST, lambda: worker.ask("trace as list(array)", "scope")),
        Contender(
            "rpyc, bytes by hand", lambda: np.frombuffer(rpyc_root.trace_bytes()).reshape(SHAPE)
        ),
        Contender("plain Pyro5 client, serpent, nested lists", lambda: plain.data_avg),
    ]
    for contender in contenders:
        assert np.asarray(contender.run()).shape == SHAPE, contender.name
    timings = interleave(contenders, effort)
    added = timings[PROXY].median - timings["local PyRPL"].median
    report = Report("Fetch a trace of 2 x 16384 points (scope.data_avg)", ["", "ms", "/ proxy"])
    for name, timing in timings.items():
        report.add(name, milliseconds(timing.median), ratio(timing.median / timings[PROXY].median))
    report.targets.append(
        Target("trace: less than 1 ms more than local", f"{milliseconds(added)} ms", added < 1e-3)
    )
    for name in (TOLIST, LIST):
        faster = timings[name].median / timings[PROXY].median
        text = f"trace: at least 20 times faster than a {name}"
        report.targets.append(Target(text, ratio(faster), faster >= 20))
    return report


def _acquire(board: Any, worker: Any, local: Any, acquisitions: int) -> Report:
    scope = board.scope
    timings = single_calls(
        {
            "local PyRPL": lambda: local.single(timeout=2),
            PROXY: lambda: scope.single(timeout=2),
            TOLIST: lambda: worker.ask("single as tolist()", "scope"),
        },
        acquisitions,
    )
    report = Report("Acquire a trace (scope.single)", ["", "ms", "quartiles (ms)"])
    for name, timing in timings.items():
        quartiles = " to ".join(milliseconds(value) for value in timing.quartiles())
        report.add(name, milliseconds(timing.median), quartiles)
    added = timings[PROXY].median - timings["local PyRPL"].median
    found = f"{milliseconds(added)} ms"
    report.targets.append(
        Target("scope.single: less than 1 ms more than local", found, added < 1e-3)
    )
    return report
