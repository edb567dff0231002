"""The supervisor's own lines: on standard error, and in the server's log file."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from ..server.logs import FORMAT


def set_up(level: str, file: str) -> None:
    """Log what the supervisor has to say."""
    log = logging.getLogger("pyrpl_pyro.supervisor")
    log.setLevel(level.upper() if level.upper() in logging.getLevelNamesMapping() else "INFO")
    log.propagate = False
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if file:
        handlers.append(_Appending(Path(file).expanduser()))
    for handler in handlers:
        handler.setFormatter(logging.Formatter(FORMAT))
        log.addHandler(handler)


class _Appending(logging.Handler):
    """Opens the file for each line: the server rotates it."""

    def __init__(self, path: Path):
        super().__init__()
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError), open(self._path, "a", encoding="utf-8") as file:
            file.write(self.format(record) + "\n")
