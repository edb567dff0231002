"""The commands that talk to a board, against a server of a virtual board."""

import json
import re
import time

import pytest


@pytest.fixture
def command(spawn, shared_nameserver, virtual_server):
    """Runs a command against the shared board, which is called ``shared``."""

    def run(*arguments):
        return spawn.run(*arguments, "--nameserver", shared_nameserver)

    return run


def output(process):
    assert process.wait() == 0, process.err
    return process.out


def setup_scope(command):
    output(
        command(
            "call", "shared.scope.setup", "trigger_source=immediately", "duration=1e-3",
            "rolling_mode=False",
        )
    )  # fmt: skip


def test_list(command):
    heading, line = output(command("list")).splitlines()
    assert heading.split() == [
        *("BOARD", "STATE", "MODULES", "CLIENTS", "LEASED", "WHERE", "SINCE", "PYRPL"),
    ]
    assert re.fullmatch(
        r"shared +running +\d\d +\d+ +\d+ +\S+ \(127\.0\.0\.1:\d+\) +"
        r"\d{4}-\d\d-\d\d [\d:]{8} +0\.9\.\S+ *",
        line,
    )
    assert heading.index("WHERE") == line.index(re.search(r"\S+ \(127", line)[0])


def test_list_modules(command):
    lines = output(command("list", "--modules")).splitlines()
    for module in ("scope", "asg0", "pid2", "networkanalyzer", "lockbox.outputs.output1"):
        assert f"  shared.{module}" in lines


def test_list_as_json(command):
    (board,) = json.loads(output(command("list", "--json")))
    assert board["board"] == "shared"
    assert board["state"] == "running"
    assert board["uri"].startswith("PYRO:pyrpl.shared@127.0.0.1:")
    assert len(board["modules"]) >= 38


def test_get_and_set(command):
    assert output(command("set", "shared.pid2.p", "-1.5")) == "shared.pid2.p = -1.5\n"
    assert output(command("get", "shared.pid2.p")) == "-1.5\n"
    assert json.loads(output(command("get", "shared.pid2.p", "--json"))) == -1.5
    assert output(command("set", "shared.asg1.waveform", "ramp")).endswith("= ramp\n")
    assert output(command("set", "shared.pid2.input", "asg1")).endswith("= asg1\n")
    assert output(command("set", "shared.pid2.inputfilter", "[1000, 0, 0, 0]"))
    filters = json.loads(output(command("get", "shared.pid2.inputfilter", "--json")))
    assert filters[0] == pytest.approx(1000, rel=0.5)
    assert filters[1:] == [0, 0, 0]
    assert output(command("set", "shared.scope.average", "false")).endswith("= False\n")


def test_get_a_whole_module(command):
    text = output(command("get", "shared.asg1"))
    assert re.search(r"^waveform +'", text, re.MULTILINE)
    assert "frequency" in json.loads(output(command("get", "shared.asg1", "--json")))


def test_a_value_that_is_clamped_is_reported(command):
    process = command("set", "shared.asg1.amplitude", "7")
    assert output(process) == "shared.asg1.amplitude = 1.0\n"
    assert process.err.startswith("warning: asg1.amplitude: asked for 7")
    assert process.err.count("\n") == 1


def test_call_with_arguments(command):
    assert output(command("call", "shared.pid1.setup", "p=0.5", "input=in2")) == ""
    assert output(command("get", "shared.pid1.p")) == "0.5\n"


def test_call_and_plot(command, spawn):
    setup_scope(command)
    process = command("call", "shared.scope.single", "--timeout", "20", "--plot", "trace.png")
    assert output(process) == "plot saved to trace.png\n"
    assert (spawn.home / "trace.png").read_bytes().startswith(b"\x89PNG")
    assert "voltage (V) of ch1: " in output(
        command("call", "shared.scope.single", "--timeout", "20", "--plot", "-")
    )


def test_call_as_json(command):
    setup_scope(command)
    process = command("call", "shared.scope.single", "--timeout", "20", "--json")
    channels = json.loads(output(process))
    assert [len(channel) for channel in channels] == [16384, 16384]


def test_a_wait_ends_at_its_limit(command):
    setup_scope(command)
    output(command("set", "shared.scope.trigger_source", "ext_positive_edge"))
    started = time.monotonic()
    process = command("call", "shared.scope.single", "--timeout", "1")
    assert process.wait() == 1
    assert 1.0 < time.monotonic() - started < 15.0
    assert "TimeoutError" in process.err
    assert process.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["get", "other.scope.input1"], "knows no board 'other'. It knows: shared"),
        (["get", "shared.scope.decimatoin"], "decimation"),
        (["set", "shared.scope.decimatoin", "1"], "decimation"),
        (["get", "shared.scop.decimation"], "scop"),
        (["set", "shared.asg1.waveform", "nosuch"], "ValueError: Value 'nosuch' is not an"),
        (["set", "shared.pid1.p", "hello"], "TypeError"),
        (["call", "shared.scope.decimation"], "is no method; read it with"),
        (["get", "shared.scope.single"], "is a method; call it with"),
        (["call", "shared.pid0.setup", "--plot", "x.png"], "cannot be drawn"),
        (["stop", "other"], "knows no board 'other'"),
    ],
)
def test_mistakes_are_explained_in_a_line(command, arguments, message):
    process = command(*arguments)
    assert process.wait() == 1
    assert message in process.err
    assert process.err.count("\n") == 1


def test_stop_and_a_board_that_does_not_answer(spawn, nameserver):
    def run(*arguments):
        return spawn.run(*arguments, "--nameserver", nameserver)

    first = spawn.serve_virtual(nameserver, "one")
    second = spawn.serve_virtual(nameserver, "two")
    assert output(run("stop", "one")) == "one: the server has stopped\n"
    assert first.wait(5.0) == 0
    second.kill_group()
    lines = output(run("list")).splitlines()
    assert len(lines) == 2
    assert re.match(r"two +not answering ", lines[1])
    process = run("get", "two.scope.input1")
    assert process.wait() == 1
    assert "does not answer" in process.err
    # Its names are free for a new server.
    spawn.serve_virtual(nameserver, "two")
    assert re.search(r"two +running ", output(run("list")))


def test_a_name_that_is_taken(spawn, shared_nameserver, virtual_server):
    process = spawn.run(
        "serve", "--virtual", "--board", "shared", "--nameserver", shared_nameserver
    )
    assert process.wait() == 1
    assert "board shared is held by a server on" in process.err
    assert "Traceback" not in process.err


def test_without_a_name_server_serve_brings_its_own(spawn, free_port):
    port = str(free_port())
    process = spawn(
        "serve", "--virtual", "--board", "own", "--config", "", PYRPL_PYRO_NAMESERVER_PORT=port
    )
    process.wait_for("is ready")
    assert f"no name server at 127.0.0.1:{port}: started one in this process" in process.err
    listed = spawn.run("list", PYRPL_PYRO_NAMESERVER_PORT=port)
    assert re.search(r"own +running ", output(listed))
    assert process.stop(timeout=6.0) == 0


def test_a_name_server_that_was_named_must_be_there(spawn, free_port):
    address = f"127.0.0.1:{free_port()}"
    process = spawn.run("serve", "--virtual", "--board", "own", "--nameserver", address)
    assert process.wait() == 1
    assert f"no name server at {address}" in process.err
