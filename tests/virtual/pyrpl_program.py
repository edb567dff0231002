"""Real PyRPL on a virtual board: acquire a sine directly and through the analog loopback.

Run by test_pyrpl.py in its own process; prints one JSON line.
"""

import json
import sys

import numpy as np
import pyrpl.redpitaya
from pyrpl import Pyrpl

from pyrpl_pyro.virtual import VirtualBoard, VirtualClient

FREQUENCY, AMPLITUDE = 1000.0, 0.5


def fit_sine(times, data):
    """(frequency in Hz, amplitude, residual rms) of the best sine near FREQUENCY."""
    best = None
    for frequency in np.linspace(0.98, 1.02, 401) * FREQUENCY:
        phase = 2 * np.pi * frequency * times
        basis = np.stack([np.sin(phase), np.cos(phase), np.ones_like(phase)], axis=1)
        solution, *_ = np.linalg.lstsq(basis, data, rcond=None)
        residual = np.std(data - basis @ solution)
        if best is None or residual < best[2]:
            best = (float(frequency), float(np.hypot(*solution[:2])), float(residual))
    return best


def acquire(scope, source):
    scope.setup(
        input1=source,
        input2="asg0",
        duration=0.008,
        trigger_source="immediately",
        average=True,
        rolling_mode=False,
        running_state="stopped",
    )
    ch1, _ = scope.single(timeout=2)
    return fit_sine(scope.times, ch1)


def main():
    board = VirtualBoard()

    class VirtualRedPitaya(pyrpl.redpitaya.RedPitaya):
        def startdummyclient(self):
            self.client = VirtualClient(board)
            self.makemodules()

    pyrpl.pyrpl.RedPitaya = VirtualRedPitaya
    p = Pyrpl(config="", hostname="_FAKE_", gui=False)
    p.rp.asg0.setup(
        waveform="sin",
        frequency=FREQUENCY,
        amplitude=AMPLITUDE,
        offset=0,
        trigger_source="immediately",
        output_direct="out1",
    )
    result = {"asg0": acquire(p.rp.scope, "asg0"), "in1": acquire(p.rp.scope, "in1")}
    board.close()
    print(json.dumps(result))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
