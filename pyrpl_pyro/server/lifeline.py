"""End the server when the program that launched it ends, even when that one was killed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

_INTERVAL = 0.5


def watch_parent(parent: int, lost: Callable[[], None]) -> None:
    """Call ``lost`` (in another thread) when standard input ends or the parent is gone.

    The parent holds the other end of a pipe; the kernel closes it whatever ends the parent.
    Its process number is watched too, because a child of the parent may hold a copy of
    the pipe.
    """
    called = threading.Event()

    def once() -> None:
        if not called.is_set():
            called.set()
            lost()

    def read_until_closed() -> None:
        try:
            while os.read(sys.stdin.fileno(), 1024):
                pass
        except (OSError, ValueError):
            # A standard input that cannot be read is as good as closed.
            pass
        once()

    def watch_number() -> None:
        while not called.wait(_INTERVAL):
            if os.getppid() != parent:
                once()

    threading.Thread(target=read_until_closed, name="lifeline", daemon=True).start()
    if sys.platform != "win32":
        threading.Thread(target=watch_number, name="parent watch", daemon=True).start()
