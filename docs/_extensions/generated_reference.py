"""Pages of the reference that are made from the program itself, when Sphinx reads them.

A page says where with the comment ``<!-- the build puts here: NAME -->``; GitHub does not show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import command_reference
import module_reference
import settings_reference
from sphinx.errors import ExtensionError

MAKERS: dict[str, Callable[[], str]] = {
    "commands": command_reference.text,
    "modules": module_reference.text,
    "settings": settings_reference.text,
}
_PLACE = re.compile(r"^<!-- the build puts here: (\w+) -->$", re.MULTILINE)


def _fill(app: Any, page: str, source: list[str]) -> None:
    source[0] = _PLACE.sub(lambda place: _made(place[1], page), source[0])


def _made(name: str, page: str) -> str:
    if name not in MAKERS:
        raise ExtensionError(f"{page}: nothing makes {name!r}; there are {', '.join(MAKERS)}")
    return MAKERS[name]()


def setup(app: Any) -> dict[str, bool]:
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
