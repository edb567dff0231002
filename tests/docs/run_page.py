"""Runs the Python blocks of one page in one namespace, as a reader would at a prompt.

``python -m tests.docs.run_page [--slow] PAGE`` ends with the traceback of the first block that
fails, which has the line numbers of the page.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
import sys
import warnings
from pathlib import Path

import pyrpl_pyro
from tests.docs.pages import Block, blocks

MAKES_RP = re.compile(r"\b(connect|launch)\(")


def compiled(block: Block) -> object:
    """The code of a block, with `await` allowed outside of functions, as in a notebook."""
    padded = "\n" * (block.line - 1) + block.code
    return compile(padded, str(block.page), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def run(page: Path, slow: bool) -> None:
    """Run all blocks that are to be run; those marked as slow if `slow`."""
    found = [block for block in blocks(page) if block.runs and (slow or not block.slow)]
    namespace: dict[str, object] = {"__name__": "__main__"}
    if not any(MAKES_RP.search(block.code) for block in found):
        # A page that explains takes it for granted; one that shows how to begin must do so.
        namespace.update(pyrpl_pyro=pyrpl_pyro, rp=pyrpl_pyro.connect("bench1"))
    with asyncio.Runner() as runner:
        for block in found:
            print("running", block, flush=True)
            result = eval(compiled(block), namespace)
            if inspect.iscoroutine(result):
                runner.run(result)


if __name__ == "__main__":
    # What users should see once is seen in each block here.
    warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
    run(Path(sys.argv[-1]).resolve(), slow="--slow" in sys.argv)
