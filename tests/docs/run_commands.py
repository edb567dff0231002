"""Runs commands of ``pyrpl-pyro`` one after the other in one process, which spares its start.

The argument is a list of lists of arguments in JSON; the end of the first that fails is the end.
"""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import sys

from pyrpl_pyro.cli.app import main


def run(arguments: list[str]) -> None:
    """Run a command; it has to end well and to print something."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = main(arguments)
    if status or not printed.getvalue():
        sys.exit(f"{shlex.join(arguments)}: status {status}, printed {printed.getvalue()!r}")


if __name__ == "__main__":
    for command in json.loads(sys.argv[1]):
        run(command)
