import logging
import socket
import threading
import time

import pytest
from Pyro5 import serializers
from Pyro5.api import Daemon, expose

from pyrpl_pyro import naming
from pyrpl_pyro.errors import NameServerNotFound, StartError
from pyrpl_pyro.nameserver import Entry, locate
from pyrpl_pyro.nameserver.running import start_embedded
from pyrpl_pyro.server.registration import Registration

FAST = 0.2


@pytest.fixture(autouse=True)
def _keep_serializers():
    before = dict(serializers.serializers), dict(serializers.serializers_by_id)
    yield
    serializers.serializers.update(before[0])
    serializers.serializers_by_id.update(before[1])


@pytest.fixture
def nameserver():
    with start_embedded(port=0) as server:
        yield server


@expose
class Something:
    def answer(self):
        return 42


@pytest.fixture
def board_server():
    """Starts Pyro servers that have an object of the board's name."""
    daemons = []

    def start(board, answering=True):
        daemon = Daemon(host="127.0.0.1")
        daemons.append(daemon)
        uri = str(daemon.register(Something(), naming.object_name(board)))
        if answering:
            threading.Thread(target=daemon.requestLoop, daemon=True).start()
        return uri, daemon

    yield start
    for daemon in daemons:
        daemon.shutdown()


@pytest.fixture
def registration(nameserver):
    """Makes registrations that are closed at the end."""
    made = []

    def make(board="b1", port=None, **options):
        options = {"timeout": 2.0, "interval": FAST, **options}
        made.append(Registration(board, nameserver.host, port or nameserver.port, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def entries(board, uri="PYRO:x@127.0.0.1:9", paths=("", "scope", "lockbox.outputs.output1")):
    return {
        naming.object_name(board, path): (uri, naming.tags(board, "Class", "here", "0.1.0"))
        for path in paths
    }


def known(nameserver):
    with locate(nameserver.host, nameserver.port, 2.0) as connection:
        return {name: entry.uri for name, entry in connection.find("pyrpl").items()}


def test_names_are_there_until_the_end(nameserver, registration):
    one = registration()
    one.register(entries("b1"))
    assert sorted(known(nameserver)) == [
        "pyrpl.b1",
        "pyrpl.b1.lockbox.outputs.output1",
        "pyrpl.b1.scope",
    ]
    assert one.problem == ""
    one.close()
    assert known(nameserver) == {}
    one.close()


def test_two_boards_do_not_touch_each_other(nameserver, registration):
    # In SQL, "_" stands for any character, and case is ignored.
    first, second = registration("b_1"), registration("bx1")
    first.register(entries("b_1"))
    second.register(entries("bx1"))
    registration("B_1").register(entries("B_1"))
    first.close()
    assert {naming.split_name(name)[0] for name in known(nameserver)} == {"bx1", "B_1"}


def test_modules_appear_and_vanish(nameserver, registration, until):
    one = registration()
    one.register(entries("b1"))
    one.update(entries("b1", paths=("", "lockbox.inputs.input3")))
    until(lambda: sorted(known(nameserver)) == ["pyrpl.b1", "pyrpl.b1.lockbox.inputs.input3"])


def test_the_board_itself_must_be_among_the_names(registration):
    with pytest.raises(ValueError, match=r"pyrpl\.b1, must be registered"):
        registration().register(entries("b1", paths=("scope",)))


def test_registering_in_two_steps(nameserver, registration):
    one = registration()
    one.register(entries("b1", paths=("",)))
    one.register(entries("b1"))
    assert len(known(nameserver)) == 3
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("names of b1") == 1


def test_registers_again_when_the_name_server_forgot(nameserver, registration, until, caplog):
    caplog.set_level(logging.INFO, "pyrpl_pyro")
    one = registration()
    one.register(entries("b1"))
    nameserver.stop()
    until(lambda: one.problem, what="noticing that the name server is away")
    time.sleep(3 * FAST)
    with start_embedded(port=nameserver.port) as again:
        until(lambda: len(known(again)) == 3)
        until(lambda: not one.problem)
        time.sleep(3 * FAST)
        one.close()
        assert known(again) == {}
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 3, lines
    assert lines[0].endswith("(names: 3)")
    assert "not registered at present" in lines[1]
    assert "registered again with the name server" in lines[2]


def test_a_name_that_vanished_alone_comes_back(nameserver, registration, until):
    registration().register(entries("b1"))
    with locate(nameserver.host, nameserver.port, 2.0) as connection:
        connection.remove(["pyrpl.b1.scope"])
    until(lambda: "pyrpl.b1.scope" in known(nameserver))


def test_no_name_server(registration, free_port):
    one = registration(port=free_port())
    with pytest.raises(NameServerNotFound):
        one.register(entries("b1"))
    one.close()


def test_a_name_that_a_live_server_holds(nameserver, registration, board_server):
    uri, _ = board_server("b1")
    registration().register(entries("b1", uri))
    with pytest.raises(StartError) as caught:
        registration().register(entries("b1", "PYRO:y@127.0.0.1:9"))
    message = str(caught.value)
    assert f"board b1 is held by a server on here ({uri}), which answers" in message
    assert "pyrpl-pyro stop b1" in message
    assert known(nameserver)["pyrpl.b1"] == uri


def test_a_name_that_a_stuck_server_holds(registration, board_server):
    uri, _ = board_server("b1", answering=False)
    registration().register(entries("b1", uri))
    with pytest.raises(StartError, match="accepts connections but does not answer properly"):
        registration().register(entries("b1", "PYRO:y@127.0.0.1:9"))


def leave_behind(nameserver, uri, paths=("", "scope")):
    """The names of a server of board b1 that was killed."""
    with locate(nameserver.host, nameserver.port, 2.0) as connection:
        left = entries("b1", uri, paths=paths)
        connection.register(
            {name: Entry(uri, frozenset(tags)) for name, (uri, tags) in left.items()}
        )


def test_names_of_a_dead_server_are_replaced(nameserver, registration):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    leave_behind(nameserver, f"PYRO:old@127.0.0.1:{port}", ("", "scope", "gone"))
    registration().register(entries("b1"))
    assert set(known(nameserver).values()) == {"PYRO:x@127.0.0.1:9"}
    assert "pyrpl.b1.gone" not in known(nameserver)


def test_a_port_that_another_boards_server_has_by_now(nameserver, registration, board_server):
    uri, _ = board_server("other")
    location = uri.partition("@")[2]
    leave_behind(nameserver, f"PYRO:pyrpl.b1@{location}")
    registration().register(entries("b1", "PYRO:y@127.0.0.1:9"))
    assert known(nameserver)["pyrpl.b1"] == "PYRO:y@127.0.0.1:9"


def test_of_two_that_start_at_once_one_wins(nameserver, registration, board_server):
    uris = [board_server("b1")[0] for _ in range(6)]
    outcomes = []

    def start(one, uri):
        try:
            one.register(entries("b1", uri))
            outcomes.append(uri)
        except StartError:
            outcomes.append(None)

    threads = [
        threading.Thread(target=start, args=(registration(timeout=15.0), uri)) for uri in uris
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    winners = [uri for uri in outcomes if uri]
    assert len(outcomes) == 6
    assert len(winners) == 1
    assert set(known(nameserver).values()) == set(winners)


def test_a_name_that_was_taken_meanwhile_is_not_fought_over(
    nameserver, registration, board_server, until
):
    uri, daemon = board_server("b1")
    one = registration()
    one.register(entries("b1"))
    with locate(nameserver.host, nameserver.port, 2.0) as connection:
        connection.register({"pyrpl.b1": Entry(uri, frozenset({"pyrpl", "board:b1"}))})
    until(lambda: "is held by a server" in one.problem)
    time.sleep(3 * FAST)
    assert known(nameserver)["pyrpl.b1"] == uri
    daemon.shutdown()
    until(lambda: not one.problem, timeout=20)
    assert known(nameserver)["pyrpl.b1"] == "PYRO:x@127.0.0.1:9"


def test_close_leaves_names_that_another_server_has_taken(nameserver, registration, board_server):
    uri, _ = board_server("b1")
    one = registration(interval=60.0)
    one.register(entries("b1"))
    with locate(nameserver.host, nameserver.port, 2.0) as connection:
        connection.register({"pyrpl.b1": Entry(uri, frozenset({"pyrpl", "board:b1"}))})
    one.close()
    assert known(nameserver) == {"pyrpl.b1": uri}


def test_close_is_quick_when_the_name_server_is_mute(registration, caplog):
    one = registration(timeout=5.0)
    with start_embedded(port=0) as server:
        one._address = (server.host, server.port)
        one.register(entries("b1"))
        port = server.port
    with socket.create_server(("127.0.0.1", port)):
        time.sleep(2 * FAST)
        started = time.monotonic()
        one.close(0.5)
        assert time.monotonic() - started < 2.5
    assert "were not removed within 0.5 s" in caplog.text


def test_found_by_broadcast(free_port, until):
    from pyrpl_pyro import network
    from pyrpl_pyro.nameserver.running import RunningNameServer
    from pyrpl_pyro.settings import NameServerSettings, SecuritySettings

    if not network.own_addresses():
        pytest.skip("this computer has loopback only")
    port = free_port()
    settings = NameServerSettings(host="0.0.0.0", port=0, broadcast=True, broadcast_port=port)
    one = Registration(
        "b1", "127.0.0.1", free_port(), timeout=3.0, broadcast=True, broadcast_port=port,
        interval=FAST,
    )  # fmt: skip
    with RunningNameServer(settings, SecuritySettings(insecure=True)) as server:
        one.register(entries("b1"))
        assert len(known(server)) == 3
    until(lambda: one.problem)
    # It comes back elsewhere.
    with RunningNameServer(settings, SecuritySettings(insecure=True)) as server:
        until(lambda: len(known(server)) == 3, timeout=15)
        one.close()
        assert known(server) == {}
