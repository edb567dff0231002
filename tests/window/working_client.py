"""Set and read all the time, and let the other client's trigger come now and then."""

from __future__ import annotations

import json
import sys
import time
import warnings

import pyrpl_pyro

PULSE_EVERY = 0.8
"""Seconds; longer than the other client waits, so that it also runs into its time limit."""


def main(uri: str, seconds: float) -> None:
    # PyRPL rounds to what the registers can hold, which is not what is tested here.
    warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
    with pyrpl_pyro.connect(uri) as rp:
        rp.asg0.setup(waveform="dc", offset=0.0, trigger_source="immediately")
        rp.asg0.output_direct = "off"
        rounds, pulses, longest = 0, 0, 0.0
        end = time.monotonic() + seconds
        next_pulse = time.monotonic() + PULSE_EVERY
        while time.monotonic() < end:
            begin = time.monotonic()
            setpoint = (rounds % 100) / 128 - 0.375
            rp.pid0.setpoint = setpoint
            assert rp.pid0.setpoint == setpoint
            rp.iq0.setup(frequency=1e6 + rounds, amplitude=0.25, input="in1")
            assert abs(rp.iq0.frequency - 1e6 - rounds) < 0.1
            rp.pid1.input = rp.iq0 if rounds % 2 else "in2"
            assert rp.pid1.input == ("iq0" if rounds % 2 else "in2")
            assert rp.sampler.asg0 in (0.0, 0.5)
            longest = max(longest, time.monotonic() - begin)
            rounds += 1
            if time.monotonic() > next_pulse:
                rp.asg0.offset = 0.5
                time.sleep(0.1)
                rp.asg0.offset = 0.0
                pulses += 1
                next_pulse += PULSE_EVERY
    print(json.dumps({"rounds": rounds, "pulses": pulses, "longest": longest}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
