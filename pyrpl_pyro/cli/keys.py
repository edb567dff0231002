"""Single keys from the terminal, without Enter."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator


class Keys:
    """Which key was pressed; see :func:`pressed_keys`."""

    def wait(self, seconds: float) -> str:
        """A key that is pressed within a time, or ""."""
        if sys.platform == "win32":
            return self._wait_on_windows(seconds)
        import os
        import select

        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace") if ready else ""

    def _wait_on_windows(self, seconds: float) -> str:
        import msvcrt

        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if msvcrt.kbhit():  # type: ignore[attr-defined]
                return str(msvcrt.getwch())  # type: ignore[attr-defined]
            time.sleep(0.05)
        return ""


@contextlib.contextmanager
def pressed_keys() -> Iterator[Keys]:
    """Take keys as they are pressed; the terminal is as before afterwards."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield Keys()
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield Keys()
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
