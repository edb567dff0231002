"""The pages of the documentation, and the code in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
_MARK = re.compile(r"<!-- (not run|slow|file): (.+?) -->\s*$")


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes
    ----------
    page : Path
    line : int
        Number of its first line of code, from 1.
    language : str
        What stands after the fence.
    code : str
    not_run : str
        Why it is not run; "" if it is. The page says so in a comment before the block:
        ``<!-- not run: needs a Red Pitaya -->``.
    slow : str
        Why it is run with ``-m slow`` only, from a comment as that one.
    file : str
        The file that a user saves it as, from a comment before it: ``<!-- file: my_plants.py -->``.
    """

    page: Path
    line: int
    language: str
    code: str
    not_run: str = ""
    slow: str = ""
    file: str = ""

    @property
    def runs(self) -> bool:
        """Whether it is Python that is run, at least with the slow tests."""
        return self.language == "python" and not self.not_run and not self.file

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def name_of(page: Path) -> str:
    """The page from the root of the repository, for names of tests."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    before = None
    for token in MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            mark = _MARK.search(before or "")
            marks = {mark[1].replace(" ", "_"): mark[2]} if mark else {}
            assert token.map is not None
            language = (token.info.split() or [""])[0]
            yield Block(page, token.map[0] + 2, language, token.content, **marks)
        before = token.content if token.type == "html_block" else None


def code_in_text(page: Path) -> Iterator[tuple[int, str]]:
    """Each piece of code within the text: (line of its paragraph, code)."""
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        for child in token.children or []:
            if child.type == "code_inline":
                yield (token.map or [0])[0] + 1, child.content
