"""A server on a virtual board at an address, as a real one is reached."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import BoardUnreachable
from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer

from ..boards import board_at_address

RETURN_SECONDS = 15.0


@dataclass
class Bench:
    """A virtual board, the server process that holds it, and a way to connect to that."""

    board: VirtualBoard
    address: BoardServer
    nameserver: str
    process: Any
    spawn: Any
    name: str = "hardware"

    def connect(self) -> Any:
        """A client with connections of its own."""
        return pyrpl_pyro.connect(self.name, nameserver=self.nameserver, timeout=10)

    def recover(self, rp: Any) -> None:
        """End the fault, and wait until the server has the board again."""
        self.board.faults.end()
        have_again(rp)


def wait_for_state(rp: Any, state: str, timeout: float = RETURN_SECONDS) -> Any:
    """What the server says of its board once it is in `state`."""
    deadline = time.monotonic() + timeout
    while (info := rp.info()).hardware_state != state:
        assert time.monotonic() < deadline, f"{info.hardware_state}: {info.hardware_note}"
        time.sleep(0.05)
    return info


def have_again(rp: Any) -> None:
    """Wait until the server has the board, taking it back from another PyRPL."""
    deadline = time.monotonic() + RETURN_SECONDS
    while (info := rp.info()).hardware_state != "connected":
        assert time.monotonic() < deadline, f"{info.hardware_state}: {info.hardware_note}"
        if info.hardware_state == "taken over":
            rp.take_back()
        time.sleep(0.05)


def outcome(call: Callable[[], Any]) -> tuple[float, Any]:
    """How long a call took (s), and its result or the BoardUnreachable that it raised."""
    started = time.monotonic()
    try:
        result = call()
    except BoardUnreachable as error:
        result = error
    return time.monotonic() - started, result


@pytest.fixture(scope="module")
def shared_bench(shared_spawn: Any, shared_nameserver: str) -> Iterator[Bench]:
    with board_at_address() as (board, address):
        process = shared_spawn.serve_at(address, shared_nameserver, "hardware")
        process.wait_for("is ready")
        yield Bench(board, address, shared_nameserver, process, shared_spawn)
        process.stop()


@pytest.fixture
def own_board() -> Iterator[tuple[VirtualBoard, BoardServer]]:
    """A board of this test alone, and where it can be reached."""
    with board_at_address() as found:
        yield found


@pytest.fixture
def bench(shared_bench: Bench) -> Iterator[Bench]:
    """The server with its board connected, before each test; the image is loaded."""
    with shared_bench.connect() as rp:
        have_again(rp)
        yield shared_bench
        shared_bench.board.faults.end()
        if not shared_bench.board.loaded:
            shared_bench.board.reset()
        have_again(rp)
