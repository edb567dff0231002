"""``python -m pyrpl_pyro.server OPTIONS``: a server with its options as one JSON object.

With ``-`` a supervisor sends them through standard input, and a start that fails is reported
as ``pyrpl-pyro serve`` does.
"""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from typing import Any

from ..errors import PyrplError
from .options import ServerOptions
from .process import run_server


def _run_supervised() -> int:
    message = json.loads(sys.stdin.readline())
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
    return run_server(ServerOptions(**given))


if __name__ == "__main__":
    if sys.argv[1] == "-":
        sys.exit(_run_supervised())
    sys.exit(_run_private(json.loads(sys.argv[1])))
