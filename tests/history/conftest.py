"""A board for the tests of what changed on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import pyrpl_pyro


@pytest.fixture(scope="module")
def rp(shared_spawn: Any, shared_nameserver: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A virtual board for the tests of one file."""
    name = request.module.__name__.rpartition(".")[2].replace("_", "-")
    server = shared_spawn.serve_virtual(shared_nameserver, name, "--config", "")
    with pyrpl_pyro.connect(name, nameserver=shared_nameserver) as board:
        yield board
    server.kill_group()
