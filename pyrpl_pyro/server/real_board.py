"""PyRPL's ``RedPitaya`` on a real board, with our own client for its registers."""

from __future__ import annotations

import contextlib
import getpass
import os
import socket
import time
from typing import Any

from pyrpl.redpitaya import RedPitaya

from ..errors import StartError
from ..hardware import (
    BoardClient,
    BoardKeeper,
    BoardShell,
    Claim,
    Login,
    ShellError,
    read_claim,
    write_claim,
)
from ..hardware.connection import BrokenConnection, MonitorConnection
from ..hardware.identity import read_identity
from ..hardware.state import clock_time
from .adoption import Adoption

_TRIES = 3
_CONNECT_SECONDS = 2.0


class RealRedPitaya(RedPitaya):
    """Brought up by PyRPL (SSH, FPGA image, monitor server); from then on it is kept reachable.

    Attributes
    ----------
    _board : str
        The name under which it is served.
    _take : bool
        Take the board from another server, too.
    _adoption : Adoption
        Whether the registers are kept as they are.
    """

    _board = ""
    _take = False
    _adoption: Adoption
    _shell: BoardShell | None = None
    _keeper: BoardKeeper | None = None

    def start_ssh(self, attempt: int = 0) -> Any:
        """Log in. Before anything is done, see whether another server holds the board.

        Raises
        ------
        StartError
            Another one does.
        """
        result = super().start_ssh(attempt)
        if self._shell is None:
            parameters = self.parameters
            self._shell = BoardShell(
                Login(
                    self._hostname,
                    parameters["sshport"],
                    parameters["user"],
                    parameters["password"],
                ),
                parameters["monitor_server_name"],
                parameters["serverdirname"],
            )
            self._refuse_second_server(self._shell)
        return result

    def startclient(self) -> None:
        """Connect to the monitor server that PyRPL has started; make the modules.

        Raises
        ------
        StartError
            It cannot be reached, or the FPGA does not run PyRPL's image.
        """
        assert self._shell is not None
        connection = self._connect()
        try:
            identity = read_identity(connection)
            claim = self._make_claim(self._shell)
        except (BrokenConnection, ShellError) as error:
            connection.close()
            raise StartError(f"the board {self._hostname} does not answer: {error}.") from error
        if not identity.has_image:
            connection.close()
            raise StartError(self._no_image())
        self.client = BoardClient(self._hostname, connection, identity)
        self._adoption.begin(self.client)
        self.makemodules()
        self._keeper = BoardKeeper(
            self.client, self._shell, self._hostname, self.parameters["port"], claim
        )
        self._keeper.start()

    def _no_image(self) -> str:
        text = f"the FPGA of {self._hostname} does not run PyRPL's image"
        if str(self.parameters["reloadfpga"]).lower() == "false":
            return (
                f"{text}. Start without --no-reloadfpga, which loads it; all registers are then "
                "at reset."
            )
        release = self.os_version
        known = "" if release == "unknown" else f" (release {release})"
        hint = "" if known else ", which does not say its release in /root/.version,"
        return (
            f"{text}, although PyRPL has just tried to load it. The system of the board{hint}"
            f"{known} should be one that PyRPL knows: Red Pitaya OS 1.04 or 2.x."
        )

    def end(self) -> None:
        """End what was started on the board, and nothing that somebody else started there."""
        if self._keeper is None:
            super().end()
            return
        self._keeper.stop()
        self.client.close()

    def end_ssh(self) -> None:
        """Close PyRPL's own SSH session, which may have ended with the board."""
        with contextlib.suppress(OSError, EOFError):
            super().end_ssh()

    @property
    def _hostname(self) -> str:
        return str(self.parameters["hostname"])

    def _refuse_second_server(self, shell: BoardShell) -> None:
        try:
            holder = read_claim(shell)
        except ShellError as error:
            raise StartError(
                f"it cannot be seen whether another server holds {self._hostname}: {error}."
            ) from error
        if holder is not None and not self._take:
            shell.close()
            raise StartError(
                f"the Red Pitaya {self._hostname} is held by {holder}. Connect to that one, or "
                "stop it. If its computer is gone, start with --take-board."
            )

    def _make_claim(self, shell: BoardShell) -> Claim:
        (process, *others) = sorted(shell.servers()) or [0]
        if not process or others:
            raise ShellError("its monitor server was ended by another program")
        server = f"{getpass.getuser()}@{socket.gethostname()}, process {os.getpid()}"
        claim = Claim(server, self._board, clock_time(time.time()), process)
        write_claim(shell, claim)
        return claim

    def _connect(self) -> MonitorConnection:
        for attempt in range(_TRIES):
            if attempt:
                self.restartserver()
            try:
                return MonitorConnection(self._hostname, self.parameters["port"], _CONNECT_SECONDS)
            except BrokenConnection as error:
                reason: Any = error
        raise StartError(
            f"PyRPL's monitor server on {self._hostname} accepts no connection on port "
            f"{self.parameters['port']}: {reason}. Does a firewall close it? See --boardport."
        )


def real_red_pitaya(board: str, take: bool, adoption: Adoption) -> type[RealRedPitaya]:
    """The class for the board that is served as `board`; see :class:`RealRedPitaya`."""
    attributes = {"_board": board, "_take": take, "_adoption": adoption}
    return type("RealRedPitaya", (RealRedPitaya,), attributes)
