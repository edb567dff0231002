"""What runs on the client PC of the lab."""

LOOK = """
import json, sys, time
import pyrpl_pyro
from pyrpl_pyro import settings
from pyrpl_pyro.nameserver import locate
from pyrpl_pyro.security import credentials_of

nameserver = sys.argv[1] or None

def look():
    boards = pyrpl_pyro.discover(nameserver=nameserver)
    if not boards:
        raise pyrpl_pyro.PyrplError("no board answers yet")
    with pyrpl_pyro.connect("bench1", nameserver=nameserver, timeout=5) as rp:
        rp.scope.setup(input1="in1", trigger_source="immediately", duration=2**-7)
        ch1, ch2 = rp.scope.single(timeout=20)
    loaded = settings.load(arguments=settings.nameserver_address(sys.argv[2]))
    server, credentials = loaded.nameserver, credentials_of(loaded.security)
    with locate(server.host, server.port, credentials=credentials) as connection:
        uris = [entry.uri for entry in connection.find("pyrpl").values()]
    return {"boards": [b.board for b in boards], "points": [len(ch1), len(ch2)], "uris": uris}

deadline = time.monotonic() + 15
while True:
    try:
        print(json.dumps(look()))
        break
    except pyrpl_pyro.PyrplError:
        if time.monotonic() > deadline:
            raise
        time.sleep(0.2)
"""

REACH = """
import json, sys, time
import pyrpl_pyro

nameserver, timeout = sys.argv[1], float(sys.argv[2])
start = time.monotonic()
try:
    pyrpl_pyro.connect("bench1", nameserver=nameserver, timeout=timeout)
    error = None
except pyrpl_pyro.PyrplError as found:
    error = found
seconds = time.monotonic() - start
boards = pyrpl_pyro.discover(nameserver=nameserver, timeout=timeout)
everything = pyrpl_pyro.discover(nameserver=nameserver, timeout=timeout, all=True)
print(json.dumps({
    "error": type(error).__name__,
    "message": str(error),
    "seconds": seconds,
    "boards": [board.board for board in boards],
    "states": {board.board: board.state for board in everything},
}))
"""

STAY = """
import sys, time
import pyrpl_pyro

with pyrpl_pyro.connect("bench1", nameserver=sys.argv[1], timeout=float(sys.argv[2])) as rp:
    rp.pid0.p = 0.25
    print("connected", flush=True)
    for line in sys.stdin:
        start = time.monotonic()
        try:
            print(f"p is {rp.pid0.p}", flush=True)
        except pyrpl_pyro.PyrplError as error:
            seconds = time.monotonic() - start
            print(f"{type(error).__name__} after {seconds:.1f} s: {error}", flush=True)
"""

WAIT = """
import sys, time
import pyrpl_pyro

rp = pyrpl_pyro.connect("bench1", nameserver=sys.argv[1], timeout=float(sys.argv[2]))
told = []
rp.on_reconnect(told.append)
rp.scope.setup(input1="in1", trigger_source="ext_positive_edge", rolling_mode=False)
print("waiting", flush=True)
try:
    rp.scope.single()
except pyrpl_pyro.PyrplError as error:
    print(f"{type(error).__name__} at {time.time()}: {error}", flush=True)
sys.stdin.readline()
began = time.monotonic()
while True:
    try:
        rp.pid0.setpoint = 0.25
        break
    except pyrpl_pyro.errors.ConnectionLost:
        # A call may end before TCP has tried again.
        if time.monotonic() - began > 20:
            raise
restarted = [connection.server_restarted for connection in told]
print(f"set to {rp.pid0.setpoint}, restarted {restarted}", flush=True)
"""

HOLD = """
import sys
import pyrpl_pyro

rp = pyrpl_pyro.connect("bench1", nameserver=sys.argv[1], timeout=2)
lease = rp.lease("pid0", reason="a test", on_death="off")
rp.pid0.p = 0.25
print("holding", flush=True)
for line in sys.stdin:
    try:
        rp.pid0.p = 0.5
        print("written", flush=True)
    except pyrpl_pyro.PyrplError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
"""

FOLLOW = """
import sys, time
import pyrpl_pyro

with pyrpl_pyro.connect(sys.argv[1]) as rp:
    print(f"leased {len(rp.leases())}", flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    while rp.leases() and time.monotonic() - began < 30:
        time.sleep(0.05)
    print(f"free after {time.monotonic() - began:.2f} s, p is {rp.pid0.p}", flush=True)
"""
