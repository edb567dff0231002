"""A log of what was written to the registers of a board."""

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .bus import Region, decode_address
from .register_names import register_name

#: Entries that are kept; older ones are dropped.
CAPACITY = 100_000
_WORDS = (Region.REGISTER, Region.MODULE, Region.UNMAPPED_MODULE)
WORD = 0xFFFFFFFF


class Write(NamedTuple):
    """One word that was written to a register, or a burst to a table or another memory.

    Attributes
    ----------
    number:
        Position in the log, from 1; it goes on when entries are dropped or the log is cleared.
    time:
        Seconds since the epoch.
    clock:
        Board time in clocks of 8 ns.
    address:
        Byte address, of a burst its first word.
    name:
        Block and register, such as pid0.setpoint.
    words:
        Words that this entry stands for.
    old, new:
        The register word before and the word that was written; None for a burst. `old` is 0
        for a register that only takes commands.
    """

    number: int
    time: float
    clock: int
    address: int
    name: str
    words: int
    old: int | None
    new: int | None


class WriteLog:
    """The writes to a board while the log is on; it is off at first.

    Parameters
    ----------
    stored_word:
        Tells the stored word of the register at an address, without side effects.
    clock:
        Tells the board time in clocks.
    capacity:
        Number of entries to keep.
    """

    def __init__(
        self,
        stored_word: Callable[[int], int],
        clock: Callable[[], int],
        capacity: int = CAPACITY,
    ) -> None:
        #: Whether writes are logged.
        self.on = False
        self._stored_word = stored_word
        self._clock = clock
        self._ring: deque[tuple[Any, ...]] = deque(maxlen=capacity)
        self._numbers = itertools.count(1)
        self._dropped = 0
        self._lock = threading.Lock()

    def start(self) -> None:
        """Log the writes from now on; the entries so far stay."""
        self.on = True

    def stop(self) -> None:
        """Log no more writes; the entries so far stay."""
        self.on = False

    def clear(self) -> None:
        """Forget all entries, and how many were dropped."""
        with self._lock:
            self._ring.clear()
            self._dropped = 0

    @property
    def dropped(self) -> int:
        """Entries that had to make room for newer ones."""
        return self._dropped

    def __len__(self) -> int:
        return len(self._ring)

    def entries(self, since: int = 0) -> list[Write]:
        """The entries with a number above `since`, oldest first.

        Raises
        ------
        ValueError
            `since` is negative.
        """
        if since < 0:
            raise ValueError(f"entries are numbered from 1; since = {since} is negative")
        with self._lock:
            newer = [entry for entry in self._ring if entry[0] > since]
        return [
            Write(number, when, clock, address, str(register_name(address)), count, old, new)
            for number, when, clock, address, count, old, new in newer
        ]

    def carry_out(self, address: int, words: Sequence[int], write: Callable[[], None]) -> None:
        """Call `write`, which writes `words` from `address` on, and log it."""
        # Two writers at the same time must not get each other's old words.
        with self._lock:
            if decode_address(address).region in _WORDS:
                addresses = [address + 4 * position for position in range(len(words))]
                old = [self._stored_word(each) for each in addresses]
                write()
                when, clock = time.time(), self._clock()
                for each, before, word in zip(addresses, old, words, strict=True):
                    self._add(when, clock, each, 1, before, int(word) & WORD)
            elif len(words):
                write()
                self._add(time.time(), self._clock(), address, len(words), None, None)

    def _add(
        self, when: float, clock: int, address: int, count: int, old: int | None, new: int | None
    ) -> None:
        self._dropped += len(self._ring) == self._ring.maxlen
        self._ring.append((next(self._numbers), when, clock, address, count, old, new))
