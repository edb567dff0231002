"""Real PyRPL on a virtual board: scope, network analyser and PID on the analog loopback.

Run by test_pyrpl.py in its own process; prints one JSON line.
"""

import json
import sys
import time

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
    ch1, _ = scope.single(timeout=20)
    # When the software trigger falls on the clock of a sample (1 in 64), the first point is
    # the newest instead of the oldest: the real logic does that, too.
    return fit_sine(scope.times[1:], ch1[1:])


def acquire_with_trigger(scope):
    """(voltage at the trigger, slope in V/s) of a trace triggered at 0.1 V, rising."""
    scope.setup(
        input1="in1",
        duration=0.004,
        trigger_source="ch1_positive_edge",
        trigger_delay=0,
        threshold=0.1,
        hysteresis=0.01,
    )
    ch1, _ = scope.single(timeout=20)
    slope, level = np.polyfit(scope.times[8092:8292], ch1[8092:8292], 1)
    return float(level), float(slope)


def measure_network(p):
    """(smallest and largest magnitude, delay in s) of the loopback from out1 to in1."""
    p.networkanalyzer.setup(
        input="in1",
        output_direct="out1",
        start_freq=1e4,
        stop_freq=5e6,
        points=31,
        rbw=1000,
        amplitude=0.2,
        acbandwidth=0,
        logscale=False,
        trace_average=1,
    )
    transfer = p.networkanalyzer.single(timeout=20)
    phase = np.unwrap(np.angle(transfer))
    delay = -np.polyfit(p.networkanalyzer.data_x, phase, 1)[0] / (2 * np.pi)
    return float(abs(transfer).min()), float(abs(transfer).max()), float(delay)


def lock(rp):
    """(in1, integrator in V) after a PID has locked in1 to 0.3 V through the loopback."""
    rp.pid0.setup(input="in1", output_direct="out1", setpoint=0.3, p=0, i=-1000, ival=0)
    time.sleep(0.1)
    result = rp.sampler.in1, rp.pid0.ival
    rp.pid0.setup(i=0, ival=0, output_direct="off")
    return result


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
    result["trigger"] = acquire_with_trigger(p.rp.scope)
    p.rp.asg0.output_direct = "off"
    result["lock"] = lock(p.rp)
    result["network"] = measure_network(p)
    board.close()
    print(json.dumps(result))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
