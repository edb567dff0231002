"""Which server of this package holds a board: a note in the board's /tmp.

The note names the process number of the monitor server. That one ends with its client, so a note
whose monitor server does not run is of a server that has ended, however it did. /tmp is empty
after a reboot.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass

from .shell import BoardShell

logger = logging.getLogger(__name__)

_FILE = "/tmp/pyrpl_pyro_server.json"


@dataclass(frozen=True)
class Claim:
    """Who holds a board.

    Attributes
    ----------
    server : str
        Who runs the server and where: "user@computer, process 123".
    board : str
        The name under which it serves the board.
    since : str
        When it took the board, on its computer's clock.
    monitor : int
        Number of its monitor server's process on the board.
    """

    server: str
    board: str
    since: str
    monitor: int

    def __str__(self) -> str:
        return f"the server of {self.board} ({self.server}) since {self.since}"


def write_claim(shell: BoardShell, claim: Claim) -> None:
    """Leave the note.

    Raises
    ------
    ShellError
        The board's shell does not answer.
    """
    shell.write_file(_FILE, json.dumps(asdict(claim)))


def read_claim(shell: BoardShell) -> Claim | None:
    """Who holds the board now; None if no server of this package does.

    Raises
    ------
    ShellError
        The board's shell does not answer.
    """
    running = shell.servers()
    if not running:
        return None
    text = shell.read_file(_FILE)
    try:
        fields = json.loads(text)
        claim = Claim(
            str(fields["server"]), str(fields["board"]), str(fields["since"]), fields["monitor"]
        )
    except (ValueError, TypeError, KeyError):
        # There is none, or it is not one of ours.
        logger.debug("no claim on the board: %.200r", text)
        return None
    return claim if claim.monitor in running else None
