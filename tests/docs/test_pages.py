"""Links, data and completeness of the pages, as GitHub shows them."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from pyrpl_pyro import errors
from tests.docs.pages import PAGES, ROOT, blocks, name_of


def links(page: Path) -> list[str]:
    """Targets of links and pictures within the repository."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    found = []
    for token in tokens:
        for child in token.children or []:
            target = child.attrGet("href") or child.attrGet("src")
            if target and not re.match(r"\w+:", str(target)):
                found.append(str(target))
    return found


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    wrong = []
    for link in links(page):
        file, _, anchor = link.partition("#")
        path = (page.parent / file).resolve() if file else page
        if not path.exists() or not path.is_relative_to(ROOT):
            wrong.append(f"{link}: no such file")
        elif anchor and anchor not in anchors(path):
            wrong.append(f"{link}: no such heading")
    assert not wrong, "\n".join(wrong)


def test_toml_and_yaml_can_be_read() -> None:
    read = {"toml": tomllib.loads, "yaml": yaml.safe_load}
    for page in PAGES:
        for block in blocks(page):
            if block.language in read:
                assert read[block.language](block.code), str(block)


def test_every_error_is_in_troubleshooting() -> None:
    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    names = [
        name
        for name, error in vars(errors).items()
        if inspect.isclass(error) and error.__module__ == errors.__name__ and name != "PyrplError"
    ]
    missing = [name for name in names if not re.search(rf"\b{name}\b", page)]
    assert not missing, f"docs/troubleshooting.md says nothing of {', '.join(missing)}"
    assert "BoardUnreachable" in names


def test_every_page_can_be_found_from_the_first_one() -> None:
    start = ROOT / "README.md"
    seen: set[Path] = set()
    todo = [start]
    while todo:
        page = todo.pop()
        seen.add(page)
        todo += [
            target
            for link in links(page)
            if (target := (page.parent / link.partition("#")[0]).resolve()).suffix == ".md"
            and target not in seen
        ]
    missing = [name_of(page) for page in (ROOT / "docs").rglob("*.md") if page not in seen]
    assert not missing, f"no page leads to {', '.join(missing)}"
