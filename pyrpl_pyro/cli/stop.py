"""``pyrpl-pyro stop``."""

from __future__ import annotations

import time

import typer

from .. import naming
from ..binding import BindError, bind
from ..errors import PyrplError
from ..security import Credentials
from .common import Common, command
from .options import BoardArgument, JsonOption
from .values import to_json

_STOP_SECONDS = 8.0
_PAUSE_SECONDS = 0.1


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "stop")
    def stop(
        common: Common,
        board: BoardArgument,
        as_json: JsonOption = False,
    ) -> None:
        """Stop the server of a board, in order."""
        with common.connect(naming.check_board_name(board)) as connected:
            info = connected.info()
            credentials = connected._link.credentials
            connected.stop_server()
        _wait_until_gone(board, info.uri, info.host, info.pid, credentials)
        if as_json:
            print(to_json({"board": board, "host": info.host, "pid": info.pid, "stopped": True}))
            return
        print(f"{board}: the server has stopped")


def _wait_until_gone(
    board: str, uri: str, host: str, pid: int | None, credentials: Credentials
) -> None:
    deadline = time.monotonic() + _STOP_SECONDS
    while time.monotonic() < deadline:
        try:
            bind(uri, 1.0, credentials=credentials)._pyroRelease()
        except BindError as error:
            if not error.answered:
                return
        time.sleep(_PAUSE_SECONDS)
    raise PyrplError(
        f"the server of {board} was asked to stop, but answers still after {_STOP_SECONDS:g} s; "
        f"end its process {pid} on {host}"
    )
