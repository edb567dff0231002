"""What stubs are made from: descriptions, types of values, and what the package defines itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..client.board import Board
from ..schema import ModuleSchema


def value_types(
    schemas: Mapping[str, ModuleSchema], read: Callable[[str, str], Any]
) -> dict[tuple[str, str], type]:
    """Read what PyRPL does not describe, for its type.

    Parameters
    ----------
    schemas : mapping of str to ModuleSchema
    read : callable
        ``read(path, name)``; an attribute for which it raises an error is left out.
    """
    found = {}
    for path, schema in schemas.items():
        for attribute in schema.attributes.values():
            if attribute.kind not in ("property", "plain") or attribute.name == "params":
                continue
            try:
                value = read(path, attribute.name)
            except Exception:
                # What cannot be read has no type; a type checker is told Any.
                continue
            found[path, attribute.name] = type(
                value.item() if isinstance(value, np.generic) else value
            )
    return found


def schemas_of(board: Board) -> dict[str, ModuleSchema]:
    """The descriptions of a board ("") and all its modules, by path."""
    return {path: board._describe(path) for path in ["", *board.info().modules]}


def board_members() -> set[str]:
    """What the client's ``Board`` defines itself."""
    return {name for name in dir(Board) if not name.startswith("__")}


def default_members() -> set[str]:
    """The modules that the shipped stubs know."""
    text = Path(__file__).parents[1].joinpath("remote.pyi").read_text(encoding="utf-8")
    return set(re.findall(r"def (\w+)\(self\)", text.partition("class BoardModules")[2]))
