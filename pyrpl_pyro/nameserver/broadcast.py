"""Ask the local network where a name server is."""

from __future__ import annotations

import contextlib
import socket
import time

from Pyro5 import errors as pyro_errors
from Pyro5 import socketutil
from Pyro5.core import NAMESERVER_NAME, URI

from .. import network
from ..binding import BindError

_REQUEST = b"GET_NSURI"
_REPEAT_SECONDS = 0.7


def ask_by_broadcast(port: int, timeout: float) -> tuple[str, int]:
    """Ask with Pyro5's broadcast message.

    Parameters
    ----------
    port : int
        UDP port to ask at.
    timeout : float
        How long to wait for an answer (s).

    Returns
    -------
    tuple of str and int
        Host and port that the first answer names.

    Raises
    ------
    BindError
        Nobody answered, or the network takes no broadcast.
    """
    deadline = time.monotonic() + timeout
    targets = network.broadcast_addresses()
    with contextlib.closing(socketutil.create_bc_socket(timeout=None)) as sock:
        while (remaining := deadline - time.monotonic()) > 0:
            problem = _send(sock, targets, port)
            if problem:
                raise BindError(
                    f"the broadcast on UDP port {port} could not be sent: {problem}",
                    answered=False,
                )
            sock.settimeout(min(remaining, _REPEAT_SECONDS))
            try:
                answer, _ = sock.recvfrom(100)
            except OSError:
                continue
            found = _parsed(answer)
            if found:
                return found
    raise BindError(
        f"nobody answered a broadcast on UDP port {port} within {timeout:.3g} s", answered=False
    )


def _send(sock: socket.socket, targets: list[str], port: int) -> str:
    """Send to all targets; returns why when not one of them could be sent to."""
    problems = []
    for target in targets:
        try:
            sock.sendto(_REQUEST, (target, port))
        except OSError as error:
            problems.append(error.strerror or str(error))
    return problems[0] if len(problems) == len(targets) else ""


def _parsed(answer: bytes) -> tuple[str, int] | None:
    try:
        uri = URI(answer.decode("ascii"))
    except (UnicodeDecodeError, pyro_errors.PyroError):
        return None
    if uri.protocol != "PYRO" or uri.object != NAMESERVER_NAME or not uri.host:
        return None
    return uri.host, uri.port
