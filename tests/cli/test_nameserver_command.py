import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from pyrpl_pyro import network
from pyrpl_pyro.errors import AccessRefused
from pyrpl_pyro.nameserver import Entry, locate
from pyrpl_pyro.security import credentials_of
from pyrpl_pyro.settings import SecuritySettings, nameserver_address

CONFIGURATIONS = Path(__file__).resolve().parents[2] / "nameserver_config"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


def connect(address, credentials=None):
    told = nameserver_address(address)
    host, port = told["nameserver.host"], told["nameserver.port"]
    return locate(host, port, 5.0, credentials=credentials)


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_until_a_signal(spawn, number):
    process = spawn("nameserver", "--port", 0)
    address = process.wait_for(r"name server ready at (127\.0\.0\.1:\d+) \(names kept in memory\)")[
        1
    ]
    with connect(address) as connection:
        connection.register({"pyrpl.b1": Entry("PYRO:x@127.0.0.1:1", frozenset({"pyrpl"}))})
        started = time.monotonic()
        assert process.stop(number, timeout=5.0) == 0
    assert time.monotonic() - started < 5.0
    assert process.out.count("\n") == 2
    assert process.err == ""


@POSIX
@pytest.mark.slow
def test_it_ends_quickly_with_many_clients_and_a_cleaner_at_work(spawn):
    process = spawn("nameserver", "--port", 0, "--autoclean", 3)
    address = process.wait_for(r"ready at (\S+)")[1]
    connections = [connect(address) for _ in range(40)]
    dead = {f"pyrpl.b{n}": Entry("PYRO:x@192.0.2.250:1", frozenset()) for n in range(20)}
    connections[0].register(dead)
    time.sleep(4.5)
    started = time.monotonic()
    assert process.stop(timeout=5.0) == 0
    assert time.monotonic() - started < 5.0


def test_default_port(spawn):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 9090))
        except OSError:
            pytest.skip("port 9090 is in use here")
    assert spawn("nameserver").wait_for(r"ready at (\S+)")[1] == "127.0.0.1:9090"


def test_port_taken_by_a_name_server(spawn, nameserver):
    process = spawn.run("nameserver", "--port", nameserver.rpartition(":")[2])
    assert process.wait() == 1
    assert process.out == ""
    assert process.err.count("\n") == 1
    assert f"a name server is running at {nameserver} already" in process.err


def test_port_taken_by_another_program(spawn):
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = spawn.run("nameserver", "--port", other.getsockname()[1])
    assert process.wait() == 1
    assert process.err.count("\n") == 1
    assert "another program, which is no name server" in process.err


def test_an_error_has_a_traceback_when_asked_for(spawn):
    for arguments in (
        ["--traceback", "nameserver", "--insecure", "--host", "203.0.113.7"],
        ["nameserver", "--insecure", "--host", "203.0.113.7", "--traceback"],
    ):
        process = spawn.run(*arguments)
        assert process.wait() == 1
        assert "Traceback (most recent call last)" in process.err
        assert "StartError: the name server cannot listen on 203.0.113.7" in process.err


def test_settings_file_with_a_mistake(spawn, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text("[nameserver]\nprot = 1")
    process = spawn.run("nameserver", "--config", file)
    assert process.wait() == 1
    assert process.err == (
        f"pyrpl-pyro: {file}: unknown key 'prot' in [nameserver] (did you mean port?); keys are "
        "host, port, broadcast, broadcast_port, storage, autoclean\n"
    )


def test_sql_storage_survives_even_a_kill(spawn, tmp_path):
    file = tmp_path / "names.toml"
    file.write_text("[nameserver]\nport = 0\nstorage = 'sql:names.sqlite'\n")
    process = spawn("nameserver", "--config", file)
    address = process.wait_for(r"ready at (\S+) \(names kept in .*names.sqlite\)")[1]
    with connect(address) as connection:
        connection.register({"pyrpl.b1": Entry("PYRO:x@127.0.0.1:1", frozenset({"pyrpl"}))})
    process.kill_group()
    assert (tmp_path / "names.sqlite").is_file()
    again = spawn("nameserver", "--config", file)
    with connect(again.wait_for(r"ready at (\S+)")[1]) as connection:
        assert connection.lookup("pyrpl.b1").uri == "PYRO:x@127.0.0.1:1"


def test_it_ends_with_its_parent(spawn):
    parent = spawn.python(
        "-c",
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'pyrpl_pyro', 'nameserver', '--port', '0',"
        " '--parent-pid', str(os.getpid())], stdin=subprocess.PIPE, start_new_session=True)\n"
        "child.wait()\n",
    )
    address = parent.wait_for(r"ready at (\S+)")[1]
    parent.process.kill()
    host, _, port = address.partition(":")
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, int(port)), 1.0).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.1)
    pytest.fail("the name server outlived its parent")


