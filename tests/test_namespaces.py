"""Three computers of a lab: name server, board PC and client PC, as network namespaces."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(120)

CONFIGURATIONS = Path(__file__).resolve().parents[1] / "nameserver_config"
LAB = {"token": CONFIGURATIONS / "lab.toml", "certificates": CONFIGURATIONS / "lab_tls.toml"}
PORT = 9090
ADDRESSES = {"names": "10.197.0.1", "board": "10.197.0.2", "client": "10.197.0.3"}
TIMEOUT = 2.0

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
rp.pid0.setpoint = 0.25
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


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True, timeout=20)


def why_not():
    if sys.platform != "linux" or shutil.which("ip") is None:
        return "needs Linux with iproute2"
    name = f"pp{uuid.uuid4().hex[:8]}"
    try:
        ip("netns", "add", name)
    except subprocess.CalledProcessError as error:
        return f"network namespaces cannot be made here: {error.stderr.strip()}"
    try:
        ip("-n", name, "link", "add", "probe0", "type", "veth", "peer", "name", "probe1")
        ip("-n", name, "link", "add", "probe2", "type", "bridge")
    except subprocess.CalledProcessError as error:
        return f"network interfaces cannot be made here: {error.stderr.strip()}"
    finally:
        ip("netns", "del", name)
    return ""


class Lab:
    """Three computers at a switch, each a network namespace; nothing else can be reached."""

    def __init__(self, spawn, proof):
        self._spawn = spawn
        self._proof = proof
        # Names of their own, because other tests may run on this computer at the same time.
        mark = uuid.uuid4().hex[:6]
        self._switch = f"pp{mark}switch"
        self._computers = {name: f"pp{mark}{name}" for name in ADDRESSES}

    def make_proofs(self):
        """The tokens or certificates of the computers."""

        def run(*arguments):
            made = self._spawn.run("certificates", *arguments)
            assert made.wait() == 0, made.err

        if self._proof == "token":
            run("token", self._folder / "tokens")
            return
        run("init")
        for name, address in ADDRESSES.items():
            for_server = () if name == "client" else ("--server", "--host", address)
            run("issue", name, *for_server)

    @property
    def _folder(self):
        return self._spawn.home / ".config" / "pyrpl_pyro"

    def _own_proof(self, computer):
        """What its user wrote into the settings."""
        if self._proof == "token":
            return {"PYRPL_PYRO_SECURITY_TOKEN_FILE": str(self._folder / "tokens")}
        return {
            "PYRPL_PYRO_SECURITY_DIRECTORY": str(self._folder / "authority" / "issued" / computer)
        }

    def build(self):
        ip("netns", "add", self._switch)
        ip("-n", self._switch, "link", "add", "bridge0", "type", "bridge")
        ip("-n", self._switch, "link", "set", "bridge0", "up")
        for name, namespace in self._computers.items():
            ip("netns", "add", namespace)
            plug = ("veth", "peer", "eth0", "netns", namespace)
            ip("-n", self._switch, "link", "add", name, "type", *plug)
            ip("-n", self._switch, "link", "set", name, "master", "bridge0", "up")
            self.configure(name, "addr", "add", f"{ADDRESSES[name]}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                self.configure(name, "link", "set", device, "up")

    def remove(self):
        for namespace in (*self._computers.values(), self._switch):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, timeout=20)

    def configure(self, computer, *arguments):
        """Run ``ip`` on a computer."""
        ip("-n", self._computers[computer], *arguments)

    def python(self, computer, *arguments, **environment):
        """Start Python on a computer."""
        command = ("ip", "netns", "exec", self._computers[computer], sys.executable)
        return self._spawn.command(*command, *arguments, **self._own_proof(computer), **environment)

    def command(self, computer, *arguments):
        """Start ``pyrpl-pyro`` on a computer."""
        return self.python(computer, "-m", "pyrpl_pyro", *arguments)

    def nameserver(self, *arguments):
        """Start the name server as the file says, and wait until it is ready."""
        names = self.command("names", "nameserver", "--config", LAB[self._proof], *arguments)
        assert names.wait_for(r"ready at (\S+)")[1] == f"{ADDRESSES['names']}:{PORT}"
        return names

    def serve(self, *arguments, **environment):
        """Start the server of a virtual board as the file says, and wait until it is ready."""
        board = ("serve", "--virtual", "--board", "bench1", "--settings", LAB[self._proof])
        server = self.python("board", "-m", "pyrpl_pyro", *board, *arguments, **environment)
        server.wait_for("is ready")
        return server

    @contextlib.contextmanager
    def trouble(self, kind):
        """The board PC cannot be reached meanwhile."""
        if kind == "dropped packets":
            # As behind a firewall that drops: the client's packets arrive, no answer leaves.
            change, undo = (
                ("route", word, "blackhole", f"{ADDRESSES['client']}/32") for word in ("add", "del")
            )
            self.configure("board", *change)
            yield
            self.configure("board", *undo)
        else:
            ip("-n", self._switch, "link", "set", "board", "down")
            yield
            ip("-n", self._switch, "link", "set", "board", "up")


@pytest.fixture
def lab(spawn, request):
    reason = why_not()
    if reason:
        pytest.skip(reason)
    made = Lab(spawn, getattr(request, "param", "token"))
    try:
        made.make_proofs()
        made.build()
        yield made
    finally:
        spawn.kill_all()
        made.remove()


@pytest.fixture
def run_client(lab):
    """Runs a program on the client PC; returns what it printed, read as JSON."""

    def run(program, *arguments, **environment):
        process = lab.python("client", "-c", program, *arguments, **environment)
        assert process.wait() == 0, process.err
        return json.loads(process.out)

    return run


def look(run_client, nameserver=ADDRESSES["names"], **environment):
    return run_client(LOOK, nameserver, ADDRESSES["names"], **environment)


def check(seen, address=ADDRESSES["board"]):
    assert seen["boards"] == ["bench1"]
    assert seen["points"] == [16384, 16384]
    assert len(seen["uris"]) > 29
    for uri in seen["uris"]:
        assert re.fullmatch(rf"PYRO:pyrpl\.bench1[\w.]*@{re.escape(address)}:\d+", uri)


@pytest.mark.parametrize(
    ("lab", "storage"), [("token", "sql"), ("certificates", "memory")], indirect=["lab"]
)
def test_a_lab_and_the_restart_of_its_name_server(lab, run_client, storage):
    arguments = [] if storage == "sql" else ["--storage", "memory"]
    names = lab.nameserver(*arguments)
    server = lab.serve("--nameserver", ADDRESSES["names"])
    check(look(run_client))
    names.kill_group()
    lab.nameserver(*arguments)
    check(look(run_client))
    assert server.process.poll() is None


def test_a_lab_that_finds_its_name_server_by_broadcast(lab, run_client):
    names = lab.nameserver("--broadcast")
    names.wait_for("answers broadcasts on UDP port 9091")
    lab.serve("--broadcast")
    environment = {
        "PYRPL_PYRO_NAMESERVER_HOST": "0.0.0.0",
        "PYRPL_PYRO_NAMESERVER_BROADCAST": "1",
    }
    check(look(run_client, "", **environment))


@pytest.mark.slow
def test_a_name_server_that_comes_back_at_another_port_is_found_by_broadcast(lab):
    names = lab.nameserver("--broadcast")
    server = lab.serve("--broadcast")
    environment = {
        "PYRPL_PYRO_NAMESERVER_HOST": "0.0.0.0",
        "PYRPL_PYRO_NAMESERVER_BROADCAST": "1",
    }
    stay = STAY.replace("nameserver=sys.argv[1], ", "")
    client = lab.python("client", "-c", stay, "", 20, **environment)
    client.wait_for("connected")
    for process in (names, server):
        process.kill_group()
    names = lab.command(
        "names", "nameserver", "--config", LAB["token"], "--broadcast", "--port", PORT + 5
    )
    names.wait_for("answers broadcasts")
    lab.serve("--broadcast")
    client.process.stdin.write("read\n")
    client.process.stdin.flush()
    client.wait_for(r"p is 0\.")


@pytest.mark.parametrize("advertise", ["", "10.197.0.20"])
def test_a_server_that_listens_on_all_addresses(lab, run_client, advertise):
    lab.configure("board", "addr", "add", "10.197.0.20/24", "dev", "eth0")
    lab.nameserver()
    arguments = ("--advertise", advertise) if advertise else ()
    lab.serve("--nameserver", ADDRESSES["names"], "--host", "0.0.0.0", *arguments)
    check(look(run_client), advertise or ADDRESSES["board"])


def test_a_server_that_sends_clients_elsewhere(lab, run_client):
    lab.nameserver()
    lab.serve("--nameserver", ADDRESSES["names"], "--port", 9101, "--advertise", "10.197.0.1")
    seen = run_client(REACH, ADDRESSES["names"], TIMEOUT)
    assert seen["error"] == "BoardNotAnswering"
    assert "does not answer at 10.197.0.1:9101: Connection refused" in seen["message"]


def test_a_server_that_others_could_not_reach_is_refused(lab):
    lab.nameserver()
    board = ("serve", "--virtual", "--board", "bench1")
    server = lab.command("board", *board, "--nameserver", ADDRESSES["names"])
    assert server.wait() == 1
    assert "--host auto" in server.err


@pytest.mark.parametrize(
    "kind", ["link down", pytest.param("dropped packets", marks=pytest.mark.slow)]
)
def test_a_board_pc_that_cannot_be_reached(lab, run_client, kind):
    lab.nameserver()
    lab.serve("--nameserver", ADDRESSES["names"], "--port", 9101)
    with lab.trouble(kind):
        seen = run_client(REACH, ADDRESSES["names"], TIMEOUT)
    assert seen["error"] == "BoardNotAnswering"
    assert f"does not answer at {ADDRESSES['board']}:9101: no " in seen["message"]
    assert seen["seconds"] < TIMEOUT + 1
    assert seen["boards"] == []
    assert seen["states"] == {"bench1": "not answering"}
    check(look(run_client))


@pytest.mark.parametrize(
    "kind", ["link down", pytest.param("dropped packets", marks=pytest.mark.slow)]
)
def test_a_connected_client_whose_network_fails_for_a_while(lab, kind):
    lab.nameserver()
    lab.serve("--nameserver", ADDRESSES["names"])
    client = lab.python("client", "-c", STAY, ADDRESSES["names"], TIMEOUT)

    def read():
        client.process.stdin.write("read\n")
        client.process.stdin.flush()

    client.wait_for("connected")
    with lab.trouble(kind):
        read()
        failure = client.wait_for(r"(\w+) after (\S+) s: (.*)")
    assert failure[1] == "CallTimeout"
    assert float(failure[2]) < TIMEOUT + 2
    assert f"at {ADDRESSES['board']}:" in failure[3]
    read()
    client.wait_for("p is 0.25")


@pytest.mark.parametrize(
    ("timeout", "kind"),
    [
        (2, "link down"),
        pytest.param(60, "link down", marks=pytest.mark.slow),
        pytest.param(60, "dropped packets", marks=pytest.mark.slow),
    ],
)
def test_a_cable_that_is_pulled_is_noticed_in_a_waiting_call(lab, until, timeout, kind):
    lab.nameserver()
    lab.serve("--nameserver", ADDRESSES["names"])
    client = lab.python("client", "-c", WAIT, ADDRESSES["names"], timeout)
    client.wait_for("waiting")
    time.sleep(1.5)
    pulled = time.time()
    with lab.trouble(kind):
        failure = client.wait_for(r"(\w+) at (\S+): (.*)")
        assert failure[1] == "ConnectionLost"
        assert float(failure[2]) - pulled < 15
        client.process.stdin.write("go on\n")
        client.process.stdin.flush()
        time.sleep(0.5)
    client.wait_for(r"set to 0\.25, restarted \[False\]")


@pytest.mark.parametrize(
    "kind", ["link down", pytest.param("dropped packets", marks=pytest.mark.slow)]
)
def test_the_lease_of_a_client_whose_cable_is_pulled(lab, kind):
    grace = 2.0
    lab.nameserver()
    server = lab.serve("--nameserver", ADDRESSES["names"], PYRPL_PYRO_SERVER_LEASE_GRACE=str(grace))
    uri = re.search(r"modules at (PYRO:\S+?),", server.out)[1]
    holder = lab.python("client", "-c", HOLD, ADDRESSES["names"])
    holder.wait_for("holding")
    follower = lab.python("board", "-c", FOLLOW, uri)
    follower.wait_for("leased 1")
    with lab.trouble(kind):
        follower.process.stdin.write("now\n")
        follower.process.stdin.flush()
        free = follower.wait_for(r"free after (\S+) s, p is (\S+)")
        # The connection ends within 5 s, and a second is for a busy machine.
        assert float(free[1]) < 5.0 + grace + 1.0
        assert float(free[2]) == 0
    # The first may be sent on the connection that the server has given up.
    holder.process.stdin.write("write\nwrite\n")
    holder.process.stdin.flush()
    holder.wait_for("LeaseLost: .*away")


def test_a_name_server_that_cannot_be_reached(lab):
    lab.nameserver()
    for address, reason in (
        ("10.197.0.99", "10.197.0.99:9090: no"),
        ("10.55.0.1", "network is unreachable"),
        ("10.197.0.1:9999", "10.197.0.1:9999: connection refused"),
    ):
        process = lab.command("client", "list", "--timeout", TIMEOUT, "--nameserver", address)
        assert process.wait(10.0) == 1
        assert f"no name server at {address.partition(':')[0]}:" in process.err
        assert reason in process.err
