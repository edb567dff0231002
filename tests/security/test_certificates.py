"""Name server, server and clients with certificates of one authority."""

import asyncio
import contextlib
import shutil
import socket
import ssl
import statistics
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from Pyro5 import serializers

import pyrpl_pyro
from pyrpl_pyro.client.asynchronous import Connecting
from pyrpl_pyro.errors import (
    AccessRefused,
    PyrplError,
    SettingsError,
    UntrustedServer,
)
from pyrpl_pyro.nameserver import Entry, locate
from pyrpl_pyro.nameserver.running import start_embedded
from pyrpl_pyro.security import Role, check_certified_for, credentials_of
from pyrpl_pyro.settings import SecuritySettings

from .lab import insist, start_lab


def proof(folder):
    return SecuritySettings(directory=str(folder))


@pytest.fixture(scope="module")
def lab(lab_spawn, folder_of):
    security = {"PYRPL_PYRO_SECURITY_DIRECTORY": str(folder_of("pc"))}
    return start_lab(lab_spawn, security, "for clients with a certificate")


@pytest.fixture
def as_client(connected, lab, folder_of):
    return lambda name: connected(lab.address, directory=folder_of(name))


@pytest.fixture
def embedded():
    """Starts a name server in this process."""
    before = dict(serializers.serializers), dict(serializers.serializers_by_id)
    servers = []

    def start(folder, host="127.0.0.1"):
        servers.append(start_embedded(host, 0, proof(folder)))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
    for live, saved in zip(
        (serializers.serializers, serializers.serializers_by_id), before, strict=True
    ):
        live.update(saved)


def test_large_arrays_cross_unharmed(as_client):
    rp = as_client("control")
    trace = np.sin(np.linspace(0, 2 * np.pi, 2**14, endpoint=False))
    rp.asg0.setup(waveform="sin", frequency=1e3, trigger_source="immediately")
    rp.asg0.data = trace
    assert np.allclose(rp.asg0.data, trace, atol=2**-12)
    rp.scope.setup(input1="asg0", trigger_source="immediately", duration=2**-7)
    ch1, ch2 = rp.scope.single(timeout=20)
    assert len(ch1) == len(ch2) == 2**14
    with rp.batch():
        copies = [rp.asg0.data for _ in range(60)]
    # 60 traces of 128 kB in one reply: many records of TLS, and many waits for the socket.
    assert all(np.array_equal(copy.value, copies[0].value) for copy in copies)
    took = []
    for _ in range(100):
        started = time.monotonic()
        _ = rp.asg0.data
        took.append(time.monotonic() - started)
    # Were the parts of an answer to wait for the other side's word, each would take 40 ms.
    assert statistics.median(took) < 0.03


def test_read_only_reads(as_client):
    rp = as_client("read")
    assert rp.pid0.p == 0.0
    assert rp.scope.curve_ready() in (True, False)
    assert rp.info().board == "bench1"
    assert rp.journal() is not None
    for refused in (
        lambda: setattr(rp.pid0, "p", 0.5),
        lambda: rp.scope.single(timeout=1),
        lambda: rp.pid0.setup(p=0.5),
        lambda: rp.lease("pid0", reason="no").__enter__(),
    ):
        with pytest.raises(AccessRefused, match=r"needs the role control; this client \(read, cer"):
            refused()
    with pytest.raises(PyrplError, match="needs the role control"), rp.batch():
        rp.pid0.p = 0.5
    with pytest.raises(AccessRefused, match="certificates issue read --role admin --replace"):
        rp.stop_server()
    assert rp.pid0.p == 0.0


