"""Name server, server and clients that share tokens."""

import secrets
import socket
import threading
import time

import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import (
    AccessRefused,
    PyrplError,
    SettingsError,
    UntrustedServer,
)
from pyrpl_pyro.security import Role, tokens

from .lab import insist, start_lab

SECRETS = {role: secrets.token_urlsafe(24) for role in Role}
LINES = "# of the lab\n\n" + "".join(f"{role} {SECRETS[role]} of {role}\n" for role in Role)


def private(file, text):
    file.touch(0o600)
    file.write_text(text)
    return file


@pytest.fixture(scope="module")
def lab(lab_spawn):
    lab_spawn.home.mkdir(exist_ok=True)
    file = private(lab_spawn.home / "tokens", LINES)
    security = {"PYRPL_PYRO_SECURITY_TOKEN_FILE": str(file)}
    return start_lab(lab_spawn, security, "for clients with a token")


@pytest.fixture
def with_token(connected, lab, tmp_path):
    def connect(secret, board="bench1"):
        file = private(tmp_path / f"tokens-{secrets.token_hex(4)}", f"control {secret} mine\n")
        return connected(lab.address, board, token_file=file)

    return connect


def test_roles(with_token):
    reader, controller, admin = (with_token(SECRETS[role]) for role in Role)
    assert reader.pid0.p == 0.0
    with pytest.raises(AccessRefused, match=r"control; this client \(of read, token\) has read"):
        reader.pid0.p = 0.5
    controller.pid0.p = 0.5
    assert reader.pid0.p == 0.5
    with pytest.raises(AccessRefused, match="certificates token FILE --role admin"):
        controller.virtual.clear_writes()
    admin.virtual.clear_writes()


def test_wrong_and_missing_tokens(with_token, connected, lab):
    with pytest.raises(AccessRefused, match="does not know the token 'mine' of this client"):
        with_token("x" * 40)
    with pytest.raises(AccessRefused, match="takes only clients that know a token of this lab"):
        connected(lab.address)
    with pytest.raises(AccessRefused, match="takes only clients that know a token of this lab"):
        pyrpl_pyro.connect("PYRO:pyrpl.bench1@{}:{}".format(*lab.server_address))


def test_a_token_that_is_taken_back(with_token, lab, lab_spawn):
    secret = secrets.token_urlsafe(24)
    file = lab_spawn.home / "tokens"
    file.write_text(f"{LINES}control {secret} of somebody who leaves\n")
    leaving, staying = with_token(secret), with_token(SECRETS[Role.READ])
    assert leaving.pid1.p == staying.pid1.p == 0.0
    file.write_text(LINES)
    lab.server.wait_for("closing the connections of .*: .*token was taken back", where="any")
    with pytest.raises(AccessRefused, match="does not know the token 'mine' of this client"):
        insist(lambda: leaving.pid1.p)
    assert staying.pid1.p == 0.0


def test_a_program_does_not_become_another_client_halfway(with_token, lab, tmp_path):
    rp = with_token(SECRETS[Role.READ])
    assert rp.pid1.p == 0.0
    for file in tmp_path.rglob("token*"):
        file.write_text(f"admin {SECRETS[Role.ADMIN]} of admin\n")
    outcomes = []

    def ask():
        try:
            outcomes.append(rp.pid1.p)
        except PyrplError as error:
            outcomes.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(5)
    assert isinstance(outcomes[0], AccessRefused), outcomes
    assert "connected as (of read, token): close those connections" in str(outcomes[0])
    assert rp.pid1.p == 0.0


def test_500_wrong_tokens(with_token, lab):
    """They are refused, and keep nobody with a right one waiting."""
    outcomes = []
    ended = threading.Event()

    def guess(count):
        for _ in range(count):
            wrong = [tokens.Token(Role.ADMIN, secrets.token_urlsafe(24), "guess")]
            try:
                with socket.create_connection(lab.server_address, 20) as peer:
                    tokens.prove_to_server(peer, wrong)
            except (PyrplError, OSError) as error:
                outcomes.append(type(error))

    guessers = [threading.Thread(target=guess, args=(20,)) for _ in range(25)]
    for guesser in guessers:
        guesser.start()
    took = []
    while any(guesser.is_alive() for guesser in guessers):
        started = time.monotonic()
        with with_token(SECRETS[Role.READ]) as rp:
            assert rp.pid1.p == 0.0
        took.append(time.monotonic() - started)
        ended.wait(0.2)
    for guesser in guessers:
        guesser.join()
    assert len(outcomes) == 500
    assert set(outcomes) <= {AccessRefused, ConnectionResetError, BrokenPipeError}
    assert outcomes.count(AccessRefused) > 400
    assert max(took) < 5.0
    # One line a minute, not 500.
    assert 1 <= lab.server.err.count("a wrong token") + lab.server.out.count("a wrong token") < 5


