"""Files that are written in one step: whoever reads sees the old one or the new one, whole."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PRIVATE = 0o600
"""Mode of a file that only its owner can read, as for :func:`os.chmod`."""
OF_THE_USER = 0o666
"""Mode of a file as programs usually make them; the user's umask takes from it."""


def write_whole(file: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Write a file in one step; it never has a mode wider than `mode`, not even for a moment.

    Parameters
    ----------
    file : Path
        One that is there is replaced.
    content : bytes
        All of it.
    mode : int
        Its permissions, of which the umask takes away.

    Raises
    ------
    OSError
        It cannot be written, with the name of `file`; one that was there stays as it was.
    """
    new = file.with_name(f".{file.name}.{secrets.token_hex(4)}.new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            os.replace(new, file)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
    except OSError as error:
        # The name of the new file would tell nobody anything.
        raise type(error)(error.errno, error.strerror, str(file)) from None
