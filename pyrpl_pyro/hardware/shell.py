"""The board's shell, through SSH: is a monitor server running, start one, end them.

Every command has a channel of its own, so that its output is its own, without prompt and echo.
"""

from __future__ import annotations

import logging
import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass

import paramiko

_LOGIN_SECONDS = 3.0
_COMMAND_SECONDS = 2.0
_ALIVE_SECONDS = 5
_MOST_OUTPUT = 65536

# Each failed attempt to connect is a line of the keeper's own log.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


class ShellError(OSError):
    """The board's shell cannot be used; the text says why."""


@dataclass(frozen=True)
class Login:
    """Where and how to log in.

    Attributes
    ----------
    host, port : str, int
        Of the board's SSH server.
    user, password : str
    """

    host: str
    port: int
    user: str
    password: str


class BoardShell:
    """Commands for one board; it logs in when it has to. One thread at a time.

    Parameters
    ----------
    login : Login
    server_name, folder : str
        Name of the monitor server's program, and where it is.
    """

    def __init__(self, login: Login, server_name: str, folder: str):
        self._login = login
        self._server_name = server_name
        self._program = f"{folder.rstrip('/')}/{server_name}"
        self._client: paramiko.SSHClient | None = None
        self._running: paramiko.Channel | None = None
        self._printed = ""

    def log_in(self) -> None:
        """Make sure that the shell can be used.

        Raises
        ------
        ShellError
            It cannot.
        """
        transport = self._client.get_transport() if self._client is not None else None
        if transport is not None and transport.is_active():
            return
        self.close()
        login = self._login
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        try:
            client.connect(
                login.host,
                login.port,
                login.user,
                login.password,
                timeout=_LOGIN_SECONDS,
                banner_timeout=_LOGIN_SECONDS,
                auth_timeout=_LOGIN_SECONDS,
                channel_timeout=_COMMAND_SECONDS,
                look_for_keys=False,
                allow_agent=False,
            )
            transport = client.get_transport()
            if transport is not None:
                transport.set_keepalive(_ALIVE_SECONDS)
        except (OSError, EOFError, paramiko.SSHException) as error:
            client.close()
            # That of paramiko has a text, but no number.
            told = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise ShellError(f"no SSH login ({told})") from error
        self._client = client

    def servers(self) -> set[int]:
        """Process numbers of the monitor servers that run on the board.

        Raises
        ------
        ShellError
            The shell does not answer.
        """
        output = self._run(f"pidof {shlex.quote(self._server_name)}")
        words = output.split()
        if not all(word.isdigit() for word in words):
            raise ShellError(f"'pidof' answered {output.strip()[:200]!r}")
        return {int(word) for word in words}

    def end_servers(self) -> None:
        """End all monitor servers, whoever started them.

        Raises
        ------
        ShellError
            The shell does not answer.
        """
        self._run(f"killall {shlex.quote(self._server_name)}")

    def start_server(self, port: int) -> int:
        """Start a monitor server; it listens soon, and ends with its client or this session.

        Returns
        -------
        int
            Its process number.

        Raises
        ------
        ShellError
            The shell does not answer.
        """
        if self._running is not None:
            self._running.close()
        # With a terminal the program ends with the session.
        channel = self._open(f"echo $$; exec {shlex.quote(self._program)} {port:d}", terminal=True)
        self._running = channel
        line = self._receive(channel, lambda output: b"\n" in output)
        number, _, self._printed = line.partition("\n")
        if not number.strip().isdigit():
            raise ShellError(f"no monitor server could be started: {line.strip()[:200]!r}")
        return int(number)

    def write_file(self, name: str, text: str) -> None:
        """Write one line of text to a file.

        Raises
        ------
        ShellError
            The shell does not answer.
        """
        self._run(f"echo {shlex.quote(text)} > {shlex.quote(name)}")

    def read_file(self, name: str) -> str:
        """What is in a file, or what the shell says of it.

        Raises
        ------
        ShellError
            The shell does not answer.
        """
        return self._run(f"cat {shlex.quote(name)}")

    def last_words(self) -> str:
        """What the monitor server printed that was started last, "" for nothing yet."""
        running = self._running
        if running is not None and running.recv_ready():
            self._printed += running.recv(_MOST_OUTPUT).decode(errors="replace")
        return self._printed.strip()

    def close(self) -> None:
        """Log out; it may be called more than once."""
        if self._client is not None:
            self._client.close()
            self._client = self._running = None

    def _run(self, command: str) -> str:
        channel = self._open(command)
        try:
            return self._receive(channel, lambda output: False)
        finally:
            channel.close()

    def _receive(self, channel: paramiko.Channel, enough: Callable[[bytes], bool]) -> str:
        """What a command prints until that is enough, or until it ends."""
        deadline = time.monotonic() + _COMMAND_SECONDS
        output = b""
        try:
            while len(output) < _MOST_OUTPUT and not enough(output):
                channel.settimeout(max(0.01, deadline - time.monotonic()))
                piece = channel.recv(_MOST_OUTPUT)
                if not piece:
                    break
                output += piece
        except (OSError, paramiko.SSHException) as error:
            self.close()
            raise ShellError("a command over SSH was not answered") from error
        return output.decode(errors="replace")

    def _open(self, command: str, terminal: bool = False) -> paramiko.Channel:
        self.log_in()
        assert self._client is not None
        try:
            transport = self._client.get_transport()
            if transport is None:
                raise paramiko.SSHException("the session has ended")
            channel = transport.open_session(timeout=_COMMAND_SECONDS)
            channel.settimeout(_COMMAND_SECONDS)
            if terminal:
                channel.get_pty()
            channel.set_combine_stderr(True)
            channel.exec_command(command)
        except (OSError, EOFError, paramiko.SSHException) as error:
            self.close()
            raise ShellError(
                f"'{command}' cannot be run over SSH ({str(error) or type(error).__name__})"
            ) from error
        return channel
