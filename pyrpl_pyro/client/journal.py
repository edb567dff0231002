"""What changed on a board, as the client gets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Change:
    """One entry of a board's journal.

    Attributes
    ----------
    revision : int
        Its number; the next entry has the next one.
    time : datetime
        When it happened, with time zone (UTC).
    kind : str
        "change" for an attribute that was set; else what happened, such as "server started",
        "board unreachable", "board back", "module new", "module gone"; "missed" stands for
        entries that are gone.
    module : str
        Path of the module, "" for the board.
    attribute : str
        "" for what is no change of an attribute.
    old, new : object
        Values before and after; `old` is None when it was not known. Long ones, such as
        arrays, are told in words.
    author : str
        ``user@host/program`` of a client, "PyRPL's window", or "PyRPL" for what it did by
        itself, as in a lock sequence or a sweep that goes on.
    count : int
        How many changes it stands for: more than ten of one attribute within a second are
        drawn together. For "missed" how many entries are gone, 0 when nobody knows.
    text : str
        What happened, when it is no change of an attribute.
    """

    revision: int
    time: datetime
    kind: str
    module: str
    attribute: str = ""
    old: Any = None
    new: Any = None
    author: str = ""
    count: int = 1
    text: str = ""

    @classmethod
    def from_wire(cls, entry: list[Any]) -> Change:
        """Made of what the server sends."""
        revision, seconds, *rest = entry
        return cls(revision, datetime.fromtimestamp(seconds, UTC), *rest)

    @property
    def place(self) -> str:
        """``module.attribute``."""
        return ".".join(part for part in (self.module, self.attribute) if part)

    @property
    def what(self) -> str:
        """``old -> new``, or what happened."""
        if self.kind != "change":
            return f"{self.kind}: {self.text}" if self.text else self.kind
        times = f" ({self.count} changes)" if self.count > 1 else ""
        return f"{'?' if self.old is None else shown(self.old)} -> {shown(self.new)}{times}"

    def to_dict(self) -> dict[str, Any]:
        """Its fields; the time as ISO 8601 text."""
        return {**asdict(self), "time": self.time.isoformat()}

    def __str__(self) -> str:
        clock = self.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        return "  ".join(part for part in (clock, self.author, self.place, self.what) if part)


def shown(value: Any) -> str:
    """A value for people: numbers without the digits that a register rounds to."""
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return str(value)


class Journal(list[Change]):
    """Entries of a board's journal, the oldest first.

    Attributes
    ----------
    missed : int or None
        How many entries before the first one are gone, as the journal is bounded; None when
        some may be gone and nobody knows how many: a server before this one has crashed.
    revision : int
        Where to go on: ``rp.journal(since=...)``.
    """

    def __init__(self, changes: Iterable[Change], missed: int | None, revision: int):
        super().__init__(changes)
        self.missed = missed
        self.revision = revision


def missed_entry(missed: int | None, before: int) -> Change:
    """What stands for the entries that are gone before the one with number `before`."""
    text = "entries may be gone" if missed is None else f"{missed} entries are gone"
    return Change(
        before - 1, datetime.now(UTC), "missed", "", author="PyRPL", count=missed or 0, text=text
    )
