"""A name server and the server of a board, with the security settings of a test."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import time
from collections.abc import Callable

from pyrpl_pyro.errors import ConnectionLost
from tests.conftest import Process, Spawner


@dataclasses.dataclass
class Lab:
    """A name server, and the server of the board bench1."""

    address: str
    server: Process

    @property
    def server_address(self) -> tuple[str, int]:
        found = re.search(r"@([\d.]+):(\d+)", self.server.out)
        return found[1], int(found[2])


def start_lab(spawn: Spawner, security: dict[str, str], clients: str) -> Lab:
    """Start both with environment variables; `clients` is whom the name server says it is for."""
    names = spawn("nameserver", "--port", 0, **security)
    address = names.wait_for(rf"ready at (\S+) \(.*{clients}\)")[1]
    board = ("serve", "--virtual", "--board", "bench1", "--config", "")
    server = spawn(*board, "--nameserver", address, **security)
    server.wait_for("is ready")
    return Lab(address, server)


def insist(call: Callable[[], object]) -> None:
    """Call until there is an error other than a lost connection, which is told first."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(ConnectionLost):
            call()
        time.sleep(0.05)