def test_servers_that_do_not_know_the_token(with_token, connected, nameserver, tmp_path):
    file = private(tmp_path / "tokens", LINES)
    with pytest.raises(UntrustedServer, match="it asks for no token"):
        connected(nameserver, token_file=file)

    def impostor(listening):
        peer, _ = listening.accept()
        with peer:
            tokens.receive(peer, 40)
            peer.sendall(tokens.MAGIC + bytes([tokens.Answer.GO_ON]) + bytes(32))
            tokens.receive(peer, 32)
            peer.sendall(bytes([tokens.Answer.WELCOME]) + bytes(32))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=impostor, args=(listening,), daemon=True).start()
        with (
            socket.create_connection(listening.getsockname(), 5) as peer,
            pytest.raises(UntrustedServer, match="took the token without knowing it"),
        ):
            tokens.prove_to_server(peer, tokens.read_tokens(str(file)))


def test_the_token_itself_never_crosses_and_nothing_can_be_used_again(tmp_path):
    known = tokens.read_tokens(str(private(tmp_path / "tokens", LINES)))

    class Recorded:
        def __init__(self, peer):
            self.peer, self.sent = peer, b""

        def sendall(self, data):
            self.sent += data
            self.peer.sendall(data)

        def recv(self, size):
            return self.peer.recv(size)

    def exchange():
        client, server = socket.socketpair()
        with client, server:
            for end in (client, server):
                end.settimeout(5)
            recorded = Recorded(client), Recorded(server)
            found = []
            asking = threading.Thread(
                target=lambda: found.append(tokens.ask_for_proof(recorded[1], known, lambda: None))
            )
            asking.start()
            tokens.prove_to_server(recorded[0], known)
            asking.join(5)
        assert found[0].role is Role.ADMIN
        return recorded[0].sent + recorded[1].sent

    first, second = exchange(), exchange()
    for secret in SECRETS.values():
        assert secret.encode() not in first
    size = len(tokens.MAGIC)
    pieces = {first[n : n + 16] for n in range(size, len(first) - 16) if any(first[n : n + 16])}
    magic = tokens.MAGIC
    assert not [piece for piece in pieces if piece in second and magic not in piece]


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        (LINES, 0o644, "can be read or changed by other users .* chmod 600"),
        ("admin short x\n", 0o600, "line 1: the token is shorter than 20"),
        ("boss 01234567890123456789 x\n", 0o600, "line 1: there is no role 'boss'"),
        ("01234567890123456789\n", 0o600, "line 1: expected ROLE TOKEN COMMENT"),
        ("# nothing\n", 0o600, "has no token"),
        (None, 0o600, "cannot be read: No such file"),
    ],
)
def test_token_files_that_are_not_used(connected, lab, tmp_path, text, mode, reason):
    file = tmp_path / "tokens"
    if text is not None:
        file.touch()
        file.chmod(mode)
        file.write_text(text)
    with pytest.raises(SettingsError, match=reason):
        connected(lab.address, token_file=file)


def test_a_certificate_or_a_token_but_not_both(connected, lab, tmp_path):
    file = private(tmp_path / "tokens", LINES)
    with pytest.raises(SettingsError, match="choose one of the two"):
        connected(lab.address, token_file=file, directory=tmp_path)


PLAIN = """
import sys
import Pyro5.api
uri, token = sys.argv[1:]
for given in (token, {"token": token}):
    with Pyro5.api.Proxy(uri) as pid:
        pid._pyroHandshake = given
        print(pid.p)
        try:
            pid.p = 0.5
            print("set")
        except PermissionError as error:
            print(error)
for given in ("wrong" * 8, "hello", 7, {"token": None}):
    try:
        with Pyro5.api.Proxy(uri) as pid:
            pid._pyroHandshake = given
            pid.p
            print("in")
    except Pyro5.errors.CommunicationError as error:
        print(error)
"""


def test_plain_pyro_clients(spawn, lab):
    uri = "PYRO:pyrpl.bench1.pid2@{}:{}".format(*lab.server_address)
    client = spawn.python("-c", PLAIN, uri, SECRETS[Role.READ])
    assert client.wait() == 0, client.err
    assert client.out.count("0.0\n") == 2
    assert client.out.count("needs the role control; this client (of read, token)") == 2
    assert client.out.count("rejected: this server does not know that token") == 1
    assert client.out.count("rejected: this server takes only clients that know a token") == 3
    assert "\nin\n" not in client.out
    assert "\nset\n" not in client.out
