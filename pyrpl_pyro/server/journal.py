"""What changed on the board, when, and by whom: the last changes, with a number each.

A change is noted when PyRPL announces it, so it does not matter where it came from. Nothing
is read from the board for that: the old value is the one that was known.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from .executor import current_job
from .revisions import Revisions
from .short_values import AS_THEY_ARE, short

UNKNOWN = object()

BY_ITSELF = {
    "ival": "the FPGA integrates: each write is noted, without an old value",
    "armed": "the FPGA clears it: each write is noted, without an old value",
}
"""Attributes that change without being set, so that what was known of them is worth nothing."""

LEFT_OUT = {
    "sm_reset": "a pulse inside of PyRPL's asg, at each set-up",
    "random_phase": "follows from the waveform of an asg",
}
"""Attributes of which no change is noted. Names with an underscore are PyRPL's own affair."""

SHOWN_AS = {"_running_state": "running_state"}
"""What PyRPL announces under a private name."""

BURST = 10
"""So many changes of one attribute within `BURST_SECONDS` are noted one by one."""

BURST_SECONDS = 1.0
"""Further ones are drawn together to one entry for each round of :meth:`Journal.look_around`,
so that a sweep that sets a frequency a thousand times does not push out all the rest."""

_GATHER_SECONDS = 0.02
_MOST = 5000

Entry = list[Any]
"""``[revision, time, kind, module, attribute, old, new, author, count, text]``"""


class Watched:
    """What is known of one module: where it is (None: gone), and its values."""

    __slots__ = ("bursts", "known", "path")

    def __init__(self, path: str | None):
        self.path = path
        self.known: dict[str, Any] = {}
        self.bursts: dict[str, _Burst] = {}


class _Burst:
    """Changes of one attribute that follow each other closely."""

    __slots__ = ("began", "held", "number")

    def __init__(self) -> None:
        self.began = 0.0
        self.number = 0
        self.held: Entry | None = None


class Journal:
    """A ring of entries. Qt thread only.

    Parameters
    ----------
    capacity : int
        Entries that are kept.
    revisions : Revisions
    author : callable
        Returns who does what is being done.
    """

    def __init__(self, capacity: int, revisions: Revisions, author: Callable[[], str]):
        self._ring: deque[Entry] = deque(maxlen=capacity)
        self._revisions = revisions
        self._author = author
        self._held: dict[tuple[int, str], tuple[_Burst, Watched]] = {}
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def revision(self) -> int:
        """Number of the newest entry."""
        return self._revisions.last

    def record_event(self, kind: str, module: str, text: str, author: str = "") -> None:
        """Note something that is not the change of an attribute.

        Parameters
        ----------
        kind : str
            One or two words: "lease taken", "board lost".
        module : str
            Path of the module that it is about, "" for the board.
        text : str
            What happened, for people.
        author : str
            Who did it; "" for whoever made the call that runs now.
        """
        self._append([0, time.time(), kind, module, "", None, None, author, 1, text])

    def change(self, watched: Watched, name: str, value: Any) -> None:
        """Note that an attribute was set, if that changed it."""
        if name[0] == "_":
            if name not in SHOWN_AS:
                return
            name = SHOWN_AS[name]
        if watched.path is None or name in LEFT_OUT:
            return
        if type(value) not in AS_THEY_ARE:
            value = short(value)
        old = watched.known.get(name, UNKNOWN)
        if old is UNKNOWN or name in BY_ITSELF:
            old = None
        elif old == value:
            return
        watched.known[name] = value
        author = self._author()
        burst = watched.bursts.get(name)
        if burst is None:
            burst = watched.bursts[name] = _Burst()
        held = burst.held
        if held is not None and held[7] == author:
            held[1] = time.time()
            held[6] = value
            held[8] += 1
            return
        entry = [0, time.time(), "change", watched.path, name, old, value, author, 1, ""]
        if held is not None:
            # What two did is not one entry.
            self._append(held)
            self._hold(burst, watched, entry)
            return
        now = time.monotonic()
        if now - burst.began > BURST_SECONDS:
            burst.began = now
            burst.number = 0
        burst.number += 1
        if burst.number > BURST:
            self._hold(burst, watched, entry)
        else:
            self._append(entry)

    def look_around(self) -> None:
        """Note the changes that were drawn together; to be called twice a second or so."""
        held, self._held = self._held, {}
        now = time.monotonic()
        for burst, _watched in held.values():
            entry, burst.held = burst.held, None
            # The burst goes on if the next change follows soon.
            burst.began, burst.number = now, BURST
            if entry is not None:
                self._append(entry)

    def since(
        self, revision: int | None, limit: int, whole: bool = True
    ) -> tuple[list[Entry], int | None]:
        """Entries above a number, the oldest first, and how many are gone.

        Parameters
        ----------
        revision : int or None
            None for the newest entries.
        limit : int
            Most entries to return.
        whole : bool
            The number is one of this server, or of one before it. If not, it says nothing.

        Returns
        -------
        entries : list of Entry
        missed : int or None
            How many entries between `revision` and the first one were dropped, None when
            some may be gone and nobody knows how many.
        """
        limit = max(0, min(limit, _MOST))
        ring, last, began = self._ring, self.revision, self._revisions.began
        if revision is None:
            return list(itertools.islice(ring, max(0, len(ring) - limit), None)), 0
        oldest = last - len(ring)
        known = whole and revision <= last
        missed: int | None = max(0, oldest - revision)
        if not known or (revision < began and not self._revisions.exact):
            missed = None
        start = max(revision, oldest) if known else oldest
        # From the right end: a client that follows asks for a few of many.
        newer = list(itertools.islice(reversed(ring), last - start))
        newer.reverse()
        return newer[:limit], missed

    def is_of_before(self, revision: int | None) -> bool:
        """Whether a server before this one can have given a revision."""
        return revision is not None and revision <= self._revisions.began

    def wait(
        self,
        revision: int,
        timeout: float,
        loop: Any,
        wait: Callable[..., Any],
        sleep: Callable[[float], None],
    ) -> None:
        """Wait for an entry above a number; return without one after `timeout` (s)."""
        job = current_job()
        if job is not None:
            job.needs_board = False
        if self.revision != revision:
            return
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.add(future)
        try:
            wait(future, timeout)
        except TimeoutError:
            return
        finally:
            self._waiting.discard(future)
        # Several changes that follow each other are one answer.
        sleep(_GATHER_SECONDS)

    def close(self) -> None:
        """Nothing more comes: keep the number."""
        self.look_around()
        self._revisions.close()

    def _hold(self, burst: _Burst, watched: Watched, entry: Entry) -> None:
        burst.held = entry
        self._held[id(watched), entry[4]] = (burst, watched)

    def _append(self, entry: Entry) -> None:
        if not entry[7]:
            entry[7] = self._author()
        entry[0] = self._revisions.next()
        self._ring.append(entry)
        if self._waiting:
            waiting, self._waiting = self._waiting, set()
            for future in waiting:
                if not future.done():
                    future.set_result(None)
