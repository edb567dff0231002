"""Three computers of a lab: name server, board PC and client PC, as network namespaces."""

import json
import re
import time

import pytest

from .lab import ADDRESSES, LAB, PORT
from .programs import FOLLOW, HOLD, LOOK, REACH, STAY, WAIT

pytestmark = pytest.mark.timeout(120)

TIMEOUT = 2.0


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
