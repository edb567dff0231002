"""Looks at a disk and at an SSH server, each with a time limit or on this computer only."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

_SSH_SECONDS = 2.0
_PROBE_BYTES = 64 * 1024


def ask_ssh(hostname: str, port: int) -> str:
    """Whether an SSH server answers; returns "" or what is wrong."""
    try:
        with socket.create_connection((hostname, port), _SSH_SECONDS) as connection:
            connection.settimeout(_SSH_SECONDS)
            greeting = connection.recv(64)
    except TimeoutError:
        return "no answer"
    except OSError as error:
        return error.strerror or str(error)
    return "" if greeting.startswith(b"SSH-") else "what answers there is not SSH"


def disk(folder: Path) -> dict[str, Any]:
    """How much may be written to a folder, or to the one above it that exists.

    Returns
    -------
    dict
        "folder", "free" (bytes), "error": "" or why nothing can be written there.
    """
    place = folder
    while not place.exists() and place.parent != place:
        place = place.parent
    found: dict[str, Any] = {"folder": str(folder), "free": 0, "error": ""}
    try:
        found["free"] = shutil.disk_usage(place).free
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"\1" * _PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        found["error"] = error.strerror or str(error)
    return found
