"""Reading and writing one attribute after the other, and in batches."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import Pyro5.api

import pyrpl_pyro

from . import hosting
from .measuring import Contender, Effort, Timing, interleave
from .report import Report, Target, microseconds, ratio

LOCAL = "local PyRPL"
PROXY = "proxy"
RPYC = "rpyc"
PLAIN = "plain Pyro5 client (serpent)"
WORKER = "Queue worker with PyRPL"
BARE = "Queue alone (echo)"
BATCHES = (100, 1000)


@dataclass(frozen=True)
class Subject:
    """An attribute, and values that PyRPL neither clamps nor rounds."""

    module: str
    attribute: str
    values: tuple[Any, Any]


# A register that holds a number, one with options, and a property of PyRPL's software.
SUBJECTS = (
    Subject("pid0", "p", (0.25, 0.5)),
    Subject("scope", "decimation", (64, 1024)),
    Subject("networkanalyzer", "curve_name", ("first", "second")),
)


@dataclass(frozen=True)
class Hosts:
    """PyRPL, hosted in all ways."""

    local: dict[str, Any]
    board: Any
    worker: hosting.QueueWorker
    rpyc: Any


@contextlib.contextmanager
def all_hosts() -> Iterator[Hosts]:
    """Start them."""
    with contextlib.ExitStack() as stack:
        board = stack.enter_context(pyrpl_pyro.launch(virtual=True, timeout=240))
        worker = stack.enter_context(hosting.queue_worker())
        rpyc_root = stack.enter_context(hosting.rpyc_modules())
        yield Hosts(hosting.modules_of(hosting.make_pyrpl()), board, worker, rpyc_root)


def run(effort: Effort) -> list[Report]:
    """Compare all ways for all subjects."""
    found = {}
    with all_hosts() as hosts:
        for subject in SUBJECTS:
            for what in ("read", "write"):
                column = f"{what}\n{subject.module}\n.{subject.attribute}"
                found[column] = interleave(_contenders(hosts, subject, what), effort)
    return _reports(found)


def _contenders(hosts: Hosts, subject: Subject, what: str) -> list[Contender]:
    proxy = getattr(hosts.board, subject.module)
    one = _action(proxy, subject, what)
    return [
        Contender(LOCAL, _action(hosts.local[subject.module], subject, what)),
        Contender(PROXY, one),
        *(Contender(f"batch of {n}", _batch(hosts.board, one, n), n) for n in BATCHES),
        Contender(WORKER, _request(hosts.worker, subject, what)),
        Contender(BARE, lambda: hosts.worker.ask("echo", subject.module, subject.attribute)),
        Contender(RPYC, _action(hosts.rpyc.module(subject.module), subject, what)),
        Contender(PLAIN, _action(Pyro5.api.Proxy(pyrpl_pyro.uri_of(proxy)), subject, what)),
    ]


def _action(module: Any, subject: Subject, what: str) -> Callable[[], object]:
    attribute = subject.attribute
    if what == "read":
        return lambda: getattr(module, attribute)
    values = itertools.cycle(subject.values)
    return lambda: setattr(module, attribute, next(values))


def _request(worker: hosting.QueueWorker, subject: Subject, what: str) -> Callable[[], object]:
    if what == "read":
        return lambda: worker.ask("get", subject.module, subject.attribute)
    values = itertools.cycle(subject.values)
    return lambda: worker.ask("set", subject.module, subject.attribute, next(values))


def _batch(board: Any, one: Callable[[], object], length: int) -> Callable[[], object]:
    def run_batch() -> None:
        with board.batch():
            for _ in range(length):
                one()

    return run_batch


def _reports(found: dict[str, dict[str, Timing]]) -> list[Report]:
    time = Report("One read or write (µs)", ["", *found])
    by_worker = Report(f"Rate, {WORKER} = 1", ["", *found])
    by_queue = Report(f"Rate, {BARE} = 1", ["", *found])
    for name in next(iter(found.values())):
        medians = {column: timings[name].median for column, timings in found.items()}
        time.add(name, *(microseconds(median) for median in medians.values()))
        for report, reference in ((by_worker, WORKER), (by_queue, BARE)):
            ratios = [found[column][reference].median / medians[column] for column in found]
            report.add(name, *(ratio(value) for value in ratios))
            if name == PROXY:
                report.targets.append(_target(name, 0.7, reference, ratios))
            elif name.startswith("batch"):
                report.targets.append(_target(name, 5.0, reference, ratios))
    return [time, by_worker, by_queue]


def _target(name: str, limit: float, reference: str, ratios: list[float]) -> Target:
    missed = sum(value < limit for value in ratios)
    found = f"{ratio(min(ratios))} to {ratio(max(ratios))}"
    if missed:
        found += f", below in {missed} of {len(ratios)}"
    return Target(f"{name}: at least {limit:g} x the rate of the {reference}", found, not missed)
