import json
import socket
import subprocess
import sys

import pytest

import pyrpl_pyro


def test_version(spawn):
    process = spawn.run("--version")
    assert process.wait() == 0
    assert process.out == f"pyrpl-pyro {pyrpl_pyro.__version__}\n"


def test_help_lists_the_commands(spawn):
    process = spawn.run("--help")
    assert process.wait() == 0
    for command in ("nameserver", "serve", "list", "get", "set", "call", "stop", "demo"):
        assert f"\n  {command} " in process.out


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_its_libraries_it_says_what_to_install(spawn, missing):
    process = spawn.python(
        "-c",
        f"import sys; sys.modules[{missing!r}] = None\n"
        "sys.argv = ['pyrpl-pyro', 'list']\n"
        "from pyrpl_pyro.__main__ import main; sys.exit(main())",
    )
    assert process.wait() == 1
    assert process.err == (
        f'pyrpl-pyro: the command line needs {missing}: python -m pip install "pyrpl_pyro[cli]"\n'
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["get", "b1.scope.decimation"],
        ["set", "b1.scope.decimation", "64"],
        ["call", "b1.scope.single"],
        ["stop", "b1"],
    ],
)
def test_without_a_name_server_there_is_one_line(spawn, free_port, arguments):
    address = f"127.0.0.1:{free_port()}"
    process = spawn.run(*arguments, "--nameserver", address)
    assert process.wait() == 1
    assert process.out == ""
    assert process.err.startswith(f"pyrpl-pyro: no name server at {address}: connection refused")
    assert process.err.count("\n") == 1


def test_shared_options_before_and_after_the_command(spawn, free_port):
    address = f"127.0.0.1:{free_port()}"
    for arguments in (
        ["--nameserver", address, "list"],
        ["list", "--nameserver", address],
        ["--nameserver", "127.0.0.1:1", "list", "--nameserver", address],
    ):
        assert f"at {address}:" in spawn.run(*arguments).err
    assert f"at {address}:" in spawn.run("list", PYRPL_PYRO_NAMESERVER=address).err


def test_timeout_is_kept(spawn):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        process = spawn.run("list", "--nameserver", address, "--timeout", 0.5)
    assert process.wait() == 1
    assert "within 0.5 s" in process.err


def test_settings_file_option(spawn, tmp_path):
    process = spawn.run("list", "--settings", tmp_path / "none.toml")
    assert process.wait() == 1
    assert process.err == f"pyrpl-pyro: there is no settings file {tmp_path / 'none.toml'}\n"


def test_an_empty_name_server(spawn, nameserver):
    process = spawn.run("list", "--nameserver", nameserver)
    assert process.wait() == 0
    assert process.out == ""
    assert "no board is registered" in process.err
    process = spawn.run("list", "--json", "--nameserver", nameserver)
    assert json.loads(process.out) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["get", "b1"], "'b1' names no attribute: expected BOARD.MODULE.ATTRIBUTE"),
        (["get", "b1..x"], "'b1..x' names no attribute"),
        (["call", "b 1.scope.single"], "'b 1' cannot name a board"),
        (["call", "b1.scope.single", "--plto", "x.png"], "there is no option --plto"),
        (["call", "b1.scope.single", "a=1", "a=2"], "the argument 'a' is given twice"),
        (["set", "b1.scope.x", "--nameservr"], "there is no option --nameservr"),
        (["stop", "b.1"], "'b.1' cannot name a board"),
        (["serve"], "give either --hostname ADDRESS of a Red Pitaya, or --virtual"),
        (["serve", "--virtual", "--hostname", "x"], "give either --hostname"),
        (["serve", "--virtual", "--board", "a.b"], "'a.b' cannot name a board"),
        (["list", "--nameserver", "a:b"], "--nameserver = 'a:b' is wrong"),
        (["list", "--timeout", "-1"], "above 0"),
    ],
)
def test_a_wrong_command_line_is_explained(spawn, arguments, message):
    process = spawn.run(*arguments)
    assert process.wait() != 0
    assert message in process.err
    assert "Traceback" not in process.err


def test_the_client_is_light_to_import():
    # How long it takes is measured in benchmarks/, what it loads does not depend on the machine.
    code = "import sys, pyrpl_pyro; print(*sys.modules)"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    loaded = {name.partition(".")[0] for name in output.split()}
    assert "pyrpl_pyro" in loaded
    heavy = {"PyQt6", "PyQt5", "PySide6", "qtpy", "pyrpl", "typer", "rich", "matplotlib"}
    assert not loaded & (heavy | {"plotext", "numba", "qasync", "ifaddr", "asyncio", "sqlite3"})


def test_what_is_imported_late_is_found():
    import pyrpl_pyro
    from pyrpl_pyro.client.asynchronous import AsyncBoard

    assert pyrpl_pyro.AsyncBoard is pyrpl_pyro.client.AsyncBoard is AsyncBoard
    assert set(pyrpl_pyro.__all__) <= set(dir(pyrpl_pyro))
    with pytest.raises(AttributeError, match="'pyrpl_pyro' has no attribute 'conect'"):
        pyrpl_pyro.conect  # noqa: B018
