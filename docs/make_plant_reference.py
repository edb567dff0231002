"""Write the plants in docs/virtual-board.md from their classes in pyrpl_pyro/virtual/plants.

Run ``python docs/make_plant_reference.py`` after a change of a plant; a test compares.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from pyrpl_pyro.virtual.plants import Plant, plant_types  # noqa: E402

PAGE = ROOT / "docs" / "virtual-board.md"
PICTURES = ROOT / "docs" / "pictures"
BEGIN = "<!-- From here on made by docs/make_plant_reference.py -->"
END = "<!-- Up to here -->"

_HEAD = "| parameter | default | unit | from | to | meaning |\n|---|---|---|---|---|---|"


def page() -> str:
    """The text of the page with the plants as they are now.

    Raises
    ------
    ValueError
        The page does not contain both markers.
    """
    text = PAGE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE} lacks the line {BEGIN} or {END}")
    return f"{before}{BEGIN}\n\n{_plants()}\n{END}{after}"


def _plants() -> str:
    own = Plant.__module__.rpartition(".")[0]
    # Simple ones first.
    kinds = sorted(
        (kind for kind in plant_types().values() if kind.__module__.startswith(own)),
        key=lambda kind: (len(_own_fields(kind)), kind.name),
    )
    parts = [_overview(kinds), "### Parameters of every plant\n", _table(dataclasses.fields(Plant))]
    parts += [_section(kind) for kind in kinds if _own_fields(kind)]
    return "\n".join(parts)


def _overview(kinds: list[type[Plant]]) -> str:
    rows = [f"| `{kind.name}` | {_first_line(kind)} |" for kind in kinds]
    return "\n".join(["| plant | what it is |\n|---|---|", *rows, ""])


def _section(kind: type[Plant]) -> str:
    rest = inspect.getdoc(kind).partition("\n")[2].strip()
    lines = [f"### {kind.name}\n", _first_line(kind)]
    if rest:
        lines.append(f"\n{rest}")
    lines += ["", _table(_own_fields(kind))]
    if (PICTURES / f"{kind.name}.png").exists():
        lines.append(f"![{kind.name}](pictures/{kind.name}.png)\n")
    return "\n".join(lines)


def _first_line(kind: type[Plant]) -> str:
    return inspect.getdoc(kind).partition("\n")[0]


def _own_fields(kind: type[Plant]) -> tuple[dataclasses.Field[Any], ...]:
    common = {field.name for field in dataclasses.fields(Plant)}
    return tuple(field for field in dataclasses.fields(kind) if field.name not in common)


def _table(fields: tuple[dataclasses.Field[Any], ...]) -> str:
    return "\n".join([_HEAD, *(_row(field) for field in fields), ""])


def _row(field: dataclasses.Field[Any]) -> str:
    metadata = field.metadata
    low, high = (_number(metadata[key]) for key in ("minimum", "maximum"))
    if metadata["options"]:
        low, high = " or ".join(metadata["options"]), ""
    cells = (
        f"`{field.name}`",
        _number(field.default),
        metadata["unit"],
        low,
        high,
        metadata["doc"],
    )
    return "| " + " | ".join(cells) + " |"


def _number(value: Any) -> str:
    if isinstance(value, (str, int)):
        return str(value)
    return (
        re.sub(r"e([+-])0?", r"e\1", f"{value:g}").replace("e+", "e")
        if math.isfinite(value)
        else ""
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
