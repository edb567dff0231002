"""What a starting server tells: text for a person, JSON lines for a program."""

from __future__ import annotations

import json
import sys
import time
from typing import Any


class Reporter:
    """Prints progress and the line that says that the server is ready.

    Parameters
    ----------
    quiet : bool
        Print no progress.
    announce : bool
        Print JSON objects with a key ``event`` ("progress", "ready", "failed").
    """

    def __init__(self, quiet: bool, announce: bool):
        self._quiet = quiet
        self._announce = announce
        self._started = time.monotonic()

    def progress(self, text: str) -> None:
        if self._announce:
            self._json({"event": "progress", "text": text})
        elif not self._quiet:
            elapsed = time.monotonic() - self._started
            print(f"[{elapsed:5.1f} s] {text}", file=sys.stderr, flush=True)

    def warning(self, text: str) -> None:
        if self._announce:
            self._json({"event": "progress", "text": f"warning: {text}"})
        else:
            print(f"warning: {text}", file=sys.stderr, flush=True)

    def ready(self, text: str, **details: Any) -> None:
        if self._announce:
            self._json({"event": "ready", "text": text, **details})
        else:
            print(text, flush=True)

    def failed(self, error: BaseException) -> None:
        kind = type(error).__name__
        if self._announce:
            self._json({"event": "failed", "error": kind, "text": str(error)})
        else:
            print(f"Error: {error}", file=sys.stderr, flush=True)

    def _json(self, event: dict[str, Any]) -> None:
        try:
            print(json.dumps(event), flush=True)
        except BrokenPipeError:
            # The program that launched the server has gone; the lifeline ends it.
            sys.stdout = sys.stderr
