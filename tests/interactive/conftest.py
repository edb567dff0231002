"""One virtual board for the tests of interactive use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="package")
def rp(shared_spawn: Any) -> Iterator[Any]:
    """A private virtual board."""
    with shared_spawn.launch("interactive") as board:
        yield board
