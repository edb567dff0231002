"""The files in nameserver_config, each used as it says; computers are network namespaces."""

from __future__ import annotations

import json
import re
import shlex
import sys
from typing import Any

import pytest

from .lab import ADDRESSES, CONFIGURATIONS, LAB
from .programs import LOOK

pytestmark = pytest.mark.timeout(120)

SERVER_PORT = 9101


def command_of(unit: str, **variables: str) -> list[str]:
    """What a systemd unit starts, without the program: arguments as systemd would make them."""
    text = (CONFIGURATIONS / unit).read_text()
    line = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)
    assert line
    started = line[1].replace("/etc/pyrpl-pyro/lab.toml", str(LAB["token"]))
    for name, value in variables.items():
        started = started.replace(f"${{{name}}}", value).replace(f"%{name}", value)
    program, *arguments = shlex.split(started)
    assert program == "/opt/pyrpl-pyro/bin/pyrpl-pyro"
    return arguments


def let_out(lab: Any, computer: str, port: int) -> None:
    """A firewall: of what a computer sends to the client only answers from one port leave."""
    client = f"{ADDRESSES['client']}/32"
    rule = ("rule", "add", "to", client)
    lab.configure(
        computer, *rule, "ipproto", "tcp", "sport", str(port), "lookup", "main", "pref", "10"
    )
    lab.configure(computer, *rule, "pref", "20", "blackhole")


def doctor(lab: Any, *arguments: str) -> dict[str, Any]:
    process = lab.command(
        *("client", "doctor", "--json", "--timeout", 2, "--nameserver", ADDRESSES["names"]),
        *arguments,
    )
    process.wait()
    return {check["check"]: check for check in json.loads(process.out)["checks"]}


def test_units_and_a_firewall(lab: Any) -> None:
    """What the units start, with the ports of the firewall note open and no others."""
    let_out(lab, "names", 9090)
    let_out(lab, "board", SERVER_PORT)
    names = lab.command("names", *command_of("pyrpl-pyro-nameserver.service"))
    names.wait_for("ready at")
    red_pitaya = lab.command(
        "board", "board", "run", "--host", "127.0.0.1", "--port", 2222, "--sshport", 22
    )
    red_pitaya.wait_for("(?i)ready|2222", where="any")
    arguments = command_of("pyrpl-pyro@.service", i="bench1", HOSTNAME="127.0.0.1")
    server = lab.python(
        *("board", "-m", "pyrpl_pyro", *arguments),
        PYRPL_PYRO_NAMESERVER=ADDRESSES["names"],
        PYRPL_PYRO_SERVER_PORT=str(SERVER_PORT),
        PYRPL_PYRO_SERVER_SUPERVISE="yes",
    )
    server.wait_for("is ready")
    client = lab.python("client", "-c", LOOK, ADDRESSES["names"], ADDRESSES["names"])
    assert client.wait() == 0, client.err
    seen = json.loads(client.out)
    assert seen["boards"] == ["bench1"]
    assert {uri.rpartition(":")[2] for uri in seen["uris"]} == {str(SERVER_PORT)}
    checks = doctor(lab, "bench1")
    assert [name for name, check in checks.items() if check["state"] == "wrong"] == []
    assert checks["SSH of the board"]["state"] == "ok"

    # A server whose port is not fixed.
    other = lab.command(
        *("board", "serve", "--virtual", "--board", "bench2", "--settings", LAB["token"]),
        *("--nameserver", ADDRESSES["names"]),
    )
    other.wait_for("is ready")
    check = doctor(lab, "bench2")["server answers"]
    assert check["state"] == "wrong"
    assert "firewall" in check["advice"]
    assert "server.port" in check["advice"]


def test_one_pc(lab: Any) -> None:
    """local.toml: everything works there, and nothing can be reached from elsewhere."""
    file = CONFIGURATIONS / "local.toml"

    def run(computer: str, *arguments: object) -> Any:
        # Without the proofs of the lab, as the file says.
        program = (sys.executable, "-m", "pyrpl_pyro", *arguments, "--settings", file)
        return lab._spawn.command("ip", "netns", "exec", lab._computers[computer], *program)

    names = lab._spawn.command(
        *("ip", "netns", "exec", lab._computers["board"], sys.executable, "-m", "pyrpl_pyro"),
        *("nameserver", "--config", file),
    )
    names.wait_for("ready at 127.0.0.1:9090")
    server = run("board", "serve", "--virtual", "--board", "bench1")
    server.wait_for("is ready")
    port = re.search(r"127\.0\.0\.1:(\d+)", server.out)
    assert port
    listed = run("board", "list")
    assert listed.wait() == 0, listed.err
    assert re.search(r"bench1 +running", listed.out)
    away = run("client", "list", "--timeout", 2, "--nameserver", ADDRESSES["board"])
    assert away.wait() == 1
    assert "connection refused" in away.err
    direct = run("client", "get", "bench1.pid0.p", "--timeout", 2, "--nameserver", "127.0.0.1")
    assert direct.wait() == 1
