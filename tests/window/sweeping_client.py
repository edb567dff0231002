"""Sweep with the network analyzer again and again, and compare with the cable that is there."""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np

import pyrpl_pyro


def main(uri: str, seconds: float) -> None:
    # PyRPL rounds to what the registers can hold, which is not what is tested here.
    warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
    with pyrpl_pyro.connect(uri) as rp:
        analyzer = rp.networkanalyzer
        analyzer.setup(
            start_freq=1e4,
            stop_freq=1e6,
            points=51,
            rbw=1000,
            input="in2",
            output_direct="out2",
            amplitude=0.1,
            trace_average=1,
            acbandwidth=0,
        )
        sweeps = 0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            curve = analyzer.single(timeout=60)
            assert np.abs(np.abs(curve) - 1).max() < 0.02, np.abs(curve)
            sweeps += 1
    print(json.dumps({"sweeps": sweeps}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
