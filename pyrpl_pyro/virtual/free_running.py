"""A board whose clocks follow the wall clock.

Nothing is computed until somebody looks: an access first brings the board to the present. An
idle board jumps there (`activity.jump`). While something is active a thread computes the
clocks in pieces of about half a millisecond. Where the computer is slower than the board, board
time lags behind the wall clock and catches up as soon as it can: an access waits for it for up
to `PATIENCE`; a lag of more than `MAXIMUM_LAG` clocks is given up (`slipped`).
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType

import numpy as np

from .asg import TABLE_LENGTH
from .attention import Attention
from .bus import Region, decode_address
from .cable import DELAY
from .machine import Machine, Port
from .registers import Needs
from .reset import reset_logic
from .scope import BUFFER_LENGTH
from .spans.operations import INPUT, SCOPE
from .spans.plan import Plan, make_plan

logger = logging.getLogger(__name__)

NANOSECONDS_PER_CLOCK = 8
#: Time that one piece of computing should take, in seconds.
PIECE = 0.5e-3
#: Pause of the thread when the board is up to date, in seconds.
PERIOD = 2e-3
#: Clocks after which every pipeline of the logic holds only new values, without the delays of
#: the plants; a signal that passes ASG, output, input, PID, output, input takes less.
SETTLING = 64
#: Clocks between two accesses at least, as on the bus.
ACCESS = 5
#: Lag beyond which board time slips, in clocks (2 s).
MAXIMUM_LAG = 250_000_000
#: Longest wait for a result that the host expects to be there, in seconds. PyRPL's real
#: client takes the board for lost after 1 s.
CATCHING_UP = 0.5
#: Longest wait of any other access for a board that is behind, in seconds. Between two accesses
#: of PyRPL a real board has at least that time to settle.
PATIENCE = 3e-3
#: Clocks of the first piece after a change; the following ones take `PIECE` seconds.
FIRST_PIECE = 2000
#: Time without an access after which a rolling scope and a plant are left alone, in
#: nanoseconds.
ATTENTION = 1_000_000_000
#: Longest memory of plant and filters that is made up for, in clocks (20 ms).
LONGEST_MEMORY = 2_500_000
_LEFT_ALONE = 1 << SCOPE | 1 << INPUT | 1 << (INPUT + 1)
#: Single steps in a jump beyond which the rest is work for the thread.
JUMP_STEPS = 2000


class _Turnstile(AbstractContextManager[None]):
    """A lock that is granted in turn, so that the thread cannot keep an access waiting."""

    def __init__(self) -> None:
        self._queue = threading.Lock()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._queue:
            self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()


class FreeRunning:
    """Bus accesses of a board that runs by itself.

    A burst of several words is read or written at one instant. `clock` is the wall clock in
    nanoseconds.
    """

    def __init__(self, machine: Machine, clock: Callable[[], int] = time.perf_counter_ns) -> None:
        self._clock = clock
        self.machine = machine
        #: Clocks that were given up because the computer could not keep up.
        self.slipped = 0
        self._turn = _Turnstile()
        self._ports: dict[int, Port] = {}
        self._settled = True
        self._sinks = 0
        self._attention = Attention(machine.views)
        self._plan: Plan | None = None
        self._planned = False
        self._earliest = 0
        self._accessed = clock()
        self._piece = FIRST_PIECE
        self._work = threading.Event()
        self._closed = threading.Event()
        self._origin = clock() - machine.cycle * NANOSECONDS_PER_CLOCK
        #: Wall clock when the board's clock stopped; None while it runs.
        self._frozen: int | None = None
        self._thread = threading.Thread(target=self._compute, name="virtual board", daemon=True)
        self._thread.start()

    def read(self, address: int, n: int) -> np.ndarray:
        """`n` words as they are now."""
        if n != 1:
            return self._read_burst(address, n)
        port = self._port(address)
        if port.read is None:
            return np.zeros(1, np.uint32)
        if port.to_read is Needs.NOTHING:
            return np.array([port.read()], np.uint32)
        if port.pending is not None:
            self._await(port.pending)
        with self._turn:
            if self._attention.note_read(address, self._clock()):
                self._look()
            self._access(port.to_read is Needs.SIGNALS)
            return np.array([port.read()], np.uint32)

    def write(self, address: int, words: np.ndarray) -> None:
        """Write `words` (int64) now."""
        target = decode_address(address)
        if target.region is Region.ASG_TABLE and target.word + len(words) <= TABLE_LENGTH:
            with self._turn:
                self._access(settle=False)
                self.machine.write_table(target, words)
                self._changed()
            return
        ports = [self._port(address + 4 * position) for position in range(len(words))]
        with self._turn:
            if any(port.to_write is not Needs.NOTHING for port in ports):
                self._access(any(port.to_write is Needs.SIGNALS for port in ports))
            for port, word in zip(ports, words.tolist(), strict=True):
                if port.write is not None:
                    port.write(word)
            self._attention.note(address, self._clock())
            self._changed()

    def _port(self, address: int) -> Port:
        port = self._ports.get(address)
        if port is None:
            port = self.machine.port(address)
            self._ports[address] = port
        return port

    def _read_burst(self, address: int, n: int) -> np.ndarray:
        target = decode_address(address)
        if target.region is Region.SCOPE_BUFFER and target.word + n <= BUFFER_LENGTH:
            with self._turn:
                self._access(settle=False)
                return self.machine.read_buffer(target, n)
        ports = [self._port(address + 4 * position) for position in range(n)]
        for port in ports:
            if port.pending is not None:
                self._await(port.pending)
        with self._turn:
            self._access(any(port.to_read is Needs.SIGNALS for port in ports))
            words = [0 if port.read is None else port.read() for port in ports]
        return np.array(words, np.uint32)

    def _await(self, pending: Callable[[], bool]) -> None:
        """Let the board catch up with the wall clock, if what is read would be late otherwise."""
        present = self._present()
        deadline = time.monotonic() + CATCHING_UP
        while self._frozen is None and pending() and self.machine.cycle < present:
            if time.monotonic() >= deadline:
                return
            with self._turn:
                self._advance(settle=False)

    @property
    def busy(self) -> bool:
        """True while the thread computes or has to catch up."""
        return self._work.is_set()

    @property
    def lag(self) -> int:
        """Clocks by which the board is behind the wall clock; 0 if there is nothing to compute."""
        return max(0, self._present() - self.machine.cycle) if self.busy else 0

    @property
    def now(self) -> int:
        """Clock at which an access would take place."""
        cycle = self.machine.cycle
        return cycle if self.busy or self._frozen is not None else max(cycle, self._present())

    def change(self, action: Callable[[], None]) -> None:
        """Bring the board to the present and call `action`, which changes what is around it."""
        with self._turn:
            self._access(settle=True)
            action()
            self._settled = False
            self._changed()

    def freeze(self) -> None:
        """Stop the board's clock: accesses are answered, but no clock passes."""
        with self._turn:
            stopped = self._clock()
            self._access(settle=True)
            self._frozen = stopped

    def thaw(self) -> None:
        """Let the board's clock go on from where it stopped."""
        with self._turn:
            if self._frozen is not None:
                self._origin += self._clock() - self._frozen
                self._frozen = None
                self._settled = False
                self._changed()

    def reset(self) -> None:
        """Load the bitfile again: the logic is in its reset state now."""
        with self._turn:
            reset_logic(self.machine)
            self.slipped = 0
            now = self._clock()
            self._origin = now - self.machine.cycle * NANOSECONDS_PER_CLOCK
            if self._frozen is not None:
                self._frozen = now
            self._settled = False
            self._changed()

    def close(self) -> None:
        """Stop the thread; waits for the piece that it computes."""
        self._closed.set()
        self._work.set()
        self._thread.join(timeout=1.0)
        if self._thread.is_alive():
            raise RuntimeError("the virtual board's thread did not stop within 1 s")

    def _present(self) -> int:
        clock = self._clock() if self._frozen is None else self._frozen
        return (clock - self._origin) // NANOSECONDS_PER_CLOCK

    def _changed(self) -> None:
        """Take note of a write: what is active may be another set now."""
        self._earliest = self.machine.cycle + ACCESS
        self._sinks = self._busy_parts()
        self._planned = False
        if self._sinks and self._frozen is None:
            # What is needed now may not have been computed before.
            self.machine.run(self._settling())
            self._look()
            self._work.set()

    def _access(self, settle: bool) -> None:
        """Bring the board to the present, as far as that is possible at once."""
        self._accessed = self._clock()
        if self._frozen is not None:
            return
        if self._sinks and not self._work.is_set():
            # What was left alone is made up for only as far back as it remembers.
            gap = self._present() - self._remembered() - self.machine.cycle
            if self._sinks >> SCOPE & 1:
                self.machine.skip_rolling(gap, JUMP_STEPS)
            else:
                self.machine.jump(max(0, gap), JUMP_STEPS)
            self._work.set()
        # Pieces of one length would sample a board that is behind at regular intervals, and
        # whatever has a period that divides them would seem to stand still.
        passed = self._clock() // NANOSECONDS_PER_CLOCK
        deadline = time.monotonic() + PATIENCE
        complete = self._advance(settle, self._piece - passed % (self._piece // 2))
        while not complete and time.monotonic() < deadline:
            complete = self._advance(settle)

    def _advance(self, settle: bool, piece: int | None = None) -> bool:
        """Compute towards the present for at most one piece; False if that was not enough.

        `piece` is its length in clocks, None for the usual one.
        """
        if self._frozen is not None:
            return True
        machine = self.machine
        target = max(self._present(), self._earliest)
        if self._sinks:
            self._run(max(0, min(target - machine.cycle, piece or self._piece)))
            if self._sinks:
                if settle and not self._settled:
                    machine.run(self._settling())
                    self._settled = True
                return machine.cycle >= target
        return self._skip(target, settle)

    def _run(self, n: int) -> None:
        """Compute `n` clocks of the board's sinks and what they need."""
        if not self._planned:
            self._plan = make_plan(self.machine.memory, self._sinks)
            self._planned = True
            self._piece = min(self._piece, FIRST_PIECE)
        if self._plan is None:
            self.machine.run(n)
        else:
            self.machine.run_plan(n, self._plan)
            self._settled = False
        self._look()

    def _look(self) -> None:
        """See which sinks there are now."""
        sinks = self._busy_parts()
        if sinks != self._sinks:
            self._sinks = sinks
            self._planned = False

    def _busy_parts(self) -> int:
        """The parts that have to be computed now, as bits; 0 if none."""
        return self.machine.sinks() | self._attention.sinks(self._clock())

    def _settling(self) -> int:
        return SETTLING + 2 * int(self.machine.memory.delays[:, DELAY].max())

    def _skip(self, target: int, settle: bool) -> bool:
        """Jump to the clock `target`; with `settle` all signals are right, too."""
        machine = self.machine
        lead = self._settling() if settle else 0
        gap = target - machine.cycle - lead
        complete = True
        if gap > 0:
            complete = machine.jump(gap, JUMP_STEPS) == gap
            self._settled = False
            if not complete:
                self._work.set()
        if settle:
            machine.run(max(0, target - machine.cycle) if self._settled and complete else lead)
            self._settled = True
        return complete

    def _compute(self) -> None:
        while not self._closed.is_set():
            self._work.wait()
            with self._turn:
                self._limit_lag()
                started, before = time.perf_counter(), self.machine.cycle
                was_active = self._sinks
                complete = self._advance(settle=False)
                if was_active and self.machine.cycle - before == self._piece:
                    self._adapt(time.perf_counter() - started)
                if complete and (not self._sinks or self._is_unattended()):
                    self._work.clear()
            if complete:
                self._closed.wait(PERIOD)

    def _is_unattended(self) -> bool:
        """True if only a rolling scope and the plant are busy and nobody looks."""
        unused = self._clock() - self._accessed
        if unused <= ATTENTION or self._sinks & ~_LEFT_ALONE:
            return False
        return not self._sinks >> SCOPE & 1 or self.machine.is_rolling

    def _remembered(self) -> int:
        """Clocks before the present that determine what scope, plant and filters show."""
        scope = self.machine.rolling_memory if self._sinks >> SCOPE & 1 else 0
        others = self.machine.plant_memory + self._attention.memory()
        return scope + min(others, LONGEST_MEMORY) + self._settling()

    def _adapt(self, elapsed: float) -> None:
        """Choose the length of a piece so that it takes `PIECE` seconds."""
        factor = min(2.0, max(0.5, PIECE / elapsed))
        self._piece = max(200, int(self._piece * factor))

    def _limit_lag(self) -> None:
        excess = self.lag - MAXIMUM_LAG
        if excess > 0 and self._sinks:
            if not self.slipped:
                logger.warning("this computer is too slow for the virtual board: its time slips")
            self.slipped += excess
            self._origin += excess * NANOSECONDS_PER_CLOCK
