"""Tell whoever started this process how it is: systemd's datagrams, for our supervisor too.

A datagram is lines of ``NAME=VALUE``: ``READY=1`` once, ``STATUS=text`` for a person,
``WATCHDOG=1`` again and again while all is well, ``STOPPING=1`` before an orderly end. ``man
sd_notify`` has them all.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import MutableMapping

_ADDRESS = "NOTIFY_SOCKET"
_WATCHDOG = "WATCHDOG_USEC"
_WATCHDOG_PROCESS = "WATCHDOG_PID"


class Notifier:
    """Sends datagrams to a socket; without one it does nothing.

    Parameters
    ----------
    connected : socket or None
        A connected datagram socket.
    watchdog : float or None
        Within so many seconds ``WATCHDOG=1`` is expected again; None if nobody expects it.
    """

    def __init__(self, connected: socket.socket | None = None, watchdog: float | None = None):
        self._socket = connected
        self.watchdog = watchdog
        self._due = time.monotonic()
        if connected is not None:
            connected.setblocking(False)

    @classmethod
    def from_environment(cls, environment: MutableMapping[str, str] = os.environ) -> Notifier:
        """That of the systemd unit of this process. Its children do not inherit it."""
        address = environment.pop(_ADDRESS, "")
        microseconds = environment.pop(_WATCHDOG, "")
        process = environment.pop(_WATCHDOG_PROCESS, str(os.getpid()))
        if not address or not hasattr(socket, "AF_UNIX"):
            return cls()
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            # "@" stands for a name that is in no folder.
            connected.connect("\0" + address[1:] if address.startswith("@") else address)
        except OSError:
            connected.close()
            return cls()
        expected = microseconds.isdigit() and process == str(os.getpid())
        return cls(connected, int(microseconds) / 1e6 if expected else None)

    @classmethod
    def from_descriptor(cls, descriptor: int) -> Notifier:
        """That of our supervisor, which hands its children one end of a pair of sockets."""
        connected = socket.socket(fileno=descriptor)
        connected.set_inheritable(False)
        return cls(connected)

    def is_due(self) -> bool:
        """Whether a watchdog is to hear again that all is well; three times as often as it must."""
        now = time.monotonic()
        if self.watchdog is None or now < self._due:
            return False
        self._due = now + self.watchdog / 3
        return True

    def send(self, **fields: object) -> bool:
        """Send fields, as ``send(READY=1, STATUS="ready")``; whether somebody is there."""
        if self._socket is None:
            return False
        lines = (f"{name}={' '.join(str(value).split())}" for name, value in fields.items())
        try:
            self._socket.send("\n".join(lines).encode(errors="replace")[:4000])
        except BlockingIOError:
            # Nobody reads it at present, and the next one tells the same.
            return True
        except OSError:
            return False
        return True


def parse(datagram: bytes) -> dict[str, str]:
    """The fields of a datagram."""
    lines = datagram.decode(errors="replace").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
