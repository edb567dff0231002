"""Tables of a board and its modules, for a terminal and for Jupyter.

A module's table takes one message: all shown attributes in one batch. Nothing else is read.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import BatchError, PyrplError
from ..schema import AttributeSchema, ModuleSchema
from ..wire.protocol import Operation
from .documentation import allowed, first_line, module_line, shortened, value_text

if TYPE_CHECKING:
    from .board import Board
    from .module import ModuleProxy

_WIDEST = 160
_NARROWEST = 60
_LIMITS = {"value": 24, "range or options": 28}
_FAILURES = 3
"""So many attributes may fail before it is the board that fails."""
_NOT_SETTINGS = ("property", "plain")


@dataclass
class Table:
    """Rows of texts under headings, with a line before and lines after.

    Attributes
    ----------
    title : str
    headings : list of str
    rows : list of list of str
    notes : list of str
    """

    title: str
    headings: list[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, width: int | None = None) -> str:
        """Aligned columns, in lines of at most `width` characters (None: the terminal's)."""
        if width is None:
            width = shutil.get_terminal_size((100, 24)).columns - 1
        width = min(max(width, _NARROWEST), _WIDEST)
        rows = [self.headings, *([_one_line(cell) for cell in row] for row in self.rows)]
        widths = _column_widths(rows, self.headings, width)
        lines = [_one_line(self.title)]
        for row in rows if self.rows else []:
            cells = [
                shortened(cell, size).ljust(size) for cell, size in zip(row, widths, strict=True)
            ]
            lines.append("  ".join(cells).rstrip())
        return "\n".join([*lines, *self.notes])

    def html(self) -> str:
        """A table for Jupyter."""
        head = _html_row("th", self.headings)
        body = "".join(_html_row("td", row) for row in self.rows)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        return f"<p><b>{html.escape(self.title)}</b></p>{table if self.rows else ''}{notes}"


def table_of(module: ModuleProxy) -> Table:
    """The table of a module, or the overview of a board."""
    board = module._board
    try:
        return _module_table(module) if module._path else _board_table(board)
    except (PyrplError, OSError) as error:
        # A display must never end in a traceback: the error says what to do.
        return Table(repr(module), [], notes=[f"It cannot be shown: {error}"])


def shown_attributes(schema: ModuleSchema) -> list[AttributeSchema]:
    """The attributes of a module's table: its settings, or what it measures if it has none."""
    attributes = [item for item in schema.attributes.values() if item.kind not in _NOT_SETTINGS]
    settings = [item for item in attributes if item.setup or item.gui]
    return settings or attributes


def _module_table(module: ModuleProxy) -> Table:
    board, path = module._board, module._path
    schema = board._schema(path)
    attributes = shown_attributes(schema)
    title = f"{path}: {schema.class_name} of board {board._name}"
    if line := module_line(schema):
        title += f" - {line}"
    table = Table(title, ["attribute", "value", "unit", "range or options", "documentation"])
    values = _read(board, path, [item.name for item in attributes])
    for item, value in zip(attributes, values, strict=True):
        table.rows.append([item.name, value, item.unit, allowed(item), first_line(item.doc)])
    if schema.submodules:
        table.notes.append(f"Modules: {', '.join(schema.submodules)}.")
    others = len(schema.attributes) - len(attributes)
    table.notes.append(
        f"{others} more attributes, {len(schema.methods)} methods: dir() lists, ? explains them."
    )
    return table


def _read(board: Board, path: str, names: Sequence[str]) -> list[str]:
    """Values as text; an attribute that PyRPL fails to read shows why, and the others stay."""
    found: dict[str, str] = {}
    left = list(names)
    while left:
        steps = [[Operation.GET.value, path, name] for name in left]
        try:
            values = board._request(Operation.BATCH, steps)
        except BatchError as error:
            if len(found) == _FAILURES:
                raise
            found[left.pop(error.step)] = "(cannot be read)"
        else:
            found |= dict(zip(left, map(value_text, values), strict=True))
            break
    return [found[name] for name in names]


def _board_table(board: Board) -> Table:
    info = board.info()
    hardware = "virtual board" if info.hardware == "virtual" else f"Red Pitaya {info.hardware}"
    table = Table(
        f"board {info.board}: {hardware}, {info.hardware_state}; server on {info.host} at "
        f"{info.address}, PyRPL {info.pyrpl_version}",
        ["module", "class", "modules in it", "documentation"],
    )
    if info.hardware_note:
        table.notes.append(info.hardware_note)
    for path in info.modules:
        if "." in path:
            continue
        schema = board._schema(path)
        inner = ", ".join(schema.submodules)
        table.rows.append([path, schema.class_name, inner, module_line(schema)])
    table.notes.append("rp.scope shows a module, rp.scope? explains it (rp being the board).")
    return table


def _html_row(tag: str, cells: Sequence[str]) -> str:
    inner = (f'<{tag} style="text-align:left">{html.escape(cell)}</{tag}>' for cell in cells)
    return f"<tr>{''.join(inner)}</tr>"


def _one_line(cell: str) -> str:
    # What is no character to read may be a code for the terminal.
    line = " ".join(cell.split())
    return line if line.isprintable() else "".join(c if c.isprintable() else "?" for c in line)


def _column_widths(rows: Sequence[Sequence[str]], headings: Sequence[str], width: int) -> list[int]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    for column, heading in enumerate(headings):
        widths[column] = min(widths[column], _LIMITS.get(heading, _WIDEST))
    if headings:
        # The last column, the documentation, takes what is left.
        taken = sum(widths[:-1]) + 2 * (len(widths) - 1)
        widths[-1] = max(min(widths[-1], width - taken), 12)
        while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
            widths[widths.index(max(widths))] -= 1
    return widths


def pretty(module: ModuleProxy, printer: Any, cycle: bool) -> None:
    """IPython's ``_repr_pretty_``: the table, or one line when the module is part of a list."""
    nested = len(getattr(printer, "stack", ())) > 1
    printer.text(repr(module) if cycle or nested else table_of(module).text())


def mime_bundle(module: ModuleProxy) -> dict[str, str]:
    """Both forms of the table, for which the board is read once."""
    table = table_of(module)
    return {"text/plain": table.text(), "text/html": table.html()}
