"""``python -m pyrpl_pyro.server OPTIONS``: a server with its options as one JSON object."""

from __future__ import annotations

import json
import sys

from .options import ServerOptions
from .process import run_server

if __name__ == "__main__":
    sys.exit(run_server(ServerOptions(**json.loads(sys.argv[1]))))
