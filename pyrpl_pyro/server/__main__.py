"""``python -m pyrpl_pyro.server OPTIONS``: a server with its options as one JSON object.

With ``-`` a supervisor sends them through standard input, and a start that fails is reported
as ``pyrpl-pyro serve`` does.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from ..errors import PyrplError
from .options import ServerOptions


def _import_server() -> Callable[[ServerOptions], int]:
    """``run_server``: its import takes a while, and ends at Ctrl-C without a word."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .process import run_server

    signal.signal(signal.SIGINT, before)
    return run_server


def _run_supervised() -> int:
    message = json.loads(sys.stdin.readline())
    run_server = _import_server()
    try:
        return run_server(ServerOptions(**message["options"]))
    except Exception as error:
        if message["traceback"]:
            raise
        text = str(error) or type(error).__name__
        kind = "" if isinstance(error, PyrplError) else f"{type(error).__name__}: "
        print(f"pyrpl-pyro: {kind}{text}", file=sys.stderr, flush=True)
        return 1


def _run_private(given: dict[str, Any]) -> int:
    known = [field.name for field in fields(ServerOptions)]
    unknown = [name for name in given if name not in known]
    if unknown:
        text = f"launch() has no option {unknown[0]!r}; a server has {', '.join(known)}."
        print(json.dumps({"event": "failed", "text": text}), flush=True)
        return 1
    return _import_server()(ServerOptions(**given))


if __name__ == "__main__":
    if sys.argv[1] == "-":
        sys.exit(_run_supervised())
    sys.exit(_run_private(json.loads(sys.argv[1])))
