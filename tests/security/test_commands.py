"""``pyrpl-pyro certificates`` and what other commands say of certificates."""

import json
import stat
import sys

import pytest

from pyrpl_pyro.errors import SettingsError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")


def mode(file):
    return stat.S_IMODE(file.stat().st_mode)


@POSIX
def test_a_lab_is_set_up(spawn):
    folder = spawn.home / ".config" / "pyrpl_pyro" / "authority"
    assert "pyrpl-pyro certificates issue" in spawn.run("certificates", "init").out
    issued = spawn.run(
        *("certificates", "issue", "board-pc", "--server"),
        *("--host", "board-pc.local", "--host", "192.168.1.20"),
    )
    assert f'directory = "{folder}/issued/board-pc"' in issued.out, issued.err
    spawn.run("certificates", "issue", "alice", "--role", "read", "--days", "10")
    again = spawn.run("certificates", "issue", "alice", "--role", "admin")
    assert again.wait() == 1
    assert "--replace revokes it" in again.err
    options = ("--role", "admin", "--replace", "--days", "10", "--json")
    told = json.loads(spawn.run("certificates", "issue", "alice", *options).out)
    assert told == {"name": "alice", "folder": str(folder / "issued" / "alice")}
    shown = spawn.run("certificates", "show").out.splitlines()
    assert shown[0].split() == ["NAME", "PURPOSE", "ROLE", "EXPIRES", "STATE", "HOSTS"]
    assert "board-pc.local, 192.168.1.20, localhost" in shown[-1]
    states = [line.split()[:3] for line in shown[2:]]
    assert ["alice", "client", "admin"] in states
    assert ["alice", "client", "read"] in states
    assert sum("revoked" in line for line in shown) == 1
    assert sum("days left" in line for line in shown) == 1
    assert mode(folder) == mode(folder / "issued" / "alice") == 0o700
    assert mode(folder / "authority-key.pem") == 0o600
    assert mode(folder / "issued" / "alice" / "key.pem") == 0o600
    alice = {"PYRPL_PYRO_SECURITY_DIRECTORY": str(folder / "issued" / "alice")}
    listed = spawn.run("list", "--nameserver", "127.0.0.1:1", **alice)
    assert "warning: your certificate" in listed.err
    assert "expires in 10 days" in listed.err
    (folder / "issued" / "alice" / "key.pem").chmod(0o640)
    refused = spawn.run("list", "--nameserver", "127.0.0.1:1", **alice)
    assert "can be read or changed by other users" in refused.err


def test_mistakes(spawn):
    for arguments, reason in (
        (("issue", "alice"), "make one with 'pyrpl-pyro certificates init'"),
        (("init",), ""),
        (("init",), "there is an authority"),
        (("issue", "alice", "--days", "0"), "--days is above 0"),
        (("issue", "pc", "--server"), "names the addresses that clients use"),
        (("revoke", "bob"), "there is no certificate for 'bob'"),
    ):
        process = spawn.run("certificates", *arguments)
        assert process.wait() == (1 if reason else 0)
        assert reason in process.err
        assert "Traceback" not in process.err


@pytest.mark.parametrize("name", ["../pc", "", ".", "a b", "a/b", "x" * 41, "é"])
def test_names_that_would_leave_the_folder(authority, name):
    with pytest.raises(SettingsError, match="is no name for a certificate"):
        authority.issue(name)
    with pytest.raises(SettingsError, match="is no name for a certificate"):
        authority.revoke(name)


@POSIX
def test_a_token_file(spawn, tmp_path):
    file = tmp_path / "new" / "tokens"
    for role in ("admin", "read"):
        made = spawn.run("certificates", "token", file, "--role", role, "--comment", "of Alice")
        assert made.wait() == 0, made.err
    lines = file.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["admin", "read"]
    assert all(line.endswith("of Alice") and len(line.split()[1]) >= 40 for line in lines)
    assert mode(file) == 0o600
    assert not any(line.split()[1] in made.out for line in lines)


def test_a_server_beyond_loopback_needs_a_proof(spawn, nameserver):
    board = ("serve", "--virtual", "--board", "b", "--nameserver", nameserver)
    process = spawn.run(*board, "--host", "0.0.0.0", "--no-supervise")
    assert process.wait() == 1
    for way in ("security.directory", "security.token_file", "--insecure", "docs/security.md"):
        assert way in process.err
