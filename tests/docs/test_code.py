"""The Python code of the documentation does what it says, on a virtual board named bench1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Spawner
from tests.docs.pages import PAGES, Block, blocks, name_of
from tests.docs.run_page import compiled

PAGE_SECONDS = 100.0
PYTHON = [block for page in PAGES for block in blocks(page) if block.language == "python"]
RUN = sorted({block.page for block in PYTHON if block.runs and not block.slow})
SLOW = sorted({block.page for block in PYTHON if block.runs and block.slow})


def run(bench1: Spawner, page: Path, *options: str) -> None:
    process = bench1.python("-m", "tests.docs.run_page", *options, page)
    assert process.wait(PAGE_SECONDS) == 0, f"{process.out}\n{process.err}"
    ran = [b for b in PYTHON if b.page == page and b.runs and (options or not b.slow)]
    assert len(re.findall(r"^running ", process.out, re.MULTILINE)) == len(ran) > 0


@pytest.mark.timeout(PAGE_SECONDS + 60)
@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_the_blocks_of_a_page_run_in_order(bench1: Spawner, page: Path) -> None:
    run(bench1, page)


@pytest.mark.slow
@pytest.mark.timeout(PAGE_SECONDS + 60)
@pytest.mark.parametrize("page", SLOW, ids=name_of)
def test_the_slow_blocks_of_a_page_run_too(bench1: Spawner, page: Path) -> None:
    run(bench1, page, "--slow")


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_every_block_is_python(block: Block) -> None:
    compiled(block)


def test_the_blocks_of_the_readme_run() -> None:
    assert "README.md" in map(name_of, RUN)
