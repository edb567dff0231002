"""Connections that come and go leave nothing behind in the server."""

from __future__ import annotations

import contextlib
import itertools
import time
import uuid
from collections.abc import Callable, Iterator

import msgpack
import psutil
import pytest

import pyrpl_pyro
from tests.conftest import Spawner

from .strangers import (
    CONNECT_OK,
    INVOKE,
    RESULT,
    address_of,
    answer,
    connection,
    hello,
    message,
    plain_call,
)

_TREE = message(INVOKE, msgpack.packb([0, "pid0", "setpoint"]))
_CONTINUES = plain_call("pyrpl.flat.scope", "single_async")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URI of a server."""
    spawner = Spawner(tmp_path_factory.mktemp("flat"))
    process = spawner(
        *("serve", "--virtual", "--board", "flat", "--config", "", "--log-level", "WARNING"),
        *("--nameserver", spawner.nameserver()),
    )
    yield process.wait_for(r"at (PYRO:\S+?)[,.] ")[1]
    spawner.kill_all()


def _native(address: tuple[str, int]) -> None:
    with connection(address, hello(uuid.uuid4().hex)) as peer:
        reply = answer(peer)
        assert reply is not None
        assert reply[0] == CONNECT_OK
        peer.sendall(_TREE)
        assert answer(peer)


def _plain(address: tuple[str, int]) -> None:
    with connection(address, hello(target="pyrpl.flat.scope")) as peer:
        assert answer(peer)
        # A run, which is an object of its own for a plain client, and is left to itself.
        peer.sendall(_CONTINUES)
        reply = answer(peer)
        assert reply is not None
        assert reply[0] == RESULT


def _refused(address: tuple[str, int]) -> None:
    with connection(address, hello(target="nothing")) as peer:
        assert answer(peer)


def _silent(address: tuple[str, int]) -> None:
    with connection(address):
        pass


def _half(address: tuple[str, int]) -> None:
    with connection(address, hello()[:30]):
        pass


def _size(process: psutil.Process) -> dict[str, float]:
    return {
        "memory (MB)": process.memory_info().rss / 1e6,
        "threads": process.num_threads(),
        "files": process.num_fds(),
    }


def _calm(process: psutil.Process, limit: dict[str, float], until: Callable[..., None]) -> None:
    """Wait for the threads of the last connections, and for the end of their sessions."""
    with contextlib.suppress(AssertionError):
        until(
            lambda: all(_size(process)[what] <= limit[what] + 2 for what in ("threads", "files")),
            10.0,
        )


def _come_and_go(address: tuple[str, int], count: int) -> None:
    kinds = (*[_native] * 5, _plain, _refused, _silent, _silent, _half)
    for kind in itertools.islice(itertools.cycle(kinds), count):
        kind(address)


def _check_flat(server: str, count: int, until: Callable[..., None]) -> None:
    address = address_of(server)
    with contextlib.closing(pyrpl_pyro.connect(server)) as board:
        process = psutil.Process(board.info().pid)
        _come_and_go(address, 400)
        time.sleep(3.0)
        before = _size(process)
        began = time.monotonic()
        _come_and_go(address, count)
        took = time.monotonic() - began
        _calm(process, before, until)
        time.sleep(3.0)
        after = _size(process)
        print(f"{count} connections in {took:.0f} s: before {before}, after {after}")
        assert after["threads"] <= before["threads"] + 2, (before, after)
        assert after["files"] <= before["files"] + 2, (before, after)
        assert after["memory (MB)"] <= before["memory (MB)"] + 8, (before, after)
        assert board.pid0.setpoint == 0
        assert board.scope.running_state in ("stopped", "running_single")


@pytest.mark.timeout(120)
def test_a_thousand_connections(server: str, until: Callable[..., None]) -> None:
    _check_flat(server, 1000, until)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_connections(server: str, until: Callable[..., None]) -> None:
    _check_flat(server, 100_000, until)
