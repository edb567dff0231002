"""Snapshots as files: YAML, or JSON for names that end with ``.json``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import SnapshotError
from ..files import OF_THE_USER, write_whole


class Restored(NamedTuple):
    """An attribute that was set again."""

    module: str
    attribute: str
    old: Any
    new: Any


def save_snapshot(snapshot: dict[str, Any], file: str | os.PathLike[str]) -> None:
    """Write a snapshot to a file, which :func:`load_snapshot` reads.

    Parameters
    ----------
    snapshot : dict
        What ``rp.snapshot()`` returned.
    file : path
        JSON when it ends with ".json", else YAML.

    Raises
    ------
    ImportError
        It would be YAML, and PyYAML is not installed.
    OSError
        The file cannot be written; one that was there before stays.
    """
    path = Path(file)
    text = to_text(snapshot, path.suffix)
    write_whole(path, text.encode(), OF_THE_USER)


def load_snapshot(file: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a snapshot from a file.

    Raises
    ------
    SnapshotError
        The file holds no snapshot.
    ImportError
        It is YAML, and PyYAML is not installed.
    OSError
        The file cannot be read.
    """
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    try:
        found = json.loads(text) if path.suffix == ".json" else _yaml().safe_load(text)
    except ImportError:
        raise
    except Exception as error:
        # PyYAML's errors cannot be named where it is not installed.
        raise SnapshotError(f"{path} is not what save_snapshot() writes: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("modules"), dict):
        raise SnapshotError(f'{path} is no snapshot: expected a key "modules" with modules.')
    return found


def to_text(snapshot: dict[str, Any], suffix: str = "") -> str:
    """A snapshot as the text of a file whose name ends with `suffix`."""
    if suffix == ".json":
        return json.dumps(snapshot, indent=2) + "\n"
    text: str = _yaml().safe_dump(snapshot, sort_keys=False, allow_unicode=True)
    return text


def _yaml() -> Any:
    try:
        import yaml
    except ImportError:
        raise ImportError(
            "snapshots as YAML need PyYAML: run `python -m pip install pyyaml`, or use a file "
            "whose name ends with .json."
        ) from None
    return yaml