def test_read_follows_what_others_run(as_client):
    reader, rp = as_client("read"), as_client("control")
    assert next(reader.sampler.stream("in1", rate=50, timeout=20)).values.shape[1] == 1
    rp.scope.setup(trigger_source="immediately", duration=1e-3, rolling_mode=False)
    with pytest.raises(AccessRefused, match=r"scope\.continuous\(\) needs the role control"):
        reader.scope.stream()
    with rp.scope.stream(timeout=20) as mine:
        next(mine)
        with reader.scope.stream(timeout=20) as frames:
            assert next(frames).y.shape == (2, 2**14)
            mine.close()
            # Started with a permission, it ends without one.
            assert next(frames).number > 1
    assert rp.scope.running_state == "stopped"


def test_a_cancelled_task_ends_its_run_through_tls(as_client):
    rp = as_client("control")

    async def work():
        async with Connecting(lambda: as_client("control")) as board:
            await board.scope.set(trigger_source="off")
            for _ in range(2):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await board.scope.single()
            async with asyncio.timeout(20):
                while await board.scope.running_state != "stopped":
                    await asyncio.sleep(0.05)

    asyncio.run(work())
    assert rp.scope.running_state == "stopped"


def test_control_does_not_administrate(as_client):
    rp = as_client("control")
    rp.pid1.p = 0.25
    assert rp.pid1.p == 0.25
    assert rp.journal()[-1].author.endswith(" (control, certificate)")
    for refused in (
        rp.stop_server,
        rp.take_back,
        lambda: rp.virtual.fault("clock_frozen", 0.1),
        lambda: rp.pid1.erase_state("x"),
        lambda: rp.takeover("pid1", reason="mine"),
    ):
        with pytest.raises(AccessRefused, match="needs the role admin"):
            refused()
    assert isinstance(rp.virtual.writes(), list)


def test_admin_may_do_all(as_client):
    rp = as_client("admin")
    rp.virtual.clear_writes()
    rp.pid2.p = 0.125
    assert rp.pid2.p == 0.125
    with pytest.raises(RuntimeError, match="cannot be taken by another PyRPL"):
        rp.take_back()


@pytest.mark.parametrize(
    ("which", "reason"),
    [
        ("expired", "the certificate of this client has expired"),
        ("foreign", "of another authority"),
        ("server as client of another lab", "another authority"),
    ],
)
def test_a_certificate_that_is_not_accepted(
    connected, lab, folder_of, foreign_authority, which, reason
):
    folder = {
        "expired": folder_of("expired"),
        "foreign": foreign_authority.folder / "issued" / "admin",
        "server as client of another lab": foreign_authority.folder / "issued" / "pc",
    }[which]
    with pytest.raises((AccessRefused, UntrustedServer), match=reason):
        connected(lab.address, directory=folder)


def test_a_foreign_certificate_that_trusts_this_lab(
    connected, lab, folder_of, foreign_authority, tmp_path
):
    """Only the server can refuse it then."""
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    for name, source in (("authority.pem", folder_of("pc")), ("certificate.pem", None)):
        folder = source or foreign_authority.folder / "issued" / "admin"
        (mixed / name).write_bytes((folder / name).read_bytes())
    key = mixed / "key.pem"
    key.touch(0o600)
    key.write_bytes((foreign_authority.folder / "issued" / "admin" / "key.pem").read_bytes())
    with pytest.raises(AccessRefused, match="of another authority"):
        connected(lab.address, directory=mixed)


def test_a_revoked_certificate_is_refused_at_once(connected, lab, authority):
    folder = authority.issue("mallory", Role.ADMIN)
    rp = connected(lab.address, directory=folder)
    assert rp.pid0.p == 0.0
    # The folder of the server gets the new list; here it is a copy on the same computer.
    authority.revoke("mallory")
    folder = next((authority.folder / "issued").glob("mallory.revoked-*"))
    with pytest.raises(AccessRefused, match="the certificate of this client was revoked"):
        connected(lab.address, directory=folder)


