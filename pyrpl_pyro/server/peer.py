"""Notice a client that has gone while it waits for a reply."""

from __future__ import annotations

import select
import socket
import ssl


def has_gone(peer: socket.socket) -> bool:
    """Whether the other side of a connection has closed it.

    A client says nothing while it waits, so a readable socket means the end of the
    stream, except with TLS, where it may carry records of the session itself.
    """
    try:
        readable, _, _ = select.select([peer], [], [], 0)
        if not readable or isinstance(peer, ssl.SSLSocket):
            return False
        return peer.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True
