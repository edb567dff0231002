"""Our client for the board's registers, and PyRPL's own, on the same peer.

The peer answers at once, in a process of its own: what is measured is the clients and the
computer's network code. The network to a real board adds some 200 us to each access.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator

import numpy as np

from .measuring import Contender, Effort, interleave
from .report import Report, Target, microseconds, ratio

OURS, PYRPLS = "our client", "PyRPL's client"
REGISTER, TRACE, TABLE = 0x40300104, 0x40110000, 0x40210000
POINTS = 16384
NOT_SLOWER = 1.05
"""Ratio up to which two clients are equally fast: it differs by so much from run to run."""

_FASTEST = 10
"""Percentile of the rounds: the others tell how busy the computer was with something else."""

PEER = """
import socket, struct, threading

def serve(client):
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while len(header := client.recv(8, socket.MSG_WAITALL)) == 8:
        command, words, _ = struct.unpack("<cxHI", header)
        if command == b"w":
            client.recv(4 * words, socket.MSG_WAITALL)
        client.sendall(header + (bytes(4 * words) if command == b"r" else b""))

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
"""


def run(effort: Effort) -> list[Report]:
    """Single registers, a trace, and a waveform table."""
    from pyrpl.redpitaya_client import MonitorClient

    from pyrpl_pyro.hardware import BoardClient
    from pyrpl_pyro.hardware.connection import MonitorConnection
    from pyrpl_pyro.hardware.identity import read_identity

    with _peer() as port:
        connection = MonitorConnection("127.0.0.1", port, seconds=5.0)
        ours = BoardClient("peer", connection, read_identity(connection))
        theirs = MonitorClient("127.0.0.1", port)
        table = np.arange(POINTS)
        report = Report(
            "Access to registers, without the way to the board", ["", OURS, PYRPLS, "ratio"]
        )
        cases = {
            "read a register (us)": lambda client: client.reads(REGISTER, 1),
            "write a register (us)": lambda client: client.writes(REGISTER, [5]),
            "read a trace (us)": lambda client: client.reads(TRACE, POINTS),
            "write a waveform (us)": lambda client: client.writes(TABLE, table),
        }
        for name, access in cases.items():
            contenders = [
                Contender(OURS, lambda access=access: access(ours)),
                Contender(PYRPLS, lambda access=access: access(theirs)),
            ]
            timings = interleave(contenders, effort)
            mine, other = (timings[who].percentile(_FASTEST) for who in (OURS, PYRPLS))
            report.add(name, microseconds(mine), microseconds(other), ratio(mine / other))
            report.targets.append(
                Target(
                    f"{name.partition(' (')[0]}: not slower than PyRPL's client",
                    f"{ratio(mine / other)} of its time",
                    mine <= NOT_SLOWER * other,
                )
            )
        ours.close()
        theirs.close()
    return [report]


@contextlib.contextmanager
def _peer() -> Iterator[int]:
    """The port of a monitor server without a board."""
    process = subprocess.Popen([sys.executable, "-c", PEER], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate(timeout=10)
