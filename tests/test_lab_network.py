"""Three computers of a lab: name server, board PC and client PC, as network namespaces."""

import json
import re
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

LAB = Path(__file__).resolve().parents[1] / "nameserver_config" / "lab.toml"
PORT = 9090
CLIENT = """
import json, sys, time
import pyrpl_pyro

nameserver = sys.argv[1] or None

def look():
    boards = pyrpl_pyro.discover(nameserver=nameserver)
    with pyrpl_pyro.connect("bench1", nameserver=nameserver, timeout=5) as rp:
        rp.scope.setup(input1="in1", trigger_source="immediately", duration=1e-3)
        ch1, ch2 = rp.scope.single(timeout=2)
    return {"boards": {b.board: b.uri for b in boards}, "points": [len(ch1), len(ch2)]}

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


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True, timeout=20)


def why_not():
    if sys.platform != "linux" or shutil.which("ip") is None:
        return "needs Linux with iproute2"
    name = f"pp{uuid.uuid4().hex[:8]}"
    try:
        ip("netns", "add", name)
        ip("netns", "del", name)
    except subprocess.CalledProcessError as error:
        return f"network namespaces cannot be made here: {error.stderr.strip()}"
    return ""


@pytest.fixture
def lab(spawn):
    """Starts commands on one of the computers, whose addresses are 10.197.0.1, 2 and 3."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    mark = uuid.uuid4().hex[:6]
    switch = f"ppsw{mark}"
    computers = {name: f"pp{mark}{name}" for name in ("names", "board", "client")}
    try:
        ip("netns", "add", switch)
        ip("-n", switch, "link", "add", "bridge0", "type", "bridge")
        ip("-n", switch, "link", "set", "bridge0", "up")
        for number, namespace in enumerate(computers.values(), 1):
            ip("netns", "add", namespace)
            port = f"port{number}"
            ip(
                "-n",
                switch,
                "link",
                "add",
                port,
                "type",
                "veth",
                "peer",
                "eth0",
                "netns",
                namespace,
            )
            ip("-n", switch, "link", "set", port, "master", "bridge0", "up")
            ip("-n", namespace, "addr", "add", f"10.197.0.{number}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                ip("-n", namespace, "link", "set", device, "up")

        def start(computer, *arguments, **environment):
            return spawn.command(
                "ip",
                "netns",
                "exec",
                computers[computer],
                sys.executable,
                *arguments,
                **environment,
            )

        yield start
    finally:
        spawn.kill_all()
        for namespace in (*computers.values(), switch):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, timeout=20)


@pytest.fixture
def look(lab, tmp_path):
    """Discovers, connects and acquires on the client PC; returns what it saw."""
    script = tmp_path / "client.py"
    script.write_text(CLIENT)

    def run(nameserver, **environment):
        process = lab("client", script, nameserver, **environment)
        assert process.wait() == 0, process.err
        return json.loads(process.out)

    return run


def serve(lab, *arguments):
    server = lab(
        "board", "-m", "pyrpl_pyro", "serve", "--virtual", "--board", "bench1",
        "--settings", LAB, *arguments,
    )  # fmt: skip
    server.wait_for("is ready")
    return server


def check(seen):
    assert re.match(r"PYRO:pyrpl\.bench1@10\.197\.0\.2:\d+$", seen["boards"]["bench1"])
    assert seen["points"] == [16384, 16384]


@pytest.mark.parametrize("storage", ["sql", "memory"])
def test_a_lab_and_the_restart_of_its_name_server(lab, look, storage):
    arguments = ["-m", "pyrpl_pyro", "nameserver", "--config", LAB]
    if storage == "memory":
        arguments += ["--storage", "memory"]
    names = lab("names", *arguments)
    assert names.wait_for(r"ready at (\S+)")[1] == f"10.197.0.1:{PORT}"
    server = serve(lab, "--nameserver", "10.197.0.1")
    check(look("10.197.0.1"))
    names.kill_group()
    again = lab("names", *arguments)
    again.wait_for("ready at")
    check(look("10.197.0.1"))
    assert server.process.poll() is None


def test_a_lab_that_finds_its_name_server_by_broadcast(lab, look):
    names = lab("names", "-m", "pyrpl_pyro", "nameserver", "--config", LAB, "--broadcast")
    names.wait_for("answers broadcasts on UDP port 9091")
    serve(lab, "--broadcast")
    check(look("", PYRPL_PYRO_NAMESERVER_HOST="0.0.0.0", PYRPL_PYRO_NAMESERVER_BROADCAST="1"))


def test_a_server_that_others_could_not_reach_is_refused(lab):
    names = lab("names", "-m", "pyrpl_pyro", "nameserver", "--config", LAB)
    names.wait_for("ready at")
    server = lab(
        "board", "-m", "pyrpl_pyro", "serve", "--virtual", "--board", "bench1",
        "--nameserver", "10.197.0.1",
    )  # fmt: skip
    assert server.wait() == 1
    assert "--host auto" in server.err


def test_unreachable_addresses_are_named(lab):
    names = lab("names", "-m", "pyrpl_pyro", "nameserver", "--config", LAB)
    names.wait_for("ready at")
    for address, reason in (
        ("10.197.0.99", "10.197.0.99:9090: no"),
        ("10.55.0.1", "network is unreachable"),
        ("10.197.0.1:9999", "10.197.0.1:9999: connection refused"),
    ):
        process = lab("client", "-m", "pyrpl_pyro", "list", "--timeout", 2, "--nameserver", address)
        assert process.wait(10.0) == 1
        assert f"no name server at {address.partition(':')[0]}:" in process.err
        assert reason in process.err
