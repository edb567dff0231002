"""Leases modules, gives two outputs 0.5 V, and does nothing until it is told something."""

import sys

import pyrpl_pyro
from pyrpl_pyro.errors import PyrplError

where, on_death = sys.argv[1:3]
nameserver = sys.argv[3] if len(sys.argv) > 3 else None
rp = pyrpl_pyro.connect(where, nameserver=nameserver, timeout=5)
lease = rp.lease("asg0", "pid0", reason="a test", on_death=on_death, ramp_seconds=1.0)
rp.asg0.setup(
    waveform="dc", amplitude=0, offset=0.5, trigger_source="immediately", output_direct="out1"
)
rp.pid0.setup(input="in2", setpoint=-0.5, p=0.5, i=0, output_direct="out2")
rp.pid0.ival = 0.25
print("holding", flush=True)
for line in sys.stdin:
    try:
        if line.strip() == "write":
            rp.pid0.setpoint = -0.5
        elif line.strip() == "release":
            lease.release()
        print("done", flush=True)
    except PyrplError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
