"""The SSH side: logins, files, and the commands that PyRPL sends."""

import socket
import time

import paramiko
import pytest

from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer, Setup
from pyrpl_pyro.virtual.serving.commands import Shell
from pyrpl_pyro.virtual.serving.linux import Linux
from pyrpl_pyro.virtual.serving.ports import BoardPort

ANSWER_SECONDS = 5
LED = 0x40000030


@pytest.fixture(scope="module")
def board():
    board = VirtualBoard(plant="none")
    yield board
    board.close()


@pytest.fixture
def server(board):
    board.reset()
    with BoardServer(board, port=0, sshport=0, setup=Setup()) as server:
        yield server


@pytest.fixture
def connect(server):
    """Opens an SSH connection; further arguments are paramiko's."""
    clients = []

    def connect(**arguments):
        client = paramiko.SSHClient()
        clients.append(client)
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        told = {"username": "root", "password": "root", "timeout": ANSWER_SECONDS, **arguments}
        client.connect(server.host, server.sshport, look_for_keys=False, allow_agent=False, **told)
        return client

    yield connect
    for client in clients:
        client.close()


class Session:
    """A shell session with a terminal."""

    def __init__(self, client):
        self.channel = client.invoke_shell()
        self.channel.settimeout(ANSWER_SECONDS)
        self.wait_for("# ")

    def wait_for(self, text):
        """What arrives up to `text`."""
        seen = ""
        while text not in seen:
            seen += self.channel.recv(4096).decode()
        return seen

    def ask(self, line):
        self.channel.send(line + "\n")
        return self.wait_for("# ")


@pytest.fixture
def shell(board, tmp_path):
    """Makes a shell of a board that is set up in some way, without SSH."""
    ports = []

    def make(setup=None, started=None):
        board.reset()
        port = BoardPort("127.0.0.1", 0)
        ports.append(port)
        linux = Linux(tmp_path, board, "127.0.0.1", port, 0.0, setup or Setup())
        return Shell(linux, started or (lambda name, number: None))

    yield make
    for port in ports:
        port.close()


@pytest.mark.parametrize("wrong", [{"password": "secret"}, {"username": "pi"}])
def test_only_the_right_account_is_let_in(connect, wrong):
    with pytest.raises(paramiko.AuthenticationException):
        connect(**wrong)


def test_the_monitor_server_runs_in_the_foreground_until_ctrl_c(server, connect):
    session = Session(connect())
    session.channel.send("//opt//pyrpl///monitor_server 2222\n")
    echo = session.wait_for("2222\r\n")
    # By these letters PyRPL takes the answer for that of a shell without the program.
    assert "sh" not in echo
    deadline = time.monotonic() + ANSWER_SECONDS
    while server.monitor is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    with socket.create_connection((server.host, server.port), ANSWER_SECONDS) as connection:
        connection.sendall(b"r\0\1\0\0\0\0\x40")
        assert len(connection.recv(64)) == 12
        session.channel.send("\x03")
        assert "^C" in session.wait_for("# ")
        assert connection.recv(1) == b""
    assert server.monitor is None


def test_killall_from_another_session_ends_the_monitor_server(server, connect):
    first, second = Session(connect()), Session(connect())
    assert "no process found" in second.ask("killall monitor_server")
    first.channel.send("/opt/pyrpl/monitor_server 2222\n")
    while "no process found" in second.ask("killall monitor_server"):
        time.sleep(0.01)
    assert "Terminated" in first.wait_for("# ")
    assert server.monitor is None


def test_the_end_of_the_session_ends_its_monitor_server(server, connect):
    client = connect()
    session = Session(client)
    session.channel.send("/opt/pyrpl/monitor_server 2222\n")
    deadline = time.monotonic() + ANSWER_SECONDS
    while server.monitor is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    client.close()
    while server.monitor is not None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_another_port_is_listened_at_as_told(server, connect, free_port):
    session = Session(connect())
    number = free_port()
    session.channel.send(f"/opt/pyrpl/monitor_server {number}\n")
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            with socket.create_connection((server.host, number), 1) as connection:
                connection.sendall(b"r\0\1\0\0\0\0\x40")
                assert len(connection.recv(64)) == 12
            break
        except (ConnectionRefusedError, ConnectionResetError):
            # It is on its way there.
            assert time.monotonic() < deadline
    session.wait_for("# ")


