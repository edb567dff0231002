"""A board named bench1 with a name server, for all that the pages do with one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import pyrpl_pyro
from tests.conftest import Spawner
from tests.docs.pages import PAGES, blocks

MODULES = (
    *("scope", "asg0", "asg1", "pid0", "pid1", "pid2", "iq0", "iq1", "iq2", "iir"),
    *("spectrumanalyzer", "networkanalyzer"),
)
"""What pages share; a page that makes another lockbox does not change what others need."""


def save_files(folder: Path) -> None:
    """Save the files that pages tell users to save, those in the home folder too."""
    for page in PAGES:
        for block in blocks(page):
            if block.file:
                path = folder / block.file.removeprefix("~/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.code, encoding="utf-8")


@pytest.fixture(scope="package")
def lab_of_bench1(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Spawner, str]]:
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
        with pyrpl_pyro.connect("bench1", nameserver=address) as rp:
            pyrpl_pyro.save_snapshot(rp.snapshot(*MODULES), spawner.home / "at_start.yml")
        yield spawner, address
    finally:
        spawner.kill_all()


@pytest.fixture
def bench1(lab_of_bench1: tuple[Spawner, str]) -> Spawner:
    """Starts processes where the board is as after its start, whatever pages did before."""
    spawner, address = lab_of_bench1
    with pyrpl_pyro.connect("bench1", nameserver=address) as rp:
        for module in (rp.scope, rp.spectrumanalyzer, rp.networkanalyzer):
            module.stop()
        rp.restore(pyrpl_pyro.load_snapshot(spawner.home / "at_start.yml"))
    return spawner
