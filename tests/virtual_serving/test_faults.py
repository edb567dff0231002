"""Faults of a board at an address, over real sockets."""

import contextlib
import json
import re
import socket
import struct
import time
from pathlib import Path

import paramiko
import pytest

from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer

ID, LED = 0x40000000, 0x40000030
READ_ID = struct.pack("<cxHI", b"r", 3, ID)
ANSWER_SECONDS = 5
SERVER_COMMAND = "/opt/pyrpl/monitor_server 2222\n"


@pytest.fixture
def board():
    board = VirtualBoard(plant="none")
    yield board
    board.close()


@pytest.fixture
def server(board):
    with BoardServer(board, port=0, sshport=0) as server:
        yield server


@pytest.fixture
def shell(server, until):
    """A shell on the board in which a monitor server runs."""
    client = log_in(server)
    channel = client.invoke_shell()
    channel.send(SERVER_COMMAND)
    until(lambda: server.monitor is not None)
    yield channel
    client.close()


def log_in(server):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(
        "127.0.0.1",
        server.sshport,
        "root",
        "root",
        timeout=ANSWER_SECONDS,
        allow_agent=False,
        look_for_keys=False,
    )
    return client


@pytest.fixture
def connection(server, shell):
    with connect(server) as connection:
        assert ask(connection) == answer()
        yield connection


def connect(server):
    return socket.create_connection(("127.0.0.1", server.port), ANSWER_SECONDS)


def answer():
    dna = 0x0823456789ABCDE
    return READ_ID + struct.pack("<3I", 1, dna & 0xFFFFFFFF, dna >> 32)


def ask(connection, message=READ_ID, n=20, seconds=ANSWER_SECONDS):
    """What comes within `seconds`, at most `n` bytes."""
    connection.sendall(message)
    connection.settimeout(seconds)
    data = b""
    try:
        while len(data) < n and (piece := connection.recv(n - len(data))):
            data += piece
    except TimeoutError:
        pass
    return data


def refuses(server):
    try:
        with connect(server) as connection:
            return is_closed(connection)
    except ConnectionError:
        return True


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_half_an_answer_is_half_and_nothing_more(board, connection):
    board.faults.start("half")
    assert ask(connection, seconds=0.5) == answer()[:10]
    board.faults.end()
    assert ask(connection) == answer()


def test_a_wrong_header_stands_before_the_words(board, connection):
    board.faults.start("header")
    data = ask(connection)
    assert data[:8] != READ_ID
    assert data[8:] == answer()[8:]
    assert ask(connection, struct.pack("<cxHII", b"w", 1, LED, 7), 8) != READ_ID
    assert board.read(LED)[0] == 7


def test_an_answer_comes_late(board, connection):
    board.faults.start("delay", seconds=0.4)
    started = time.monotonic()
    assert ask(connection) == answer()
    assert time.monotonic() - started >= 0.4


def test_a_stalled_server_neither_does_nor_answers(board, connection):
    board.faults.start("stall")
    assert ask(connection, struct.pack("<cxHII", b"w", 1, LED, 7), 8, seconds=0.5) == b""
    board.faults.end()
    assert board.read(LED)[0] == 0
    assert ask(connection) == answer()


def test_a_closed_connection_is_the_end_of_the_server(board, server, shell, connection, until):
    board.faults.start("close")
    assert is_closed(connection)
    assert server.monitor is None
    assert refuses(server)
    shell.send(SERVER_COMMAND)
    until(lambda: server.monitor is not None)
    with connect(server) as connection:
        assert ask(connection) == answer()


def test_while_the_board_reboots_nothing_is_there(board, server, shell, connection, until):
    board.write(LED, 7)
    board.faults.start("reboot", duration=60, bitfile=False)
    assert is_closed(connection)
    until(lambda: shell.closed, what="end of the SSH session")
    assert refuses(server)
    with pytest.raises((paramiko.SSHException, OSError)):
        log_in(server)
    board.faults.end()
    client = log_in(server)
    try:
        _, output, _ = client.exec_command("cat /tmp/loaded_fpga.inf", timeout=ANSWER_SECONDS)
        assert "pyrpl" not in output.read().decode()
    finally:
        client.close()
    assert not board.loaded


def test_the_server_of_another_pyrpl_does_not_answer(board, server, shell, connection, until):
    board.faults.start("takeover", starting=0.3)
    assert is_closed(connection)
    shell.send(SERVER_COMMAND)
    until(lambda: server.monitor is not None)
    until(lambda: not board.faults.refuses)
    with connect(server) as ours:
        assert ask(ours, seconds=0.5) == b""
    board.faults.end()
    shell.send(SERVER_COMMAND)
    until(lambda: server.monitor is not None)
    with connect(server) as ours:
        assert ask(ours) == answer()


def test_a_server_that_waits_ends_with_its_board(board, server, connection):
    board.faults.start("delay", seconds=30)
    connection.sendall(READ_ID)
    time.sleep(0.2)
    started = time.monotonic()
    server.close()
    assert time.monotonic() - started < 5


def run(client, command):
    _, output, _ = client.exec_command(command, timeout=ANSWER_SECONDS)
    return output.read().decode()


def test_faults_and_plants_are_commands_of_the_boards_shell(board, server, connection):
    client = log_in(server)
    try:
        assert run(client, "fault half duration=60") == ""
        assert ask(connection, seconds=0.3) == answer()[:10]
        assert run(client, "fault end") == ""
        assert ask(connection) == answer()
        assert "kind='half', duration=60.0" in run(client, "fault")
        assert "there is no fault 'explode'; there are close" in run(client, "fault explode")
        assert "expected NAME=VALUE" in run(client, "fault stall 3")
        assert "seconds must be a number" in run(client, "fault delay seconds=long")
        assert "gain = 0.5" in run(client, "plant loopback:gain=0.5")
        assert board.plant["gain"] == 0.5
        assert "there is no plant 'cable'" in run(client, "plant cable")
        # The reboot ends the session, maybe before its answer.
        with contextlib.suppress(paramiko.SSHException, OSError, EOFError):
            run(client, "fault reboot duration=0 bitfile=false")
    finally:
        client.close()
    assert not board.loaded


PROGRAM = r"""
import json, sys, time
from pyrpl import Pyrpl
p = Pyrpl(config="", hostname="127.0.0.1", gui=False, reloadfpga=False, **json.loads(sys.argv[1]))
p.rp.hk.led = 5
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps(p.rp.hk.led), flush=True)
p.rp.end_all()
"""


@pytest.mark.timeout(120)
def test_pyrpl_starts_the_server_again_after_a_wrong_answer(board, server, spawn, tmp_path):
    """PyRPL itself, unchanged: half an answer, a time limit of 1 s, the server restarted."""
    program = Path(tmp_path / "program.py")
    program.write_text(PROGRAM)
    ports = json.dumps({"port": server.port, "sshport": server.sshport})
    process = spawn.python(program, ports)
    process.wait_for("^ready", timeout=60)
    first = server.monitor
    board.faults.start("half", duration=0.5)
    process.process.stdin.write("\n")
    process.process.stdin.flush()
    process.wait(60)
    assert re.search(r"^5$", process.out, re.MULTILINE), process.out + process.err
    assert "Error occured in reading attempt 0" in process.err
    assert server.monitor is not first
