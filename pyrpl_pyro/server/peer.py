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


def keep_alive(peer: socket.socket, idle: int = 10, interval: int = 5, probes: int = 3) -> None:
    """Let TCP notice a cable that was pulled: probes after ``idle`` seconds of silence."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", idle),
        ("TCP_KEEPINTVL", interval),
        ("TCP_KEEPCNT", probes),
    ):
        if hasattr(socket, name):
            peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
