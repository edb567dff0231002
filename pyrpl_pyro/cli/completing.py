"""What a shell completes: names of boards, and modules, attributes and methods of a board.

A completion says nothing when there is no name server or no answer within a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

_LIMIT = 1.0
"""Nobody waits longer for a completion (s)."""


def complete_board(context: typer.Context, incomplete: str) -> list[str]:
    """Names of boards that begin with what is typed."""
    return [name for name in _boards(context) if name.startswith(incomplete)]


def complete_attribute(context: typer.Context, incomplete: str) -> list[str]:
    """``BOARD.MODULE.ATTRIBUTE`` that begin with what is typed, one part at a time."""
    return _members(context, incomplete, "attributes")


def complete_method(context: typer.Context, incomplete: str) -> list[str]:
    """``BOARD.MODULE.METHOD`` that begin with what is typed, one part at a time."""
    return _members(context, incomplete, "methods")


def _told(context: typer.Context) -> dict[str, Any]:
    """Name server and settings file that stand on the command line already."""
    told: dict[str, Any] = {}
    step: Any = context
    while step is not None:
        for name in ("nameserver", "settings"):
            value = step.params.get(name)
            if value is not None and name not in told:
                told[name] = Path(value) if name == "settings" else value
        step = step.parent
    return told


def _boards(context: typer.Context) -> list[str]:
    from ..client.connecting import Where
    from ..errors import PyrplError

    told = _told(context)
    try:
        where = Where.of(told.get("nameserver"), _LIMIT, told.get("settings"))
        return sorted(where.registered())
    except (PyrplError, OSError):
        return []


def _members(context: typer.Context, incomplete: str, kind: str) -> list[str]:
    import pyrpl_pyro

    from ..errors import PyrplError

    board, dot, _typed = incomplete.partition(".")
    if not dot:
        boards = [name for name in _boards(context) if name.startswith(board)]
        if len(boards) != 1:
            return [f"{name}." for name in boards]
        board = boards[0]
        incomplete = f"{board}."
    try:
        with (
            pyrpl_pyro.connect(board, timeout=_LIMIT, **_told(context)) as connected,
            connected.timeout(_LIMIT),
        ):
            found = _below(connected, board, incomplete, kind)
            # A shell puts a space after the only candidate, where a name is to go on.
            while len(found) == 1 and found[0].endswith("."):
                found = _below(connected, board, found[0], kind)
            return found
    except (PyrplError, OSError, LookupError, AttributeError, ValueError):
        return []


def _below(connected: Any, board: str, incomplete: str, kind: str) -> list[str]:
    path = incomplete.partition(".")[2].rpartition(".")[0]
    schema = connected._schema(path)
    start = f"{board}.{path}." if path else f"{board}."
    found = [f"{start}{name}." for name in schema.submodules]
    found += [f"{start}{name}" for name in getattr(schema, kind)]
    return [name for name in found if name.startswith(incomplete)]