def test_local_configuration_stays_on_this_computer(spawn, free_port):
    process = spawn("nameserver", "--config", CONFIGURATIONS / "local.toml", "--port", free_port())
    address = process.wait_for(r"ready at (\S+) \(names kept in memory\)")[1]
    assert address.startswith("127.0.0.1:")
    if network.own_addresses():
        port = int(address.partition(":")[2])
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((network.own_addresses()[0], port), 2.0)
    assert process.err == ""


@pytest.mark.skipif(not network.own_addresses(), reason="this computer has loopback only")
def test_lab_configuration_is_reachable_remembers_and_asks_for_a_token(spawn, free_port):
    spawn.run("certificates", "token", "~/.config/pyrpl_pyro/tokens")
    token_file = spawn.home / ".config" / "pyrpl_pyro" / "tokens"
    credentials = credentials_of(SecuritySettings(token_file=str(token_file)))
    arguments = ["nameserver", "--config", CONFIGURATIONS / "lab.toml", "--port", free_port()]
    process = spawn(*arguments)
    address = process.wait_for(r"ready at (\S+)")[1]
    assert address.partition(":")[0] in network.own_addresses()
    with pytest.raises(AccessRefused, match="takes only clients that know a token"):
        connect(address)
    with connect(address, credentials) as connection:
        connection.register({"pyrpl.b1": Entry("PYRO:x@127.0.0.1:1", frozenset({"pyrpl"}))})
    process.kill_group()
    assert (spawn.home / "pyrpl_pyro_names.sqlite").is_file()
    again = spawn(*arguments)
    with connect(again.wait_for(r"ready at (\S+)")[1], credentials) as connection:
        assert connection.lookup("pyrpl.b1")


@pytest.mark.skipif(not network.own_addresses(), reason="this computer has loopback only")
def test_without_any_proof_it_has_to_be_told_so_and_warns(spawn):
    refused = spawn.run("nameserver", "--port", 0, "--host", "0.0.0.0")
    assert refused.wait() == 1
    for way in ("security.directory", "security.token_file", "--insecure", "docs/security.md"):
        assert way in refused.err
    process = spawn("nameserver", "--port", 0, "--host", "0.0.0.0", "--insecure")
    process.wait_for(r"ready at (\S+)")
    process.wait_for(
        r"warning: every computer that reaches .* can look up, register and remove names",
        where="err",
    )


@pytest.mark.parametrize("name", ["local.toml", "lab.toml", "lab_tls.toml"])
def test_configurations_name_every_setting_that_matters(name):
    from pyrpl_pyro import settings

    loaded = settings.load(CONFIGURATIONS / name, environment={})
    given = {key for key, _, source in loaded.items() if source.startswith("file")}
    left_out = {"nameserver.broadcast_port", "server.advertise"} if name == "local.toml" else set()
    assert given == set(settings.FIELDS) - left_out


def test_a_plain_pyro_client_finds_it(spawn, nameserver):
    host, _, port = nameserver.partition(":")
    process = spawn.python(
        "-c",
        "import Pyro5.api as api\n"
        f"with api.locate_ns({host!r}, {port}) as ns: print(sorted(ns.list()))",
    )
    assert process.wait() == 0, process.err
    assert process.out == "['Pyro.NameServer']\n"
