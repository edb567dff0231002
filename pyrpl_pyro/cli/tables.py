"""Tables on standard output, for people and for programs that read lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..wire.printable import printable


def print_table(
    headings: Sequence[str],
    rows: Iterable[tuple[Sequence[object], str | None]],
    right: Sequence[str] = (),
) -> None:
    """Print aligned columns, see :func:`make_table`."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        # A program that reads the table wants whole lines, not some that fit a screen.
        console = Console(highlight=False, markup=False, width=500)
    console.print(make_table(headings, rows, right))


def make_table(
    headings: Sequence[str],
    rows: Iterable[tuple[Sequence[object], str | None]],
    right: Sequence[str] = (),
) -> Any:
    """A table of rich with aligned columns.

    Parameters
    ----------
    headings : sequence of str
    rows : iterable of (cells, style)
        The style is one of rich's, such as "dim", or None.
    right : sequence of str
        Headings of the columns with numbers, which are aligned at the right.
    """
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        if heading in right:
            table.add_column(heading, justify="right", no_wrap=True)
        else:
            # On a narrow screen texts take several lines; nothing is cut off.
            table.add_column(heading, overflow="fold")
    for cells, style in rows:
        # Names come from others, who may try to steer the terminal with them.
        table.add_row(*(printable(cell) for cell in cells), style=style)
    return table
