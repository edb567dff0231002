"""Tell whoever looks after this process that its Qt loop turns, and how it is. Qt thread only."""

from __future__ import annotations

import logging
from collections.abc import Callable

from qtpy import QtCore

from ..notify import Notifier

logger = logging.getLogger(__name__)

_INTERVAL = 0.5


class Heartbeat:
    """Beats from now on.

    Parameters
    ----------
    notifier : Notifier
    supervised : bool
        Our supervisor is at the other end; it is told of in the log when it is gone.
    status : callable
        Returns a line of text: how the server is.
    """

    def __init__(self, notifier: Notifier, supervised: bool, status: Callable[[], str]):
        self._notifier = notifier
        self._supervised = supervised
        self._status = status
        self._told = ""
        interval = min(_INTERVAL, (notifier.watchdog or 60.0) / 4)
        self._timer = QtCore.QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(int(interval * 1000))

    def ready(self, port: int) -> None:
        """The server is ready, and listens at `port`."""
        self._told = self._status()
        self._notifier.send(READY=1, STATUS=self._told, X_PORT=port)

    def stopping(self) -> None:
        """The server ends as it should."""
        self._notifier.send(STOPPING=1, STATUS="stopping")

    def _beat(self) -> None:
        status = self._status()
        news = {"STATUS": status} if status != self._told else {}
        self._told = status
        if not self._notifier.send(WATCHDOG=1, **news) and self._supervised:
            self._supervised = False
            logger.warning(
                "the supervisor is gone: the server goes on, but is not started again after a "
                "crash. 'pyrpl-pyro stop' ends it."
            )
