"""A board named bench1 with a name server, for all that the pages do with one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Spawner
from tests.docs.pages import PAGES, blocks


def save_files(folder: Path) -> None:
    """Save the files that pages tell users to save, those in the home folder too."""
    for page in PAGES:
        for block in blocks(page):
            if block.file:
                path = folder / block.file.removeprefix("~/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.code, encoding="utf-8")


@pytest.fixture(scope="package")
def bench1(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spawner]:
    """Starts processes on a PC where a virtual board bench1 and its name server run."""
    spawner = Spawner(tmp_path_factory.mktemp("docs"))
    try:
        save_files(spawner.home)
        address = spawner.nameserver()
        spawner.serve_virtual(address, "bench1", "--config", "")
        host, _, port = address.partition(":")
        spawner.environment.update(
            PYRPL_PYRO_NAMESERVER=address,
            PYRO_NS_HOST=host,
            PYRO_NS_PORT=port,
            MPLBACKEND="Agg",
        )
        yield spawner
    finally:
        spawner.kill_all()
