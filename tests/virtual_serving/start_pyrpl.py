"""Unchanged PyRPL on a board at an address: start, write, read, acquire a sine.

Run by test_pyrpl.py with the arguments of Pyrpl as JSON; prints one line of JSON.
"""

import json
import sys

import numpy as np
from pyrpl import Pyrpl

FREQUENCY, AMPLITUDE = 1000.0, 0.5


def acquire_sine(rp):
    """(amplitude in V, residual in V) of the sine that asg0 sends from out1 to in1."""
    rp.asg0.setup(
        waveform="sin",
        frequency=FREQUENCY,
        amplitude=AMPLITUDE,
        trigger_source="immediately",
        output_direct="out1",
    )
    rp.scope.setup(
        input1="in1",
        duration=0.008,
        trigger_source="immediately",
        average=True,
        rolling_mode=False,
    )
    data, _ = rp.scope.single(timeout=20)
    # The first point may be the newest: the software trigger fell on the clock of a sample.
    data = data[1:]
    phase = 2 * np.pi * rp.asg0.frequency * rp.scope.times[1:]
    basis = np.stack([np.sin(phase), np.cos(phase), np.ones_like(phase)], axis=1)
    solution, *_ = np.linalg.lstsq(basis, data, rcond=None)
    return float(np.hypot(*solution[:2])), float(np.std(data - basis @ solution))


def main():
    arguments = json.loads(sys.argv[1])
    try:
        p = Pyrpl(config="", hostname="127.0.0.1", gui=False, **arguments)
    except Exception as error:
        print(json.dumps({"error": type(error).__name__, "text": str(error)}))
        return
    p.rp.pid0.setpoint = 0.25
    result = {
        "version": p.rp.os_version,
        "setpoint": p.rp.pid0.setpoint,
        "led": p.rp.hk.led,
        "sine": acquire_sine(p.rp),
    }
    p.rp.end_all()
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
