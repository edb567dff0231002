"""Values and addresses of modules as text: what users type and what they are shown."""

from __future__ import annotations

import ast
import base64
import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np

from .. import naming
from ..errors import SettingsError

_KEYWORD = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_WORDS: dict[str, Any] = {
    "true": True,
    "false": False,
    "nan": math.nan,
    "inf": math.inf,
    "-inf": -math.inf,
}


def split_target(text: str, what: str) -> tuple[str, str, str]:
    """Board, module path and name in ``bench1.scope.decimation``.

    Parameters
    ----------
    text : str
        What the user typed.
    what : str
        What the last part names ("attribute", "method"), for the error message.

    Raises
    ------
    SettingsError
        `text` has too few or empty parts.
    """
    text = text.removeprefix(f"{naming.PREFIX}.")
    board, *path = text.split(".")
    if not path or not all(path):
        raise SettingsError(
            f"{text!r} names no {what}: expected BOARD.MODULE.{what.upper()}, "
            "such as bench1.scope.decimation"
        )
    return naming.check_board_name(board), ".".join(path[:-1]), path[-1]


def parse_value(text: str) -> Any:
    """A Python literal, or the text itself when it is none.

    ``true``, ``false``, ``nan``, ``inf`` and ``-inf`` are understood too, since the text
    "false" would be true to PyRPL.
    """
    if text in _WORDS:
        return _WORDS[text]
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text


def parse_arguments(texts: Iterable[str]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments of a call: ``VALUE`` or ``NAME=VALUE``.

    Raises
    ------
    SettingsError
        A name is given twice.
    """
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for text in texts:
        match = _KEYWORD.fullmatch(text)
        if not match:
            positional.append(parse_value(text))
            continue
        if match[1] in keywords:
            raise SettingsError(f"the argument {match[1]!r} is given twice")
        keywords[match[1]] = parse_value(match[2])
    return positional, keywords


def to_text(value: Any) -> str:
    """`value` for a person to read; long arrays are shortened."""
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray):
        shape = " x ".join(map(str, value.shape)) or "0 dimensions"
        return f"array of {shape}, {value.dtype}:\n{value}"
    if isinstance(value, (list, tuple)) and any(isinstance(part, np.ndarray) for part in value):
        return "\n".join(to_text(part) for part in value)
    if isinstance(value, Mapping) and value:
        width = max(len(str(key)) for key in value)
        return "\n".join(f"{key!s:{width}}  {_native(part)!r}" for key, part in value.items())
    return repr(_native(value))


def _native(value: Any) -> Any:
    """Python's own numbers in place of numpy's, which show their type too."""
    if isinstance(value, np.generic):
        return value.item()
    if type(value) in (list, tuple):
        return type(value)(_native(part) for part in value)
    return value


def to_json(value: Any) -> str:
    """`value` as JSON.

    Numbers that JSON does not have become the texts "NaN", "Infinity" and "-Infinity",
    complex numbers ``{"real": ..., "imag": ...}``, bytes ``{"base64": ...}``, and objects
    of other kinds their text.
    """
    return json.dumps(_plain(value), allow_nan=False, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain(value.tolist())
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, complex):
        return {"real": _plain(value.real), "imag": _plain(value.imag)}
    if isinstance(value, (bytes, bytearray)):
        return {"base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = [_plain(part) for part in value]
        return sorted(parts, key=str) if isinstance(value, (set, frozenset)) else parts
    return str(value)
