"""Pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable


def plain(text: object) -> str:
    """`text` of a docstring in one line: code stays code, all else that Markdown knows does not."""
    pieces = re.split(r"``(.+?)``", " ".join(str(text).split()))
    escaped = [re.sub(r"([\\`*_\[\]<>|#$])", r"\\\1", piece) for piece in pieces[::2]]
    codes = [code(piece) for piece in pieces[1::2]]
    return "".join(a + b for a, b in zip(escaped, [*codes, ""], strict=True))


def code(text: object) -> str:
    """`text` as code that may stand in a table."""
    return f"`{text}`".replace("|", r"\|") if str(text) else ""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    rule = "|" + "---|" * len(list(head))
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"
