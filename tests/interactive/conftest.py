"""One virtual board for the tests of interactive use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import pyrpl_pyro


@pytest.fixture(scope="package")
def rp(shared_spawn: Any) -> Iterator[Any]:
    """A private virtual board."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in shared_spawn.environment.items():
            patch.setenv(name, value)
        board = pyrpl_pyro.launch(virtual=True, board="interactive")
    yield board
    board.close()
