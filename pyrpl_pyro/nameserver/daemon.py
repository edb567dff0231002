"""The Pyro5 daemon of the name server: whom it lets in."""

from __future__ import annotations

import weakref
from typing import Any

from ..security.admission import Admission
from .checked import CheckedDaemon


class Daemon(CheckedDaemon):
    """Pyro's daemon of the name server, which lets in whom `admission` does.

    Attributes
    ----------
    connections : set of SocketConnection
        Those that are open: Pyro itself leaves them open at the end.
    """

    def __init__(self, admission: Admission, *args: Any, **kwargs: Any):
        self._admission = admission
        self.connections: weakref.WeakSet[Any] = weakref.WeakSet()
        super().__init__(*args, **kwargs)

    def secure(self, conn: Any, deadline: float) -> bool:
        return self._admission.admit(conn, deadline)

    def validateHandshake(self, conn: Any, data: Any) -> Any:
        self._admission.identify(conn, data)
        self.connections.add(conn)
        return super().validateHandshake(conn, data)
