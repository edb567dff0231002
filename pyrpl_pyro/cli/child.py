"""Processes that a command starts, and that end with it whatever ends it."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping

from ..errors import StartError

END_SECONDS = 6.0
"""How long a process that was asked to end may take before it is killed."""


class Child:
    """A Python process of this package.

    Its standard input is a pipe that closes when this process ends, so that a server or
    name server started with ``--parent-pid`` ends too, also when this process was killed.

    Parameters
    ----------
    name : str
        What it is, for messages.
    arguments : list of str
        What follows ``python -m``.
    environment : mapping
        Environment variables to change.
    """

    def __init__(
        self, name: str, arguments: list[str], environment: Mapping[str, str] | None = None
    ):
        self.name = name
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._complaints: deque[str] = deque(maxlen=50)
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        )
        self._readers = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_complaints, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def lines(self, timeout: float) -> Iterator[str]:
        """Lines that it prints, until it ends.

        Raises
        ------
        StartError
            It did not end within `timeout` (s).
        """
        deadline = time.monotonic() + timeout
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise StartError(
                    f"{self.name} was not ready within {timeout:g} s{self._last_words()}"
                ) from None
            if line is None:
                return
            yield line

    def failure(self) -> StartError:
        """An error that tells what the process, which has ended, complained about."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(END_SECONDS)
        self._readers[1].join(1.0)
        return StartError(
            f"{self.name} ended with status {self.process.returncode}{self._last_words()}"
        )

    def end(self) -> None:
        """End it in order, or else kill it."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(END_SECONDS)
        for reader in self._readers:
            reader.join(1.0)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                pipe and pipe.close()

    def _read_output(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _read_complaints(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._complaints.append(line.rstrip("\n"))

    def _last_words(self) -> str:
        words = "\n".join(self._complaints).strip()
        return f": {words}" if words else ""
