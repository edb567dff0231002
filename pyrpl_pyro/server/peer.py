"""Notice a client that has gone while it waits for a reply."""

from __future__ import annotations

import select
import socket


def has_gone(peer: socket.socket) -> bool:
    """Whether the other side of a connection has closed it.

    A client says nothing while it waits, so a readable socket means the end of the
    stream, or with TLS a record of the session itself.
    """
    try:
        readable, _, _ = select.select([peer], [], [], 0)
        # Of the connection itself: TLS cannot look without taking.
        return bool(readable) and socket.socket.recv(peer, 1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True
