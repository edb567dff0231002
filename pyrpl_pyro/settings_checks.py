"""What each setting may be: checks that return the value to use or raise ValueError."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Check = Callable[..., Any]

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SHORTEST_AUTOCLEAN = 3.0
"""Pyro5's name server refuses a shorter interval (s)."""

SHORTEST_WATCHDOG = 2.0
"""PyRPL keeps its Qt loop busy for a second now and then (s)."""


class Text(str):
    """A value from the environment or the command line, whose type is still open."""

    __slots__ = ()


def from_text(text: str) -> Text:
    """Mark `text` as one that a check may turn into a number or a boolean."""
    return Text(text.strip())


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a text in quotes, not {type(value).__name__}")
    return str(value)


def boolean(value: Any) -> bool:
    """true or false."""
    if isinstance(value, Text):
        lower = value.lower()
        if lower in ("1", "true", "yes", "on"):
            return True
        if lower in ("0", "false", "no", "off"):
            return False
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def port(value: Any) -> int:
    """A TCP or UDP port."""
    if isinstance(value, Text):
        try:
            value = int(value)
        except ValueError:
            raise ValueError("expected a port, a whole number from 0 to 65535") from None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 65535:
        raise ValueError("expected a port, a whole number from 0 to 65535")
    return value


def count(value: Any) -> int:
    """A number of things, at least one."""
    if isinstance(value, Text) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise ValueError("expected a whole number from 1 to 1000000")
    return value


def mebibytes(value: Any) -> int:
    """A size in MiB."""
    if isinstance(value, Text) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 256:
        raise ValueError("expected a whole number of MiB from 1 to 256")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, Text):
        try:
            value = float(value)
        except ValueError:
            raise ValueError("expected a number of seconds") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("expected a finite number of seconds")
    return float(value)


def positive_seconds(value: Any) -> float:
    """A time limit (s)."""
    seconds = _seconds(value)
    if seconds <= 0:
        raise ValueError("expected a number of seconds above 0")
    return seconds


def autoclean(value: Any) -> float:
    """Interval of the name server's cleaner (s), 0 for none."""
    seconds = _seconds(value)
    if seconds != 0 and seconds < SHORTEST_AUTOCLEAN:
        raise ValueError(f"expected 0 (never) or at least {SHORTEST_AUTOCLEAN:g} seconds")
    return seconds


def watchdog(value: Any) -> float:
    """How long a server may not answer (s), 0 for as long as it likes."""
    seconds = _seconds(value)
    if seconds != 0 and seconds < SHORTEST_WATCHDOG:
        raise ValueError(f"expected 0 (never) or at least {SHORTEST_WATCHDOG:g} seconds")
    return seconds


def host(value: Any) -> str:
    """A host name or an IP address, without a port."""
    text = _string(value)
    if not text:
        raise ValueError("expected a host name or an IP address")
    if any(character.isspace() or character in "/@" for character in text):
        raise ValueError("expected a host name or an IP address, such as 'lab-pc.local'")
    if ":" in text:
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            raise ValueError(
                "expected a host name or an IP address alone; the port is a setting of its own"
            ) from None
        if address.is_unspecified:
            raise ValueError(
                "Pyro5 cannot tell clients an address for '::'; give one IPv6 address of this "
                "computer, or '0.0.0.0' for all of its IPv4 addresses"
            )
    return text


def optional_host(value: Any) -> str:
    """A host name or an IP address, or nothing."""
    return host(value) if value else _string(value)


def plant(value: Any) -> str:
    """A plant with parameters, which the server of a virtual board knows."""
    text = _string(value).strip()
    if not text:
        raise ValueError("expected a plant such as 'loopback' or 'none'")
    return text


def entries(value: Any) -> int:
    """A number of entries that are kept in memory."""
    if isinstance(value, Text) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 10 <= value <= 1_000_000:
        raise ValueError("expected a whole number from 10 to 1000000")
    return value


def log_level(value: Any) -> str:
    """A level of Python's logging."""
    level = _string(value).upper()
    if level not in LOG_LEVELS:
        raise ValueError(f"expected one of {', '.join(LOG_LEVELS)}")
    return level


def _absolute(text: str, directory: Path) -> str:
    return os.path.abspath(directory / Path(text).expanduser())


def file(value: Any, directory: Path) -> str:
    """A file, relative to `directory`; empty for none."""
    text = _string(value)
    return _absolute(text, directory) if text else ""


def storage(value: Any, directory: Path) -> str:
    """Where the name server keeps its names; a file is relative to `directory`."""
    text = _string(value)
    if text == "memory":
        return text
    kind, _, name = text.partition(":")
    if kind == "dbm":
        raise ValueError("Pyro5 has no dbm storage any more; use 'sql:FILE'")
    if kind != "sql" or not name:
        raise ValueError("expected 'memory' or 'sql:FILE'")
    return "sql:" + _absolute(name, directory)


WITH_PATH = (file, storage)
"""Checks that take the directory to which a relative file name belongs."""
