import contextlib
import socket
import threading
import time

import pytest
from Pyro5 import serializers
from Pyro5.api import Proxy

from pyrpl_pyro import naming, network
from pyrpl_pyro.errors import NameServerNotFound, SettingsError, StartError
from pyrpl_pyro.nameserver import Entry, boards, locate
from pyrpl_pyro.nameserver.connection import NameTaken
from pyrpl_pyro.nameserver.running import RunningNameServer, start_embedded
from pyrpl_pyro.settings import NameServerSettings, SecuritySettings

INSECURE = SecuritySettings(insecure=True)


@pytest.fixture
def embedded():
    before = dict(serializers.serializers), dict(serializers.serializers_by_id)
    with start_embedded(port=0) as server:
        yield server
    for live, saved in zip(
        (serializers.serializers, serializers.serializers_by_id), before, strict=True
    ):
        live.update(saved)


def entry(board, path="", host="lab-pc"):
    name = naming.object_name(board, path)
    return name, Entry(
        f"PYRO:{name}@10.0.0.9:4000", frozenset(naming.tags(board, "Class", host, "0.1.0"))
    )


def seconds(call):
    started = time.monotonic()
    with pytest.raises(NameServerNotFound) as caught:
        call()
    return time.monotonic() - started, str(caught.value)


def test_boards_are_found_with_their_modules(embedded):
    with locate(embedded.host, embedded.port, 5.0) as connection:
        connection.register(
            dict([entry("b_1"), entry("b_1", "scope"), entry("bx1"), entry("bx1", "lockbox.a")])
        )
        connection.register({"unrelated": Entry("PYRO:x@h:1", frozenset({"pyrpl"}))})
        connection.register({"pyrpl.orphan.scope": Entry("PYRO:x@h:1", frozenset({"pyrpl"}))})
        known = boards(connection)
        assert sorted(known) == ["b_1", "bx1"]
        assert list(known["bx1"].modules) == ["lockbox.a"]
        assert known["b_1"].uri == "PYRO:pyrpl.b_1@10.0.0.9:4000"
        assert naming.tag_value(known["b_1"].tags, "host") == "lab-pc"
        assert list(boards(connection, "b_1")) == ["b_1"]
        assert boards(connection, "b-2") == {}


def test_names_are_registered_and_removed(embedded):
    with locate(embedded.host, embedded.port, 5.0) as connection:
        name, its_entry = entry("b1")
        connection.register_new(name, its_entry)
        assert connection.lookup(name) == its_entry
        with pytest.raises(NameTaken):
            connection.register_new(name, its_entry)
        connection.remove([name, "never.there"])
        with pytest.raises(LookupError, match=r"knows no pyrpl\.b1"):
            connection.lookup(name)
        connection.remove([])
        connection.register({})


def test_a_connection_whose_name_server_went_away(embedded):
    with locate(embedded.host, embedded.port, 2.0) as connection:
        embedded.stop()
        with pytest.raises(NameServerNotFound, match="was not answered"):
            connection.find("pyrpl")
        connection.close()
        connection.close()


def test_marshal_and_json_are_refused(embedded):
    for unsafe in ("marshal", "json"):
        assert unsafe not in serializers.serializers
    with contextlib.closing(socket.create_connection((embedded.host, embedded.port), 5)) as peer:
        marshal_id = serializers.MarshalSerializer.serializer_id
        from Pyro5 import protocol

        message = protocol.SendingMessage(protocol.MSG_CONNECT, 0, 1, marshal_id, b"hostile")
        peer.sendall(message.data)
        peer.settimeout(5)
        assert b"is not accepted" in peer.recv(200)
        assert peer.recv(100) == b""


def test_a_stopped_name_server_can_be_stopped_again_and_frees_its_port(embedded):
    embedded.stop()
    embedded.stop()
    with start_embedded(port=embedded.port) as again:
        assert again.port == embedded.port


def test_stop_is_quick_though_clients_are_connected(embedded):
    with contextlib.ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(locate(embedded.host, embedded.port, 5.0))
        started = time.monotonic()
        embedded.stop()
        assert time.monotonic() - started < 4.0


# Addresses where no name server is: the message says what was tried, and in time.


def test_nobody_there(free_port):
    port = free_port()
    took, message = seconds(lambda: locate("127.0.0.1", port, 10.0))
    assert took < 5.0
    assert f"no name server at 127.0.0.1:{port}: connection refused" in message
    assert "pyrpl-pyro nameserver" in message
    assert "--nameserver HOST:PORT" in message


def test_host_name_that_is_not_known():
    took, message = seconds(lambda: locate("no-such-host.invalid", 9090, 2.0))
    assert took < 5.0
    assert "no name server at no-such-host.invalid:9090" in message


def test_slow_resolver_does_not_outlast_the_limit(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(5))
    took, message = seconds(lambda: locate("somewhere", 9090, 0.5))
    assert took < 3.0
    assert "no answer within 0.5 s" in message


def test_address_that_swallows_packets():
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        # The kernel drops further connections silently once the queue is full.
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        took, message = seconds(lambda: locate("127.0.0.1", full.getsockname()[1], 1.0))
    assert 0.9 < took < 3.0
    assert "no answer within" in message


