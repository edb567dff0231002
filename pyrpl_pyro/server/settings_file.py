"""PyRPL's settings in a file that is whole at any time, also when the disk is full.

PyRPL's own way raises an error in whoever has just set an attribute, and restores the file by
copying over it, for which there may be no room either.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from pathlib import Path

from pyrpl.memory import MemoryTree, save
from pyrpl.pyrpl_utils import time

logger = logging.getLogger(__name__)


class SettingsFile(MemoryTree):
    """Takes the place of PyRPL's ``MemoryTree``: what cannot be written now is tried again."""

    _complained = False

    def _write_to_file(self) -> None:
        if self._filename is None:
            super()._write_to_file()
            return
        if hasattr(self, "_savetimer") and self._savetimer.isActive():
            self._savetimer.stop()
        self._lastsave = time()
        self._write_to_file_counter += 1
        try:
            self._replace_file(Path(self._filename), Path(self._buffer_filename))
        except OSError as error:
            if not self._complained:
                logger.error(
                    "the settings cannot be saved in %s, this is tried again: %s",
                    self._filename,
                    error.strerror or error,
                )
            self._complained = True
            self._savetimer.start()
            return
        if self._complained:
            logger.warning("the settings are saved in %s again", self._filename)
        self._complained = False
        self._mtime = os.path.getmtime(self._filename)

    def _replace_file(self, file: Path, buffer: Path) -> None:
        if file.exists() and file.stat().st_mtime != self._mtime:
            logger.warning("%s was changed by another program; that may be overwritten now", file)
        try:
            with open(buffer, "w") as stream:
                save(self._data, stream=stream)
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException:
            buffer.unlink(missing_ok=True)
            raise
        with contextlib.suppress(OSError):
            shutil.copyfile(file, f"{file}.bak")
        os.replace(buffer, file)
