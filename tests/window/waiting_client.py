"""Wait in ``scope.single`` for triggers that come now and then, and tell what came."""

from __future__ import annotations

import json
import sys
import time
import warnings

import pyrpl_pyro


def main(uri: str, seconds: float) -> None:
    # PyRPL rounds to what the registers can hold, which is not what is tested here.
    warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
    with pyrpl_pyro.connect(uri) as rp:
        rp.scope.setup(
            input1="asg0",
            input2="asg0",
            duration=1e-3,
            average=False,
            trigger_source="ch1_positive_edge",
            trigger_delay=0.0,
            threshold=0.1,
            hysteresis=0.01,
            rolling_mode=False,
            trace_average=1,
            run_continuous=False,
        )
        rp.scope.ch1_active = True
        print("waiting", flush=True)
        traces = 0
        timeouts = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            begin = time.monotonic()
            try:
                ch1, _ch2 = rp.scope.single(timeout=0.5)
            except TimeoutError:
                timeouts.append(time.monotonic() - begin)
                continue
            half = len(ch1) // 2
            assert ch1[: half - 100].max() < 0.1 < ch1[half + 100 :].min()
            traces += 1
    print(json.dumps({"traces": traces, "timeouts": timeouts}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
