"""Files with recordings of the real logic (VECTOR_FORMAT.md 1): open them, check them."""

import json
import zipfile
import zlib
from collections.abc import Mapping
from os import PathLike
from typing import Any

import numpy as np

#: What reading an array of a damaged file may raise.
DAMAGED = (EOFError, OSError, zipfile.BadZipFile, zlib.error)

#: Fields that an operation of each kind must have, besides "op" and "cyc".
_FIELDS = {
    "w": ("addr", "val"),
    "ws": ("addr", "data"),
    "r": ("addr", "n", "data"),
    "step": ("n",),
    "record": ("n", "data"),
    "plant": ("ch", "mode"),
    "adc": ("a", "b"),
    "exp": ("p",),
}
#: Types of fields; those of a plant that are missing here are numbers of any kind.
_TYPES: dict[str, type] = {
    **dict.fromkeys(("op", "data", "in_a", "in_b"), str),
    **dict.fromkeys(("cyc", "addr", "val", "n", "ch", "mode", "delay", "a", "b", "p"), int),
}


class NotARecording(ValueError):
    """A file is no recording of the board's logic, or a part of it is missing or wrong."""


def open_recording(recording: str | PathLike[str]) -> Any:
    """The arrays of a file by name, to be used in a ``with`` statement.

    Raises
    ------
    OSError
        The file cannot be read.
    NotARecording
        It is no .npz file.
    """
    try:
        arrays = np.load(recording)
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise NotARecording("it is no .npz file of numpy arrays") from error
    if not isinstance(arrays, np.lib.npyio.NpzFile):
        raise NotARecording("it holds one array; a recording is an .npz file with several")
    return arrays


def operations_of(arrays: Any) -> list[Mapping[str, Any]]:
    """The operations that a recording lists, checked for kind, fields and types.

    Raises
    ------
    NotARecording
        There is no such list, or an operation in it is wrong.
    """
    if "ops" not in arrays:
        raise NotARecording('it has no list of operations: there is no array "ops"')
    try:
        operations = json.loads(str(arrays["ops"]))
    except (ValueError, *DAMAGED) as error:
        raise NotARecording(f"its list of operations cannot be read: {error}") from error
    if not isinstance(operations, list):
        raise NotARecording(f"its operations are no list: {operations!r:.60}")
    for number, operation in enumerate(operations):
        _check(number, operation)
    return operations


def _check(number: int, operation: Any) -> None:
    kind = operation.get("op") if isinstance(operation, dict) else None
    if kind not in _FIELDS:
        raise NotARecording(
            f"operation {number} is of unknown kind {kind!r}; known are {', '.join(_FIELDS)}"
        )
    for name in ("cyc", *_FIELDS[kind]):
        if name not in operation:
            raise NotARecording(f"operation {number} ({kind}) has no field {name!r}")
    for name, value in operation.items():
        if isinstance(value, bool) or not isinstance(value, _TYPES.get(name, (int, float))):
            raise NotARecording(f"operation {number} ({kind}) has a wrong {name}: {value!r:.60}")
