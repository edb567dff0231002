"""Boards as the name server knows them."""

from __future__ import annotations

from dataclasses import dataclass, field

from .. import naming
from ..errors import SettingsError
from .connection import NameServerConnection


@dataclass(frozen=True)
class RegisteredBoard:
    """A board that is registered; whether its server answers is another question.

    Attributes
    ----------
    board : str
        Name of the board.
    uri : str
        Pyro URI of the board itself.
    tags : frozenset of str
        Tags of the board itself, see :func:`pyrpl_pyro.naming.tags`.
    modules : dict of str to str
        Pyro URI of each module by its path, such as ``"lockbox.outputs.output1"``.
    """

    board: str
    uri: str
    tags: frozenset[str]
    modules: dict[str, str] = field(default_factory=dict)


def boards(
    connection: NameServerConnection, board: str | None = None
) -> dict[str, RegisteredBoard]:
    """Boards that the name server knows, by name.

    Parameters
    ----------
    connection : NameServerConnection
        Connection to the name server.
    board : str or None
        Look for this one alone.
    """
    tag = naming.PREFIX if board is None else naming.board_tag(board)
    found: dict[str, RegisteredBoard] = {}
    modules: dict[str, dict[str, str]] = {}
    for name, entry in sorted(connection.find(tag).items()):
        try:
            its_board, path = naming.split_name(name)
        except SettingsError:
            # Other programs may use the same tag for names of their own.
            continue
        if path:
            modules.setdefault(its_board, {})[path] = entry.uri
        elif board is None or board == its_board:
            found[its_board] = RegisteredBoard(its_board, entry.uri, entry.tags)
    for its_board, registered in found.items():
        registered.modules.update(modules.get(its_board, {}))
    return found
