"""Logging of a server process: standard error, and a file that is rotated."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import BoardUnreachable, StartError
from ..wire.printable import printable

logger = logging.getLogger(__name__)

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_LONGEST_LINE = 4000
_FILE_BYTES = 2_000_000
_FILES_KEPT = 5


class SafeFormatter(logging.Formatter):
    """Shows text of others so that it can neither steer a terminal nor pass for a line."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        lines = record.message.split("\n")
        record.message = "\n    | ".join(printable(line, _LONGEST_LINE) for line in lines)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        lines = super().formatException(ei).split("\n")
        return "\n".join(printable(line, _LONGEST_LINE) for line in lines)


def set_up(level: str, file: str) -> None:
    """Log everything of at least ``level``.

    Raises
    ------
    StartError
        The level is unknown or the file cannot be written.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        known = "DEBUG, INFO, WARNING, ERROR"
        raise StartError(f"log level {level!r} is not known. Expected one of: {known}.")
    root = logging.getLogger()
    root.handlers.clear()
    root.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if file:
        path = Path(file).expanduser()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handlers.append(
                logging.handlers.RotatingFileHandler(
                    path, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8"
                )
            )
        except OSError as error:
            raise StartError(f"the log file {path} cannot be written: {error}.") from error
    for handler in handlers:
        handler.setFormatter(SafeFormatter(FORMAT))
        root.addHandler(handler)
    for name in ("pyrpl_pyro", "pyrpl"):
        logging.getLogger(name).setLevel(number)


def dump_at_crash(descriptor: int | None) -> None:
    """Write what all threads do to a file, or standard error, when the process crashes."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        faulthandler.enable(sys.stderr if descriptor is None else descriptor, all_threads=True)


def log_uncaught() -> None:
    """Log errors that nobody catches, as of a timer of PyRPL's window while the board is away.

    PyQt would end the process when such an error reaches its loop.
    """
    sys.excepthook = _uncaught


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, BoardUnreachable):
        logger.debug("in PyRPL's own code: %s", error)
    else:
        logger.error("in PyRPL's own code", exc_info=(kind, error, trace))
