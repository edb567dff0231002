"""PyRPL's ``RedPitaya`` on a real board, with our own client for its registers."""

from __future__ import annotations

import contextlib
from typing import Any

from pyrpl.redpitaya import RedPitaya

from ..errors import StartError
from ..hardware import BoardClient, BoardKeeper, BoardShell, Login
from ..hardware.connection import BrokenConnection, MonitorConnection
from ..hardware.identity import read_identity

_TRIES = 3
_CONNECT_SECONDS = 2.0


class RealRedPitaya(RedPitaya):
    """Brought up by PyRPL (SSH, FPGA image, monitor server); from then on it is kept reachable."""

    _keeper: BoardKeeper | None = None

    def startclient(self) -> None:
        """Connect to the monitor server that PyRPL has started; make the modules.

        Raises
        ------
        StartError
            It cannot be reached, or the FPGA does not run PyRPL's image.
        """
        connection = self._connect()
        try:
            identity = read_identity(connection)
        except BrokenConnection as error:
            raise StartError(
                f"the monitor server of {self._hostname} does not answer: {error}."
            ) from error
        if not identity.has_image:
            connection.close()
            raise StartError(
                f"the FPGA of {self._hostname} does not run PyRPL's image. Start with "
                "--reloadfpga, which loads it; all registers are then at reset."
            )
        parameters = self.parameters
        self.client = BoardClient(self._hostname, connection, identity)
        shell = BoardShell(
            Login(
                self._hostname, parameters["sshport"], parameters["user"], parameters["password"]
            ),
            parameters["monitor_server_name"],
            parameters["serverdirname"],
        )
        self.makemodules()
        self._keeper = BoardKeeper(self.client, shell, self._hostname, parameters["port"])
        self._keeper.start()

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