def test_who_is_connected_is_cut_off_when_the_certificate_is_revoked(
    as_client, connected, lab, authority, tmp_path, until
):
    own = Path(shutil.copytree(authority.issue("eve", Role.CONTROL), tmp_path / "eve"))
    eve, other = connected(lab.address, directory=own), as_client("control")
    eve.scope.setup(input1="in1", trigger_source="ext_positive_edge", rolling_mode=False)
    waiting = eve.scope.single_async()
    assert not waiting.done()
    authority.revoke("eve")
    with pytest.raises(AccessRefused, match="the certificate of this client was revoked"):
        insist(lambda: waiting.result(timeout=5))
    until(lambda: other.scope.running_state == "stopped", 10, "the end of her run")
    assert other.pid0.p == 0.0
    lab.server.wait_for(r"closing the connections of .*eve, certificate.*: its cert", where="any")
    lab.server.wait_for(r"refused a client from 127\.0\.0\.1: .*revoked", where="any")


def test_a_program_whose_certificate_is_renewed_goes_on(connected, lab, authority, tmp_path):
    own = Path(shutil.copytree(authority.issue("carol", Role.CONTROL), tmp_path / "carol"))
    carol = connected(lab.address, directory=own)
    assert carol.pid0.p == 0.0
    assert any("(carol, certificate)" in client for client in carol.info().clients)
    shutil.copytree(authority.issue("carol", Role.READ, replace=True), own, dirs_exist_ok=True)
    # At once: the old connection may be open still, or just be closed.
    values = []
    thread = threading.Thread(target=lambda: values.append(carol.pid0.p))
    thread.start()
    thread.join(10)
    assert values == [0.0]
    with pytest.raises(AccessRefused, match="needs the role control"):
        insist(lambda: setattr(carol.pid0, "p", 0.5))


def test_an_address_that_is_not_in_the_certificate_of_the_server(folder_of):
    security = proof(folder_of("pc"))
    for address in ("BOARD-pc.invalid", "127.0.0.1", "::1"):
        assert check_certified_for(address, security) == ""
    assert "--server --host 192.168.1.21" in check_certified_for("192.168.1.21", security)
    assert check_certified_for("192.168.1.21", SecuritySettings()) == ""


def test_without_a_certificate_both_sides_say_why(connected, lab):
    with pytest.raises(AccessRefused, match=r"TLS connections only.*set security\.directory"):
        connected(lab.address)
    with pytest.raises(AccessRefused, match=r"TLS connections only"):
        pyrpl_pyro.connect("PYRO:pyrpl.bench1@{}:{}".format(*lab.server_address))
    lab.server.wait_for(r"refused a client from 127\.0\.0\.1: it does not speak TLS", where="any")


def test_with_a_token_instead(connected, lab, tmp_path):
    file = tmp_path / "tokens"
    file.touch(0o600)
    file.write_text("admin 0123456789012345678901234567890 me\n")
    with pytest.raises(UntrustedServer, match="asks for no token"):
        connected(lab.address, token_file=file)


@pytest.mark.parametrize(
    ("name", "host", "reason"),
    [
        ("expired-pc", "127.0.0.1", "its certificate has expired"),
        ("revoked-pc", "127.0.0.1", "its certificate was revoked"),
        ("foreign", "127.0.0.1", "its certificate is of another authority"),
        ("pc", "127.0.0.2", "its certificate is not for that address"),
    ],
)
def test_a_server_that_is_not_trusted(
    embedded, authority, foreign_authority, folder_of, name, host, reason
):
    folder = foreign_authority.folder / "issued" / "pc" if name == "foreign" else folder_of(name)
    if name == "revoked-pc" and folder.exists():
        authority.revoke(name)
        folder = next((authority.folder / "issued").glob("revoked-pc.revoked-*"))
    server = embedded(folder, host)
    with pytest.raises(UntrustedServer, match=reason):
        locate(host, server.port, 5.0, credentials=credentials_of(proof(folder_of("admin"))))


