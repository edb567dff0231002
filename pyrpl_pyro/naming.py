"""Names of boards and modules in the name server: ``pyrpl.<board>.<module path>``.

>>> object_name("bench1", "lockbox.outputs.output1")
'pyrpl.bench1.lockbox.outputs.output1'
>>> split_name("pyrpl.bench1.scope")
('bench1', 'scope')
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .errors import SettingsError

PREFIX = "pyrpl"
"""First part of every name, and the tag that every object of this package carries."""

_BOARD_NAME = re.compile(r"[A-Za-z0-9_-]{1,63}")
_UNUSABLE_IN_PATH = re.compile(r"[\s@]")


def check_board_name(name: str) -> str:
    """Return `name` when it can name a board.

    Raises
    ------
    SettingsError
        `name` has other characters than letters, digits, ``_`` and ``-``, or is not 1 to
        63 characters long.
    """
    if not isinstance(name, str) or not _BOARD_NAME.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot name a board: a board name has 1 to 63 characters, which are "
            "letters (A-Z, a-z), digits, _ and - (no dot and no space)"
        )
    return name


def object_name(board: str, path: str = "") -> str:
    """Name of a module in the name server.

    Parameters
    ----------
    board : str
        Name of the board.
    path : str
        Path of the module on the board, such as ``"scope"`` or
        ``"lockbox.outputs.output1"``; empty for the board itself.

    Raises
    ------
    SettingsError
        The board's name or the path cannot be part of a name.
    """
    check_board_name(board)
    if not path:
        return f"{PREFIX}.{board}"
    if _UNUSABLE_IN_PATH.search(path) or not all(path.split(".")):
        raise SettingsError(
            f"{path!r} is no module path: expected names separated by single dots, "
            "such as 'lockbox.outputs.output1'"
        )
    return f"{PREFIX}.{board}.{path}"


def split_name(name: str) -> tuple[str, str]:
    """Board and module path of a name, the path empty for the board itself.

    Raises
    ------
    SettingsError
        `name` is not a name that :func:`object_name` makes.
    """
    prefix, _, rest = name.partition(".")
    if prefix != PREFIX or not rest:
        raise SettingsError(
            f"{name!r} names no module: expected '{PREFIX}.<board>' or "
            f"'{PREFIX}.<board>.<module path>'"
        )
    board, _, path = rest.partition(".")
    if name != object_name(board, path):
        raise SettingsError(f"{name!r} names no module: it ends with a dot")
    return board, path


def tags(board: str, module_class: str, host: str, version: str) -> set[str]:
    """Tags that a module carries in the name server.

    Parameters
    ----------
    board : str
        Name of the board.
    module_class : str
        Name of the module's PyRPL class, such as ``"Scope"``.
    host : str
        Name of the computer on which the server runs.
    version : str
        Version of this package on the server; the first two numbers are kept.
    """
    return {
        PREFIX,
        board_tag(board),
        f"module:{module_class}",
        f"host:{host}",
        f"version:{'.'.join(version.split('.')[:2])}",
    }


def board_tag(board: str) -> str:
    """The tag that all modules of one board carry, and no others."""
    return f"board:{check_board_name(board)}"


def tag_value(tags: Iterable[str], key: str) -> str:
    """Value of the tag ``<key>:<value>``.

    Raises
    ------
    LookupError
        No tag has that key.
    """
    known = sorted(tags)
    for tag in known:
        name, colon, value = tag.partition(":")
        if colon and name == key:
            return value
    raise LookupError(f"no tag {key!r} among {', '.join(known) or 'no tags at all'}")
