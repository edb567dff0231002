"""Make pyrpl_pyro/remote.pyi: the types of all modules of a board as PyRPL makes it.

Run ``python docs/make_stubs.py`` from anywhere, after an update of PyRPL.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pyrpl_pyro  # noqa: E402
from pyrpl_pyro import stubs  # noqa: E402

FILE = ROOT / "pyrpl_pyro" / "remote.pyi"


def stub_of(rp: pyrpl_pyro.Board) -> str:
    """The text of the file, from a virtual board that nobody has used yet."""
    schemas = stubs.schemas_of(rp)
    return stubs.shipped(schemas, stubs.value_types(schemas, rp._get), stubs.board_members())


def main() -> None:
    """Start a virtual board and write the file."""
    with pyrpl_pyro.launch(virtual=True) as rp:
        FILE.write_text(stub_of(rp), encoding="utf-8")
    print(FILE)


if __name__ == "__main__":
    main()
