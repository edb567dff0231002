"""What a server keeps on disk for the process that takes its place after a crash.

One small JSON file for each board, in PyRPL's user directory, with a section for each part
of the server that uses it. An orderly stop empties it, so that a section with content
means: the process before ended without a word, and this one goes on where it was.
"""

from __future__ import annotations

import contextlib
import copy
import json
import logging
import os
import sys
import threading
from pathlib import Path
from typing import IO, Any

from ..files import write_whole

logger = logging.getLogger(__name__)

_FOLDER = "pyrpl_pyro"
_FORMAT = 1


class KeptState:
    """The kept state of one board; callable from any thread.

    A file that is missing, broken, of another Red Pitaya, or in use by a server that runs
    counts as empty; one that cannot be written is not kept. Both are logged, neither
    stops a server.

    Parameters
    ----------
    directory : Path or None
        PyRPL's user directory; None keeps nothing, as for a server that ends with the
        program that launched it.
    board : str
        Name of the board.
    hardware : str
        Which Red Pitaya it is: what another one has left does not count.

    Attributes
    ----------
    crashed_at : float or None
        When the process before was last there (to about a second, in seconds since the
        epoch), if it ended without an orderly stop; else None.
    """

    def __init__(self, directory: Path | None, board: str, hardware: str):
        self._hardware = hardware
        self._lock = threading.Lock()
        self._in_use: IO[str] | None = None
        self._sections: dict[str, dict[str, Any]] = {}
        self._complained = False
        self.crashed_at: float | None = None
        self._path = None if directory is None else directory / _FOLDER / f"{board}.json"
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._in_use = _hold(self._path.with_suffix(".lock"))
        except OSError as error:
            self._give_up(f"{error.strerror or error}")
            return
        self._load(self._path)
        self._write()

    def section(self, name: str) -> dict[str, Any]:
        """What was put there last, by this process or by the one before that crashed."""
        with self._lock:
            return copy.deepcopy(self._sections.get(name, {}))

    def put(self, name: str, content: dict[str, Any]) -> None:
        """Keep `content` (plain values, as JSON has them) in the section `name`."""
        with self._lock:
            if self._sections.get(name, {}) != content:
                self._sections[name] = copy.deepcopy(content)
                self._write()

    def still_here(self) -> None:
        """Note the time, so that the next process knows when this one has ended."""
        with self._lock:
            if self._path is not None:
                with contextlib.suppress(OSError):
                    os.utime(self._path)

    def empty(self) -> None:
        """Leave nothing to a process that comes later: this one stops in order."""
        with self._lock:
            self._sections = {}
            if self._path is not None:
                try:
                    self._path.unlink(missing_ok=True)
                except OSError as error:
                    self._give_up(f"{error.strerror or error}")
            self._path = None
            if self._in_use is not None:
                self._in_use.close()

    def _load(self, path: Path) -> None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            sections = found["sections"]
            sound = found["format"] == _FORMAT and isinstance(sections, dict)
            if not sound or not all(isinstance(content, dict) for content in sections.values()):
                raise ValueError("it has another form than expected")
            last_there = path.stat().st_mtime
            hardware = str(found["hardware"])
        except FileNotFoundError:
            return
        except (OSError, ValueError, LookupError, TypeError) as error:
            logger.warning("%s cannot be used, beginning without it: %s", path, error)
            return
        if hardware != self._hardware:
            logger.warning("%s is of %s, not of %s: not used", path, hardware, self._hardware)
            return
        self._sections = sections
        self.crashed_at = last_there
        logger.warning("the server before this one has ended without an orderly stop")

    def _write(self) -> None:
        if self._path is None:
            return
        content = {
            "format": _FORMAT,
            "hardware": self._hardware,
            "sections": self._sections,
        }
        try:
            write_whole(self._path, json.dumps(content).encode())
            self._complained = False
        except OSError as error:
            if not self._complained:
                logger.error("cannot write %s: %s", self._path, error.strerror or error)
            self._complained = True

    def _give_up(self, reason: str) -> None:
        logger.error("%s cannot be used, nothing is kept for a restart: %s", self._path, reason)
        self._path = None


def _hold(path: Path) -> IO[str]:
    """Lock a file until this process ends, however it ends; OSError when another has it."""
    file = open(path, "a", encoding="utf-8")  # noqa: SIM115
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise OSError(f"another server holds {path} ({error.strerror})") from error
    return file
