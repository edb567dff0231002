"""Numbers of the journal's entries, which go on after a restart of the server.

A number must never be given twice, or a client that asks for what came after it would miss
entries. So a small file says which numbers may have been used; to write it for each entry
would be slow, so numbers are taken in blocks, and after a crash the rest of a block is left.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

from ..files import write_whole

logger = logging.getLogger(__name__)

_BLOCK = 10_000


class Revisions:
    """Gives numbers, each one above the one before. Qt thread only.

    Parameters
    ----------
    file : Path or None
        Where the numbers are kept; None begins with 1, for a server that is never started
        again.

    Attributes
    ----------
    began : int
        The last number that may have been used before.
    last : int
        The last number that was used.
    exact : bool
        Whether all numbers up to `began` were used: the server before stopped in order.
    """

    def __init__(self, file: Path | None):
        self._file = file
        self._complained = False
        self.began, self.exact = (0, True) if file is None else self._read(file)
        self.last = self.began
        self._reserved = self.began

    def next(self) -> int:
        """The next number."""
        self.last += 1
        if self.last > self._reserved:
            self._reserved = self.last + _BLOCK - 1
            self._write(self._reserved, exact=False)
        return self.last

    def close(self) -> None:
        """Keep the exact number, as this server stops in order."""
        self._reserved = self.last
        self._write(self.last, exact=True)

    def _read(self, file: Path) -> tuple[int, bool]:
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            return int(found["used"]), bool(found["exact"])
        except FileNotFoundError:
            return 0, True
        except (OSError, ValueError, LookupError, TypeError) as error:
            logger.warning("%s cannot be used, the journal begins anew: %s", file, error)
            return 0, False

    def _write(self, used: int, exact: bool) -> None:
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps({"used": used, "exact": exact}).encode())
            self._complained = False
        except OSError as error:
            if not self._complained:
                logger.error("cannot write %s: %s", self._file, error.strerror or error)
            self._complained = True
