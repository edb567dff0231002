"""PyRPL's hardware seam on a real board: reads and writes that always end.

PyRPL's own client spins for ever when the board closes the connection, takes an answer in
pieces for a wrong one, and answers None when it gives up. Here an access is done, or raises
:class:`~pyrpl_pyro.errors.BoardUnreachable` within 3 s; while the board is away it raises at
once. :class:`~.keeper.BoardKeeper` sees to it that the board comes back.

An access may be caught in the moment that the connection breaks. A read is then asked again as
soon as there is a new connection, unless the FPGA has lost its registers meanwhile: what it
would read is not what was asked for. A write is never repeated, as it may have been done: to
write a word twice is not always harmless (it triggers, arms, or resets an integrator).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .connection import BrokenConnection, MonitorConnection
from .identity import Identity, now
from .state import Condition, HardwareState, clock_time

REGAIN_SECONDS = 0.8
"""So long a read that was caught waits for a new connection (s)."""

_PROBE = 0x40000000
_READ_LOST = "The read was not done."
_WRITE_UNKNOWN = (
    "The write to {address:#x} may or may not have been done, and is not repeated: read it back."
)
_CONNECTING = "A new connection is tried again and again."

Listener = Callable[[HardwareState], None]


class BoardClient:
    """Takes the place of PyRPL's ``MonitorClient``.

    Parameters
    ----------
    hostname : str
        For messages.
    connection : MonitorConnection
    identity : Identity
        What the board said of itself on that connection.
    """

    def __init__(self, hostname: str, connection: MonitorConnection, identity: Identity):
        self.hostname = hostname
        self.identity = identity
        #: Set when there is something to do for the keeper.
        self.wake = threading.Event()
        self._listeners: list[Listener] = []
        self._connection: MonitorConnection | None = connection
        # Held during each access: the keeper probes the same connection.
        self._lock = threading.Lock()
        self._returned = threading.Event()
        self._answered = time.monotonic()
        self._last_seen = now()
        self._lost_by_board = False
        self._lost_at = time.monotonic()
        self._state = HardwareState(Condition.CONNECTED)
        self._closed = False
        self._held: int | None = None

    # What PyRPL calls.

    def reads(self, addr: int, length: int) -> np.ndarray:
        """Read `length` words from `addr` on: uint32, shape ``(length,)``.

        Raises
        ------
        BoardUnreachable
            The board does not answer, see the module.
        ValueError
            There is no such address, or too many words.
        """
        with self._lock:
            connection = self._connection
            if connection is None:
                raise self._state.error(self.hostname, _READ_LOST)
            try:
                words = connection.read(addr, length)
            except BrokenConnection as error:
                broken = error
                self._lose(broken)
            else:
                self._answered = time.monotonic()
                return words
        return self._read_again(addr, length, broken)

    def writes(self, addr: int, values: Sequence[int] | np.ndarray) -> bool:
        """Write `values` to `addr` and the following words; returns True, as PyRPL expects.

        Raises
        ------
        BoardUnreachable
            The board does not answer. The message says whether the write may have been done.
        ValueError
            There is no such address, or too many words.
        """
        words = np.array(values, dtype=np.uint32)
        with self._lock:
            if self._held is not None:
                self._held += 1
                return True
            connection = self._connection
            if connection is None:
                raise self._state.error(self.hostname, "The write was not done.")
            try:
                connection.write(addr, words)
            except BrokenConnection as error:
                self._lose(error)
                text = _WRITE_UNKNOWN.format(address=addr)
                raise self._state.error(self.hostname, text) from error
            self._answered = time.monotonic()
        return True

    def close(self) -> None:
        """End the connection, and with it the monitor server on the board."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._state = HardwareState(Condition.UNREACHABLE, reason="the server ends")

    # What the server calls while PyRPL starts on a board that is adopted.

    def hold_writes(self) -> None:
        """Do no writes until :meth:`release_writes`; they return as if they were done."""
        with self._lock:
            self._held = 0

    def release_writes(self) -> int:
        """Write again from now on; returns how many writes were not done."""
        with self._lock:
            held, self._held = self._held, None
        return held or 0

    # What the keeper and the server call, in any thread.

    @property
    def state(self) -> HardwareState:
        """Where things stand."""
        return self._state

    @property
    def lost_by_board(self) -> bool:
        """Whether the board closed the connection that was lost last."""
        return self._lost_by_board

    @property
    def away_seconds(self) -> float:
        """How long ago the connection was lost that was lost last (s)."""
        return time.monotonic() - self._lost_at

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with each new state, in whatever thread it is noticed.

        A loss is told when it lasts, not when a read that waits can still be saved.
        """
        self._listeners.append(listener)

    def probe(self, silence: float) -> None:
        """Ask the board for a word if it has not answered for `silence` seconds."""
        with self._lock:
            connection = self._connection
            if connection is None or time.monotonic() - self._answered < silence:
                return
            try:
                connection.read(_PROBE, 1)
            except BrokenConnection as error:
                self._lose(error)
            else:
                self._answered = time.monotonic()

    def set_state(self, condition: Condition, reason: str, doing: str) -> None:
        """Note what is known of a board that is away; tell it if it is another condition."""
        with self._lock:
            if self._connection is not None or self._closed:
                return
            old = self._state
            same = old.condition is condition
            self._state = HardwareState(
                condition, old.since if same else time.time(), reason, doing, old.registers_lost
            )
        if not same:
            self._tell()

    def restore(self, connection: MonitorConnection, identity: Identity) -> None:
        """Use a new connection from now on."""
        kept = identity.started <= self._last_seen
        with self._lock:
            if self._closed:
                connection.close()
                return
            lost = self._state.registers_lost
            if kept and self._state.condition is Condition.TAKEN_OVER:
                reason = "its registers are as the other PyRPL has left them"
            elif kept:
                reason = "the FPGA runs PyRPL's image and has kept its registers"
            else:
                lost = time.time()
                started = clock_time(lost - (now() - identity.started))
                reason = f"the FPGA was loaded anew at {started}: all registers are at reset"
            self.identity = identity
            self._connection = connection
            self._answered = time.monotonic()
            self._state = HardwareState(Condition.CONNECTED, reason=reason, registers_lost=lost)
        self._returned.set()
        self._tell()

    def _lose(self, broken: BrokenConnection) -> None:
        """Note that the connection is gone; with the lock held."""
        self._connection = None
        self._last_seen = now() - (time.monotonic() - self._answered)
        self._lost_by_board = broken.by_board
        self._lost_at = time.monotonic()
        self._returned.clear()
        self._state = HardwareState(
            Condition.UNREACHABLE,
            reason=str(broken),
            doing=_CONNECTING,
            registers_lost=self._state.registers_lost,
        )
        timer = threading.Timer(REGAIN_SECONDS, self._tell_loss, [self._state.since])
        timer.daemon = True
        timer.start()
        self.wake.set()

    def _read_again(self, addr: int, length: int, broken: BrokenConnection) -> np.ndarray:
        lost = self._state
        # A server that was killed is not started anew as fast, see the keeper.
        if not broken.by_board and self._returned.wait(REGAIN_SECONDS):
            with self._lock:
                connection, state = self._connection, self._state
                if connection is None or state.registers_lost != lost.registers_lost:
                    raise lost.error(self.hostname, _READ_LOST) from broken
                try:
                    words = connection.read(addr, length)
                except BrokenConnection as error:
                    self._lose(error)
                    raise self._state.error(self.hostname, _READ_LOST) from error
                self._answered = time.monotonic()
                return words
        raise lost.error(self.hostname, _READ_LOST) from broken

    def _tell_loss(self, since: float) -> None:
        state = self._state
        if state.condition is Condition.UNREACHABLE and state.since == since and not self._closed:
            self._tell()

    def _tell(self) -> None:
        state: Any = self._state
        for listener in list(self._listeners):
            listener(state)
