"""Files that hold secrets: read only when nobody else can read them."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from ..errors import SettingsError


def check_secret(file: Path, what: str) -> None:
    """Refuse a file with a secret that others may read, as ssh does.

    Raises
    ------
    SettingsError
        It is missing, cannot be read, or is open to other users.
    """
    try:
        mode = file.stat().st_mode
    except OSError as error:
        raise _unreadable(file, what, error) from None
    if not stat.S_ISREG(mode):
        raise SettingsError(f"{what} {file} is not a file")
    if sys.platform != "win32" and mode & 0o077:
        raise SettingsError(
            f"{what} {file} can be read or changed by other users of this computer (mode "
            f"{stat.S_IMODE(mode):04o}), so it is not used. Make it private: chmod 600 {file}"
        )


def read_secret(file: Path, what: str) -> str:
    """The text of such a file."""
    check_secret(file, what)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, what, error) from None


def stamp(file: Path) -> tuple[int, ...] | None:
    """What changes when a file does; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    # The time of its mode, too: who makes it private after copying it changes nothing else.
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _unreadable(file: Path, what: str, error: Exception) -> SettingsError:
    reason = error.strerror if isinstance(error, OSError) else None
    return SettingsError(f"{what} {file} cannot be read: {reason or error}")