def test_peer_that_accepts_and_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        took, message = seconds(lambda: locate("127.0.0.1", mute.getsockname()[1], 1.0))
    assert 0.9 < took < 3.0
    assert "the connection was accepted, but no complete answer came" in message


@pytest.fixture
def peer():
    """A server that sends given pieces to each client, with pauses in between."""
    with contextlib.ExitStack() as stack:

        def start(piece: bytes, count: int, pause: float) -> int:
            server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def serve() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        client, _ = server.accept()
                        threading.Thread(target=talk, args=(client,), daemon=True).start()

            def talk(client: socket.socket) -> None:
                with client, contextlib.suppress(OSError):
                    for _ in range(count):
                        client.sendall(piece)
                        time.sleep(pause)

            threading.Thread(target=serve, daemon=True).start()
            return server.getsockname()[1]

        yield start


def test_peer_that_speaks_another_protocol(peer):
    took, message = seconds(
        lambda: locate("127.0.0.1", peer(b"HTTP/1.1 400 Bad Request\r\n" * 4, 1, 0), 10.0)
    )
    assert took < 5.0
    assert "does not speak Pyro5's protocol" in message


def test_peer_that_drips_bytes_does_not_outlast_the_limit(peer):
    took, message = seconds(lambda: locate("127.0.0.1", peer(b"P", 100, 0.3), 1.0))
    assert 0.9 < took < 3.0
    assert "no complete answer" in message


def test_a_pyro_server_that_is_no_name_server():
    from Pyro5.api import Daemon

    with Daemon(host="127.0.0.1") as daemon:
        threading.Thread(target=daemon.requestLoop, daemon=True).start()
        port = daemon.sock.getsockname()[1]
        _, message = seconds(lambda: locate("127.0.0.1", port, 2.0))
        daemon.shutdown()
    assert "a Pyro5 server answers there that is no name server" in message


def test_no_port():
    with pytest.raises(SettingsError, match="must be given"):
        locate("127.0.0.1", 0, 1.0)


# Where it listens.


def test_port_that_a_name_server_has(embedded):
    with pytest.raises(StartError, match=r"is taken: a name server is running at 127\.0\.0\.1"):
        start_embedded(port=embedded.port)


def test_port_that_another_program_has():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=f"port {port} is taken: another program"):
            start_embedded(port=port)


def test_address_of_another_computer():
    with pytest.raises(StartError, match=r"203\.0\.113\.7: it is no address of this computer"):
        start_embedded("203.0.113.7", 0, INSECURE)


def test_storage_that_cannot_be(tmp_path):
    for file in (tmp_path / "none" / "x.sqlite", tmp_path):
        with pytest.raises(SettingsError, match="names cannot be kept in"):
            RunningNameServer(NameServerSettings(port=0, storage=f"sql:{file}"))
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    with pytest.raises(SettingsError, match="not a database"):
        RunningNameServer(NameServerSettings(port=0, storage=f"sql:{broken}"))


def test_sql_storage_remembers(tmp_path):
    settings = NameServerSettings(port=0, storage=f"sql:{tmp_path / 'names.sqlite'}")
    name, its_entry = entry("b1")
    with (
        RunningNameServer(settings) as server,
        locate(server.host, server.port, 5.0) as connection,
    ):
        connection.register({name: its_entry})
    with (
        RunningNameServer(settings) as server,
        locate(server.host, server.port, 5.0) as connection,
    ):
        assert connection.lookup(name) == its_entry


def test_broadcast_on_loopback_is_a_contradiction(free_port):
    with pytest.raises(SettingsError, match="broadcast = true with host"):
        RunningNameServer(NameServerSettings(port=0, broadcast=True, broadcast_port=free_port()))


needs_network = pytest.mark.skipif(
    not network.own_addresses(), reason="this computer has loopback only"
)


@needs_network
def test_listening_everywhere_hands_out_an_address_that_others_reach():
    with RunningNameServer(NameServerSettings(host="0.0.0.0", port=0), INSECURE) as server:
        assert server.host in network.own_addresses()
        with locate(server.host, server.port, 5.0) as connection:
            own = connection.lookup("Pyro.NameServer")
        assert own.uri == f"PYRO:Pyro.NameServer@{server.address}"
        # To look up, it means this computer.
        with locate("0.0.0.0", server.port, 5.0) as connection:
            assert connection.host == "127.0.0.1"


@needs_network
def test_found_by_broadcast_only_when_asked_for(free_port):
    port, elsewhere = free_port(), free_port()
    settings = NameServerSettings(host="0.0.0.0", port=0, broadcast=True, broadcast_port=port)
    with RunningNameServer(settings, INSECURE) as server:
        with pytest.raises(NameServerNotFound):
            locate("127.0.0.1", elsewhere, 2.0, broadcast_port=port)
        with locate("127.0.0.1", elsewhere, 4.0, True, port) as connection:
            assert connection.port == server.port
        with Proxy(f"PYRO:Pyro.NameServer@{connection.address}") as proxy:
            proxy.ping()
    took, message = seconds(lambda: locate("127.0.0.1", elsewhere, 2.0, True, port))
    assert took < 5.0
    assert "connection refused; and nobody answered a broadcast on UDP port" in message
