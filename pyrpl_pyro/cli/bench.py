"""``pyrpl-pyro bench``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from .. import naming
from ..errors import SettingsError
from ..wire.protocol import Operation
from .common import Common, command
from .measuring import Measurement, measure
from .options import BoardArgument, JsonOption
from .tables import print_table
from .values import to_json

_BATCH = 100
_READ = ("sampler", "in1")
_TRACE = ("scope", "times")


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "bench")
    def bench(
        common: Common,
        board: BoardArgument,
        seconds: Annotated[
            float, typer.Option(metavar="SECONDS", help="Time for each measurement.")
        ] = 1.0,
        as_json: JsonOption = False,
    ) -> None:
        """Measure round trip, reads, batches and traces of a server.

        Only reads: a running experiment is not disturbed, beyond the time that reads take.
        """
        if not 0 < seconds <= 60:
            raise SettingsError(f"--seconds is above 0 and at most 60, not {seconds:g}")
        with common.connect(naming.check_board_name(board)) as connected:
            info = connected.info()
            if not as_json:
                print(f"{board} at {info.address}, {4 * seconds:g} s", file=sys.stderr, flush=True)
            found = list(_measurements(connected, seconds))
        if as_json:
            about = {"board": board, "address": info.address, "version": info.version}
            measured = {one.name: one.to_dict() for one in found}
            print(to_json({**about, "measurements": measured}))
            return
        rows = [
            (
                (
                    one.name,
                    f"{one.median * 1e3:.3f} ms",
                    f"{one.p99 * 1e3:.3f} ms",
                    f"{one.rate:.0f} /s",
                    one.what,
                ),
                None,
            )
            for one in found
        ]
        headings = ("", "MEDIAN", "99 %", "RATE", "WHAT")
        print_table(headings, rows, right=("MEDIAN", "99 %", "RATE"))
        for one in (found[0], found[-1]):
            print(f"\n{one.name}: how long how many of {len(one.times)} took")
            print("\n".join(one.bars()))


def _measurements(board: Any, seconds: float) -> Iterator[Measurement]:
    def request(operation: Operation, *arguments: Any) -> Any:
        return board._request(operation, *arguments)

    yield measure(
        "round trip",
        "the list of leases, for which the board is not asked",
        lambda: request(Operation.LEASES),
        seconds,
    )
    yield measure(
        "read", "sampler.in1, a register", lambda: request(Operation.GET, *_READ), seconds
    )
    steps = [[Operation.GET.value, *_READ]] * _BATCH
    yield measure(
        "batch",
        f"{_BATCH} reads of sampler.in1 in one message",
        lambda: request(Operation.BATCH, steps),
        seconds,
        _BATCH,
    )
    length = len(request(Operation.GET, *_TRACE))
    yield measure(
        "trace",
        f"scope.times, {length} points: as large as a curve, without an acquisition",
        lambda: request(Operation.GET, *_TRACE),
        seconds,
        length,
    )
