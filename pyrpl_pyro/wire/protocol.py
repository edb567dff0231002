"""Requests, replies and the handshake between our client and our server.

A client sends one packed list and gets one packed list back; docs/protocol.md describes
them for readers, :mod:`pyrpl_pyro.wire.messages` puts them into messages.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

PROTOCOL_VERSION = 1
"""Grows when a client of the version before could misread what a server sends."""

SERVICE_OBJECT = "pyrpl_pyro.service"
"""Pyro object id of the service that our own clients speak to."""

HOLD_SECONDS = 1.0
"""A server answers within this time (s); a call that takes longer is answered ``PENDING``."""


class Operation(IntEnum):
    """First element of a request."""

    GET = 0
    SET = 1
    CALL = 2
    BATCH = 3
    DESCRIBE = 4
    TREE = 5
    INFO = 6
    HANDLE = 7
    COLLECT = 8
    STOP = 9
    NEXT_CURVE = 10
    QUADRATURES = 11
    TAKE_BACK = 12
    JOURNAL = 13
    SNAPSHOT = 14
    RESTORE = 15
    LEASE = 16
    RELEASE = 17
    LEASES = 18
    TAKE_OVER = 19
    DIAGNOSE = 20
    OPEN_STREAM = 21
    NEXT_FRAME = 22
    CLOSE_STREAM = 23


class Status(IntEnum):
    """First element of a reply."""

    DONE = 0
    FAILED = 1
    PENDING = 2


def handshake(client: dict[str, Any], session: str) -> dict[str, Any]:
    """What a client says when it connects."""
    return {"pyrpl_pyro": PROTOCOL_VERSION, "client": client, "session": session}