def test_files_stay_inside_the_board(connect, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("nothing of yours")
    client = connect()
    files = client.open_sftp()
    with pytest.raises(OSError, match="No such file"):
        files.stat(str(secret))
    files.symlink(str(secret), "/opt/link")
    session = Session(client)
    assert "nothing of yours" not in session.ask("cat /opt/link")
    assert "nothing of yours" not in session.ask(f"cat ../../../../../../../../{secret}")


def test_a_command_without_a_terminal(connect):
    _, output, _ = connect().exec_command("cat /root/.version", timeout=ANSWER_SECONDS)
    assert output.read().decode().split() == ["2.00-23"]


def test_an_image_that_is_missing_is_not_loaded(shell, board):
    run = shell().run
    board.write(LED, 3)
    run("/opt/redpitaya/sbin/overlay.sh pyrpl /opt/pyrpl/missing.bin")
    assert "cannot stat" in run("cat /tmp/update_fpga.txt")
    assert board.read(LED)[0] == 3


def test_loading_an_image(shell, board, tmp_path):
    run = shell(Setup(image_loaded=False)).run
    assert "pyrpl" not in run("cat /tmp/loaded_fpga.inf")
    assert board.read(0x40000000)[0] == 0
    (tmp_path / "opt" / "pyrpl" / "fpga.bin").write_bytes(b"bits")
    run("/opt/redpitaya/sbin/overlay.sh pyrpl /opt/pyrpl/fpga.bin")
    assert run("cat /tmp/loaded_fpga.inf") == "pyrpl"
    assert board.read(0x40000000)[0] == 1


def test_release_3_takes_its_own_file_name(shell, board, tmp_path):
    run = shell(Setup("3.00-1", image_loaded=False)).run
    (tmp_path / "opt" / "pyrpl" / "other.bin").write_bytes(b"bits")
    run("/opt/redpitaya/sbin/overlay.sh pyrpl /opt/pyrpl/other.bin")
    assert "cannot stat" in run("cat /tmp/update_fpga.txt")
    assert not board.loaded


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("", ""),
        ("no_such_program", "-bash: no_such_program: command not found\n"),
        ("./monitor_server 2222", "-bash: ./monitor_server: No such file or directory\n"),
        ("/opt/pyrpl/monitor_server", "ERROR, no port provided\n"),
        ("cat /missing", "cat: /missing: No such file or directory\n"),
        ("ls /opt/pyrpl/fpga.bin", "ls: cannot access '/opt/pyrpl/fpga.bin': "),
        ("cd /nowhere", "-bash: cd: /nowhere: No such file or directory\n"),
        ("echo 0 > /sys/class/gpio/export", "-bash: /sys/class/gpio/export: No such file"),
        ('echo "unfinished', "-bash: No closing quotation\n"),
        ("/opt/pyrpl/monitor_server many", "-bash: "),
    ],
)
def test_what_the_shell_says(shell, line, answer):
    assert shell().run(line).startswith(answer)


def test_a_program_for_another_system_is_not_found(shell, tmp_path):
    run = shell(Setup(server_installed=False)).run
    run("mkdir -p //opt//pyrpl//")
    (tmp_path / "opt" / "pyrpl" / "monitor_server").write_bytes(b"\x7fELF/lib/ld-linux.so.3")
    assert "No such file" in run("//opt//pyrpl//monitor_server 2222")


def test_the_age_of_a_file(shell, tmp_path):
    (tmp_path / "fpga.bin").touch()
    age = shell().run('echo $(($(date +%s) - $(date +%s -r "/fpga.bin")))')
    assert 0 <= int(age) <= 5


@pytest.mark.parametrize("latency", [-1, 2.0, float("nan")])
def test_a_latency_that_pyrpl_takes_for_a_lost_board_is_refused(board, latency):
    with pytest.raises(ValueError, match="latency of a board must be 0 to"):
        BoardServer(board, latency=latency)