def test_a_client_certificate_is_none_for_a_server(embedded, folder_of):
    with pytest.raises(SettingsError, match=r"the certificate of admin .* is not one for servers"):
        embedded(folder_of("admin"))

    def impostor(listening):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(
            folder_of("admin") / "certificate.pem", folder_of("admin") / "key.pem"
        )
        peer, _ = listening.accept()
        with peer, contextlib.suppress(ssl.SSLError):
            context.wrap_socket(peer, server_side=True)

    reader = credentials_of(proof(folder_of("read")))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=impostor, args=(listening,), daemon=True).start()
        with (
            socket.create_connection(listening.getsockname(), 5) as peer,
            pytest.raises(UntrustedServer, match="not one for servers"),
        ):
            reader.secure(peer, "127.0.0.1")


def test_a_server_without_tls_is_not_trusted(nameserver, folder_of):
    host, _, port = nameserver.partition(":")
    with pytest.raises(UntrustedServer, match="does not speak TLS"):
        locate(host, int(port), 5.0, credentials=credentials_of(proof(folder_of("admin"))))


def test_a_foreign_server_under_the_name_of_a_board(
    connected, settings_file, lab, folder_of, embedded, foreign_authority
):
    impostor = embedded(foreign_authority.folder / "issued" / "pc")
    host, _, port = lab.address.partition(":")
    uri = f"PYRO:pyrpl.stolen@{impostor.address}"
    tags = frozenset({"pyrpl", "board:stolen", "module:Pyrpl"})
    reader = credentials_of(proof(folder_of("read")))
    with (
        locate(host, int(port), 5.0, credentials=reader) as connection,
        pytest.raises(PermissionError, match="register or remove names needs the role control"),
    ):
        connection.register_new("pyrpl.stolen", Entry(uri, tags))
    writer = credentials_of(proof(folder_of("control")))
    with locate(host, int(port), 5.0, credentials=writer) as connection:
        connection.register_new("pyrpl.stolen", Entry(uri, tags))
        try:
            with pytest.raises(UntrustedServer, match="of another authority"):
                connected(lab.address, "stolen", directory=folder_of("admin"))
            file = settings_file(lab.address, directory=folder_of("read"))
            states = {
                board.board: board.state for board in pyrpl_pyro.discover(settings=file, all=True)
            }
            assert states == {"bench1": "running", "stolen": "not trusted"}
        finally:
            connection.remove(["pyrpl.stolen"])


def test_garbage_and_silence_keep_nobody_waiting(as_client, lab):
    host, _, port = lab.address.partition(":")
    peers = []
    for address in ((host, int(port)), lab.server_address):
        for content in (b"", b"\x16\x03\x01\x02\x00\x01", b"\x16" + bytes(300), b"\x80" * 50):
            for _ in range(5):
                peers.append(socket.create_connection(address, 5))
                peers[-1].sendall(content)
    started = time.monotonic()
    assert as_client("read").pid0.p == 0.0
    assert time.monotonic() - started < 4.0
    for peer in peers:
        # The handshake's time limit ends it, if the garbage did not.
        peer.settimeout(12)
        try:
            while peer.recv(4096):
                pass
        except ConnectionResetError:
            pass
        peer.close()
    assert "Traceback" not in lab.server.out + lab.server.err


PLAIN = """
import sys
import Pyro5.api
from Pyro5 import config
config.SSL = True
folder, uri = sys.argv[1:]
config.SSL_CLIENTCERT = folder + "/certificate.pem"
config.SSL_CLIENTKEY = folder + "/key.pem"
config.SSL_CACERTS = folder + "/authority.pem"
with Pyro5.api.Proxy(uri) as pid:
    print(pid.p)
    try:
        pid.p = 0.5
        print("set")
    except PermissionError as error:
        print(error)
"""


def test_a_plain_pyro_client_with_a_certificate(spawn, lab, folder_of):
    host, port = lab.server_address
    uri = f"PYRO:pyrpl.bench1.pid0@{host}:{port}"
    client = spawn.python("-c", PLAIN, folder_of("read"), uri)
    assert client.wait() == 0, client.err
    assert client.out.startswith("0.0\n")
    assert "needs the role control; this client (read, certificate) has read" in client.out
