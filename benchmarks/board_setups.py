"""Speed of the virtual board in usual set-ups, made by PyRPL itself; prints JSON.

Run in a process of its own, because PyRPL needs Qt's main thread.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyrpl.pyrpl
from pyrpl.redpitaya import RedPitaya

from pyrpl_pyro.virtual import VirtualBoard, VirtualClient
from pyrpl_pyro.virtual.machine import Machine
from pyrpl_pyro.virtual.spans.plan import Plan, make_plan

CLOCK_NANOSECONDS = 8.0
SCOPE = 0x40100000
SPECIALISED_CLOCKS, GENERIC_CLOCKS = 2_000_000, 100_000


def arm(board: VirtualBoard, decimation: int) -> None:
    """Let the scope write averages until a trigger comes, which never does."""
    for offset, word in ((0x14, decimation), (0x28, 1), (0x4, 0), (0x0, 3)):
        board.write(SCOPE + offset, word)


def setups(rp: Any, board: VirtualBoard) -> Iterator[str]:
    """Make one set-up after the other; yields its name."""
    rp.asg0.setup(
        waveform="sin",
        frequency=1e3,
        amplitude=0.5,
        trigger_source="immediately",
        output_direct="out1",
    )
    rp.scope.setup(input1="asg0", input2="in1", average=True, rolling_mode=False)
    board.plant = "loopback"
    for decimation in (1, 64, 8192):
        arm(board, decimation)
        yield f"asg to scope, decimation {decimation}"
    board.plant = "low_pass:bandwidth=1e5"
    rp.pid0.setup(input="in1", output_direct="out1", setpoint=0.1, p=0.1, i=100)
    arm(board, 64)
    yield "asg to PID to low-pass to scope"
    rp.pid0.setup(output_direct="off", p=0, i=0)
    rp.scope.stop()
    board.plant = "low_pass:bandwidth=1e5"
    rp.asg0.output_direct = "off"
    rp.iq2.setup(
        input="in1",
        output_direct="out1",
        frequency=1e5,
        amplitude=0.5,
        bandwidth=1000,
        acbandwidth=0,
        gain=0,
    )
    rp.iq2._na_averages = 125_000_000
    rp.iq2.frequency = 1e5
    yield "network analyzer on a low-pass"
    rp.iq2.setup(output_direct="off", amplitude=0, bandwidth=0)
    # An average that still runs is work; it begins again, with no clocks, at a new frequency.
    rp.iq2._na_averages = 0
    rp.iq2.frequency = 0
    board.plant = "cavity"
    rp.pid0.setup(input="in1", output_direct="out1", setpoint=0.3, p=0, i=100)
    yield "lock to the side of a cavity's line"
    rp.iq0.setup(
        input="in1",
        output_direct="out2",
        frequency=20e6,
        amplitude=0.5,
        bandwidth=[320e3, 320e3],
        acbandwidth=20e6 / 128,
        gain=0,
        output_signal="quadrature",
        quadrature_factor=10,
    )
    rp.pid0.setup(input="asg0", p=1, i=0)
    rp.scope.setup(input1="iq0", input2="in2")
    arm(board, 512)
    yield "sweep of a cavity, Pound-Drever-Hall signal to scope"
    rp.pid0.setup(input="iq0", p=0.1, i=100)
    arm(board, 512)
    yield "Pound-Drever-Hall lock of a cavity, with scope"


def nanoseconds(run: Callable[[int], None], clocks: int, rounds: int) -> float:
    """Time of the processor per clock, the best of some rounds."""
    run(clocks // 20)
    best = float("inf")
    for _ in range(rounds):
        start = time.thread_time()
        run(clocks)
        best = min(best, (time.thread_time() - start) / clocks * 1e9)
    return best


def specialised(machine: Machine, plan: Plan) -> Callable[[int], None]:
    """What runs the plan."""
    return lambda clocks: machine.run_plan(clocks, plan)


def main() -> None:
    """Measure all, with the number of rounds as argument."""
    rounds = int(sys.argv[1])
    # Without clocks of its own: time passes in accesses and where it is measured.
    board = VirtualBoard(free_running=False)

    class VirtualRedPitaya(RedPitaya):
        def startdummyclient(self) -> None:
            self.client = VirtualClient(board)
            self.makemodules()

    pyrpl.pyrpl.RedPitaya = VirtualRedPitaya
    program = pyrpl.pyrpl.Pyrpl(config="", hostname="_FAKE_", gui=False, silence_env=True)
    machine = board._machine
    found = []
    for name in setups(program.rp, board):
        plan = make_plan(machine.memory, machine.sinks())
        assert plan is not None, name
        fast = nanoseconds(specialised(machine, plan), SPECIALISED_CLOCKS, rounds)
        slow = nanoseconds(machine.run, GENERIC_CLOCKS, rounds)
        found.append([name, CLOCK_NANOSECONDS / fast, CLOCK_NANOSECONDS / slow])
    print(json.dumps(found), flush=True)
    # Qt's and PyRPL's threads would make the end of the process slow.
    os._exit(0)


if __name__ == "__main__":
    main()
