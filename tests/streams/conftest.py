"""One virtual board for the tests of streams, and one client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import pyrpl_pyro
from pyrpl_pyro import Board
from tests.conftest import Spawner


@pytest.fixture(scope="package")
def address(shared_spawn: Spawner, shared_nameserver: str) -> str:
    """Address of the name server that knows the board "streams"."""
    shared_spawn.serve_virtual(shared_nameserver, "streams", "--config", "")
    return shared_nameserver


@pytest.fixture(scope="package")
def shared_board(address: str) -> Iterator[Board]:
    with pyrpl_pyro.connect("streams", nameserver=address) as board:
        yield board


@pytest.fixture
def rp(shared_board: Board) -> Board:
    """The board, with a scope that is stopped, and whose traces take a millisecond."""
    for module in (shared_board.spectrumanalyzer, shared_board.scope):
        module.stop()
    shared_board.scope.setup(
        input1="in1",
        duration=8e-9 * 2**14 * 8,
        trigger_source="immediately",
        rolling_mode=False,
        trace_average=1,
        run_continuous=False,
    )
    return shared_board
