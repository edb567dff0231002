"""`python -m tests.soak.worker NUMBER NAMESERVER BOARD NOTES`: one client, until it is killed.

It notes each thing before and after it is done, so that whoever has killed it knows what
may have been done and what surely was.
"""

from __future__ import annotations

import contextlib
import getpass
import random
import sys
import time
from pathlib import Path
from typing import Any

import pyrpl_pyro
from pyrpl_pyro.errors import (
    AcquisitionCancelled,
    BoardNotAnswering,
    BoardUnreachable,
    CallTimeout,
    ConnectionLost,
    LeaseLost,
    ModuleLeased,
    NameServerNotFound,
)

from .parts import LEASED, OWN

#: What a client has to expect while servers are killed, and nothing else.
EXPECTED = (
    *(ConnectionLost, BoardNotAnswering, BoardUnreachable, CallTimeout),
    *(NameServerNotFound, LookupError),
)


class Notes:
    """A line for each event, which is on its way to the disk when `add` returns."""

    def __init__(self, path: Path):
        self._path = path
        self._file = path.open("a", buffering=1)

    def add(self, *words: object) -> None:
        print(*words, file=self._file)

    def possible(self) -> list[int]:
        """Numbers of the values that the attribute may have by now."""
        found: list[int] = []
        for line in self._path.read_text().splitlines():
            kind, _, rest = line.partition(" ")
            if kind == "try":
                found.append(int(rest))
            elif kind == "done":
                found = [int(rest)]
        return found


def write(rp: Any, number: int, notes: Notes, rng: random.Random) -> None:
    """Set the own attribute, or read it and compare."""
    own = OWN[number]
    module = getattr(rp, own.module)
    if rng.random() < 0.5:
        possible = notes.possible()
        found = getattr(module, own.attribute)
        if possible and not any(own.same(found, own.value(each)) for each in possible):
            notes.add("WRONG", found, "is none of", [own.value(each) for each in possible])
        return
    chosen = rng.randrange(501)
    notes.add("try", chosen)
    setattr(module, own.attribute, own.value(chosen))
    notes.add("done", chosen)


def lease(rp: Any, number: int, notes: Notes, rng: random.Random) -> None:
    """Have the modules for a moment, and see that they change for nobody else."""
    modules = LEASED[number - len(OWN)]
    try:
        with rp.lease(*modules, reason=f"client {number}", timeout=2.0):
            module = getattr(rp, rng.choice(modules))
            for _ in range(rng.randrange(1, 6)):
                frequency = float(rng.randrange(1, 1000)) * 1e3
                module.frequency = frequency
                time.sleep(rng.uniform(0.0, 0.2))
                if abs(module.frequency - frequency) > 1.0:
                    # Lost while the server was away; the next use would say so.
                    module.frequency = frequency
                    notes.add("WRONG: a leased module was changed by somebody else")
    except LeaseLost:
        notes.add("lost")
    except ModuleLeased as error:
        if not error.holder:
            notes.add("WRONG: leased by nobody:", error)
    else:
        notes.add("leased")


def read(rp: Any, number: int, notes: Notes, rng: random.Random) -> None:
    """Take a trace, look around, or come anew."""
    choice = rng.randrange(4)
    if choice == 0:
        # Another client's run, or a server that was frozen meanwhile.
        with contextlib.suppress(AcquisitionCancelled, TimeoutError):
            shape = rp.scope.single(timeout=3).shape
            if shape != (2, 16384):
                notes.add("WRONG: a trace of", shape)
    elif choice == 1:
        rp.snapshot("pid0", "asg0")
    elif choice == 2:
        with pyrpl_pyro.connect(rp.info().uri) as other:
            other.sampler.in1  # noqa: B018
    else:
        rp.leases()
        rp.journal(limit=20)
    notes.add("read", choice)


def kind_of(number: int) -> Any:
    if number < len(OWN):
        return write
    return lease if number < len(OWN) + len(LEASED) else read


def main() -> None:
    number, nameserver, board, path = int(sys.argv[1]), *sys.argv[2:]
    notes = Notes(Path(path))
    rng = random.Random()
    act = kind_of(number)
    notes.add("begin", getpass.getuser())
    while True:
        try:
            with pyrpl_pyro.connect(board, nameserver=nameserver, timeout=15) as rp:
                while True:
                    time.sleep(rng.expovariate(1 / 0.15))
                    try:
                        act(rp, number, notes, rng)
                    except EXPECTED as error:
                        notes.add("error", type(error).__name__, str(error)[:300])
        except EXPECTED as error:
            notes.add("away", type(error).__name__, str(error)[:300])
            time.sleep(0.5)
        except Exception as error:
            notes.add("WRONG", type(error).__name__, str(error)[:1000])
            raise


if __name__ == "__main__":
    main()
