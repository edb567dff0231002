"""The two clients of ``pyrpl-pyro demo``, each a program of its own."""

from __future__ import annotations

import sys

import numpy as np

import pyrpl_pyro

FREQUENCY = 1e3
"""Frequency of the sine that one client generates (Hz)."""
AMPLITUDE = 0.5
"""Its amplitude (V)."""
DURATION = 8e-3
"""Length of the trace that the other client asks for (s)."""


def generate(nameserver: str, board: str) -> None:
    """Generate the sine with ``asg0``."""
    with pyrpl_pyro.connect(board, nameserver=nameserver) as rp:
        rp.asg0.setup(
            waveform="sin",
            frequency=FREQUENCY,
            amplitude=AMPLITUDE,
            trigger_source="immediately",
            output_direct="out1",
        )


def acquire(nameserver: str, board: str, file: str) -> None:
    """Acquire it with ``scope`` and save time (s) and both channels (V) as rows."""
    with pyrpl_pyro.connect(board, nameserver=nameserver) as rp:
        rp.scope.setup(
            input1="asg0", duration=DURATION, trigger_source="asg0", average=True, trace_average=1
        )
        ch1, ch2 = rp.scope.single(timeout=2)
        np.save(file, np.stack([rp.scope.data_x, ch1, ch2]))


if __name__ == "__main__":
    if sys.argv[1] == "generate":
        generate(*sys.argv[2:])
    else:
        acquire(*sys.argv[2:])
