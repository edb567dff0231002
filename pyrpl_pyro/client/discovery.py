"""Which boards there are, and whether they answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .. import naming
from ..errors import AccessRefused, PyrplError, ServerFull, UntrustedServer
from ..nameserver import RegisteredBoard
from ..schema import BoardInfo
from ..security import Credentials
from .board import Board
from .connecting import Where, _address

_ASK_SECONDS = 3.0
_AT_ONCE = 16

NOT_ANSWERING = "not answering"
STARTING = "starting"
FULL = "full"
REFUSED = "refused"
UNTRUSTED = "not trusted"
_AWAY = (NOT_ANSWERING, STARTING, REFUSED, UNTRUSTED)


def discover(
    *,
    nameserver: str | None = None,
    timeout: float | None = None,
    settings: str | Path | None = None,
    all: bool = False,
) -> list[BoardInfo]:
    """Ask the name server for boards, and each board whether it is there.

    Parameters
    ----------
    nameserver, timeout, settings
        As for :func:`connect`.
    all : bool
        List boards that are registered but do not answer as well; their ``state`` is
        "not answering", "starting", "refused" (this client), or "not trusted" (the server).

    Returns
    -------
    list of BoardInfo, sorted by name

    Raises
    ------
    NameServerNotFound
        No name server answers.
    """
    where = Where.of(nameserver, timeout, settings)
    registered = [board for _name, board in sorted(where.registered().items())]
    if not registered:
        return []
    limit = min(where.timeout, _ASK_SECONDS)
    with ThreadPoolExecutor(min(_AT_ONCE, len(registered))) as pool:
        found = list(pool.map(lambda board: _ask(board, limit, where.credentials), registered))
    return [info for info in found if all or info.state not in _AWAY]


def _ask(registered: RegisteredBoard, timeout: float, credentials: Credentials) -> BoardInfo:
    address = _address(registered.uri)
    board = Board(address, registered.board, timeout=timeout, credentials=credentials)
    try:
        info = board.info()
    except AccessRefused:
        return _silent(registered, address, REFUSED)
    except UntrustedServer:
        return _silent(registered, address, UNTRUSTED)
    except ServerFull:
        return _silent(registered, address, FULL)
    except PyrplError:
        # A server registers its modules when it has them, just before it answers.
        return _silent(registered, address, NOT_ANSWERING if registered.modules else STARTING)
    finally:
        board.close()
    return info if info.board == registered.board else _silent(registered, address)


def _silent(registered: RegisteredBoard, address: str, state: str = NOT_ANSWERING) -> BoardInfo:
    try:
        host = naming.tag_value(registered.tags, "host")
    except LookupError:
        host = ""
    return BoardInfo(
        board=registered.board,
        uri=registered.uri,
        host=host,
        address=address,
        state=state,
        hardware_state="",
        modules=sorted(registered.modules),
    )
