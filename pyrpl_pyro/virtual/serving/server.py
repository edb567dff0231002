"""A board at an address: its SSH server, and the port of its monitor server."""

import asyncio
import contextlib
import hmac
import logging
import shutil
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import Any, Self

import asyncssh

from ..board import VirtualBoard
from .linux import Linux, Setup
from .monitor import MonitorServer
from .ports import BoardPort, listen
from .terminal import Terminal

logger = logging.getLogger(__name__)

#: Limit for the SSH server to start, or to stop, in seconds.
STARTING = 10.0
#: Longest latency, in seconds.
MAXIMUM_LATENCY = 0.5


class BoardServer:
    """Makes a virtual board reachable like a Red Pitaya: an unchanged PyRPL starts on it.

    ``Pyrpl(hostname=host, port=port, sshport=sshport)`` connects. The monitor server runs
    after PyRPL has started it through SSH, as on a real board.

    Parameters
    ----------
    board:
        A free-running board; it belongs to the caller.
    host:
        Address to listen at.
    port, sshport:
        Ports of the monitor server and of the SSH server; 0 takes a free one.
    user, password:
        What the SSH server accepts.
    latency:
        Seconds by which every answer of the monitor server comes late: on the way to a real
        board it takes some 0.5 ms.
    setup:
        What is on the board.

    Raises
    ------
    ValueError
        `latency` is negative or longer than `MAXIMUM_LATENCY`.
    """

    def __init__(
        self,
        board: VirtualBoard,
        host: str = "127.0.0.1",
        port: int = 2222,
        sshport: int = 2223,
        *,
        user: str = "root",
        password: str = "root",
        latency: float = 0.0,
        setup: Setup | None = None,
    ) -> None:
        if not 0 <= latency <= MAXIMUM_LATENCY:
            raise ValueError(
                f"the latency of a board must be 0 to {MAXIMUM_LATENCY:g} s, not {latency!r}; "
                "PyRPL takes a board for lost after 1 s"
            )
        self.host = host
        self.setup = setup or Setup()
        self.board = board
        self._latency = latency
        self._ports = port, sshport
        self._account = user, password
        self._cleaning = contextlib.ExitStack()
        self._port: BoardPort | None = None
        self._sshport = 0
        self._connections: set[asyncssh.SSHServerConnection] = set()

    def start(self) -> Self:
        """Listen at both ports.

        Raises
        ------
        OSError
            A port is taken, or the address is not one of this computer.
        TimeoutError
            The SSH server does not start in time.
        """
        with contextlib.ExitStack() as cleaning:
            root = Path(tempfile.mkdtemp(prefix="virtual-red-pitaya-"))
            cleaning.callback(shutil.rmtree, root, ignore_errors=True)
            self._port = BoardPort(self.host, self._ports[0])
            cleaning.callback(self._port.close)
            linux = Linux(root, self.board, self.host, self._port, self._latency, self.setup)
            listener = listen(self.host, self._ports[1])
            cleaning.callback(listener.close)
            self._sshport = listener.getsockname()[1]
            loop = asyncio.new_event_loop()
            thread = threading.Thread(target=_run, args=(loop,), name="board ssh", daemon=True)
            thread.start()
            cleaning.callback(_stop, loop, thread)
            acceptor = asyncio.run_coroutine_threadsafe(
                self._listen(listener, root, linux), loop
            ).result(STARTING)
            cleaning.callback(
                lambda: asyncio.run_coroutine_threadsafe(self._disconnect(acceptor), loop).result(
                    STARTING
                )
            )
            cleaning.callback(linux.shut_down)
            cleaning.callback(self.board.faults.subscribe(partial(self._fault_changed, loop)))
            self._cleaning = cleaning.pop_all()
        return self

    @property
    def port(self) -> int:
        """Port of the monitor server."""
        return self._ports[0] if self._port is None else self._port.number

    @property
    def sshport(self) -> int:
        """Port of the SSH server."""
        return self._sshport or self._ports[1]

    @property
    def monitor(self) -> MonitorServer | None:
        """The monitor server that runs, None before PyRPL started one."""
        return None if self._port is None else self._port.server

    def close(self) -> None:
        """Close all connections and both ports; it may be called more than once."""
        self._cleaning.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.close()

    async def _listen(self, listener: Any, root: Path, linux: Linux) -> asyncssh.SSHAcceptor:
        async def serve(channel: asyncssh.SSHServerProcess[bytes]) -> None:
            with contextlib.suppress(asyncssh.ConnectionLost, BrokenPipeError):
                await Terminal(linux, channel).serve()
            channel.exit(0)

        return await asyncssh.listen(
            sock=listener,
            server_factory=lambda: _Login(self._account, self._connections, self.board),
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            process_factory=serve,
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(root).encode()),
            allow_scp=True,
            line_editor=False,
            encoding=None,
            public_key_auth=False,
            kbdint_auth=False,
            gss_host=None,
        )

    def _fault_changed(self, loop: asyncio.AbstractEventLoop) -> None:
        if self.board.faults.away:
            loop.call_soon_threadsafe(self._abort_connections)

    def _abort_connections(self) -> None:
        for connection in tuple(self._connections):
            connection.abort()

    async def _disconnect(self, acceptor: asyncssh.SSHAcceptor) -> None:
        acceptor.close()
        self._abort_connections()
        await acceptor.wait_closed()


class _Login(asyncssh.SSHServer):
    """Lets in who knows the password."""

    def __init__(
        self,
        account: tuple[str, str],
        connections: set[asyncssh.SSHServerConnection],
        board: VirtualBoard,
    ) -> None:
        self._account = account
        self._connections = connections
        self._board = board

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._connections.add(conn)
        if self._board.faults.away:
            conn.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self._connection)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        user, secret = self._account
        return username == user and hmac.compare_digest(password.encode(), secret.encode())


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    # The sessions that were under way end here, and with them what they started.
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()


def _stop(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    thread.join(STARTING)
    if thread.is_alive():
        raise RuntimeError(f"the SSH server of the board did not stop within {STARTING:g} s")
