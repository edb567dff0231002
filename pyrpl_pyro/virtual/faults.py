"""Faults of a board and of the way to it, on demand.

One fault is there at a time. Whoever connects clients to a board, the client in the process or
a server of TCP connections, asks `Faults` how to answer, whether to accept connections, and
which of them are broken.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

#: Faults that the history keeps.
HISTORY = 1000


class Reply(Enum):
    """What happens to a request that reaches the board."""

    #: It is done and answered.
    WHOLE = "whole"
    #: It is done; only the first half of the answer is sent, and nothing more.
    HALF = "half"
    #: It is done; the header of the answer is wrong.
    WRONG_HEADER = "wrong header"
    #: It is neither done nor answered.
    NONE = "none"
    #: It is not done; the connection is closed.
    CLOSE = "close"


class Option(NamedTuple):
    """An option of a fault: its default, whose type it has, and what it means."""

    default: Any
    doc: str


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    Attributes
    ----------
    doc:
        What happens, in a line.
    reply:
        What happens to requests.
    breaks:
        Whether all connections are broken when it begins.
    duration:
        Seconds that it lasts if nothing else is asked for; None: until it is ended.
    options:
        Options besides the duration, by name.
    """

    doc: str
    reply: Reply = Reply.WHOLE
    breaks: bool = False
    duration: float | None = None
    options: Mapping[str, Option] = field(default_factory=dict)


KINDS: dict[str, Kind] = {
    "close": Kind(
        "connections are closed, now and at each request while it lasts", Reply.CLOSE, True, 0.0
    ),
    "half": Kind("half of each answer is sent, and nothing more", Reply.HALF),
    "header": Kind("answers begin with a wrong header", Reply.WRONG_HEADER),
    "delay": Kind("every answer comes late", options={"seconds": Option(0.5, "by how much, in s")}),
    "stall": Kind("requests are neither done nor answered", Reply.NONE),
    "reboot": Kind(
        "the board is away, then its registers are at reset",
        breaks=True,
        duration=5.0,
        options={
            "bitfile": Option(True, "whether PyRPL's FPGA image is loaded afterwards"),
        },
    ),
    "freeze": Kind("the FPGA's clock stands still; accesses are answered"),
    "takeover": Kind(
        "another PyRPL kills the monitor server and starts its own, which answers only to it",
        Reply.NONE,
        True,
        options={"starting": Option(1.0, "seconds until the other one's server is there")},
    ),
}


@dataclass
class Fault:
    """A fault that was asked for: kind, options, and from when to when it was there.

    `started` and `ended` are in seconds since the epoch; `ended` is None while it lasts,
    `duration` None if it lasts until it is ended.
    """

    kind: str
    duration: float | None
    options: dict[str, Any]
    started: float
    ended: float | None = None


class Actions(NamedTuple):
    """What faults do with the board: boot with or without PyRPL's image, stop its clock."""

    boot: Callable[[bool], None]
    freeze: Callable[[], None]
    thaw: Callable[[], None]


class Faults:
    """The faults of one board.

    Attributes
    ----------
    active:
        The fault that is there now, or None.
    breaks:
        How often all connections were broken: one that was made at another count is broken.
    """

    def __init__(self, actions: Actions) -> None:
        self.active: Fault | None = None
        self.breaks = 0
        self._actions = actions
        self._history: deque[Fault] = deque(maxlen=HISTORY)
        self._listeners: list[Callable[[], None]] = []
        self._timer: threading.Timer | None = None
        self._begun = 0.0
        # The timer ends a fault while another thread may start one.
        self._lock = threading.RLock()

    @property
    def history(self) -> list[Fault]:
        """The latest faults, oldest first."""
        return list(self._history)

    @property
    def refuses(self) -> bool:
        """True while nothing listens at the board's port."""
        fault = self.active
        if fault is not None and fault.kind == "takeover":
            return time.monotonic() - self._begun < fault.options["starting"]
        return self.away

    @property
    def other_server(self) -> bool:
        """True while the monitor server of another PyRPL runs."""
        fault = self.active
        return fault is not None and fault.kind == "takeover" and not self.refuses

    @property
    def away(self) -> bool:
        """True while the whole board is away, not only its monitor server."""
        fault = self.active
        return fault is not None and fault.kind == "reboot"

    @property
    def reply(self) -> Reply:
        """What happens to a request now."""
        fault = self.active
        return Reply.WHOLE if fault is None else KINDS[fault.kind].reply

    @property
    def delay(self) -> float:
        """Seconds by which an answer comes late now."""
        fault = self.active
        return fault.options["seconds"] if fault is not None and fault.kind == "delay" else 0.0

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when a fault begins or ends; returns what takes that back.

        It is called in the thread that starts or ends the fault.
        """
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self, kind: str, duration: float | None = None, **options: Any) -> Fault:
        """Begin a fault; one that is there already ends first.

        Parameters
        ----------
        kind:
            A key of `KINDS`.
        duration:
            Seconds that it lasts; None: the default of its kind, which for most of them is
            until `end` is called.
        **options:
            Options of the kind.

        Raises
        ------
        ValueError
            There is no such kind, option or value; the message says what there is.
        RuntimeError
            The clock of a stepped board cannot freeze: it stands still by itself.
        """
        chosen = _chosen(kind, duration, options)
        with self._lock:
            self.end()
            if kind == "freeze":
                self._actions.freeze()
            fault = Fault(kind, *chosen, time.time())
            self._begun = time.monotonic()
            self.active = fault
            self._history.append(fault)
            if KINDS[kind].breaks:
                self.breaks += 1
            if fault.duration:
                self._timer = threading.Timer(fault.duration, self._end, [fault])
                self._timer.daemon = True
                self._timer.start()
            self._tell()
        if fault.duration == 0.0:
            self._end(fault)
        return fault

    def end(self) -> None:
        """End the fault that is there, if there is one."""
        with self._lock:
            if self.active is not None:
                self._end(self.active)

    def _end(self, fault: Fault) -> None:
        with self._lock:
            if self.active is not fault:
                return
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if fault.kind == "freeze":
                self._actions.thaw()
            elif fault.kind == "reboot":
                self._actions.boot(fault.options["bitfile"])
            elif fault.kind == "takeover":
                # The other one's server goes, and with it who connected to it.
                self.breaks += 1
            self.active = None
            fault.ended = time.time()
            self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


def _chosen(
    kind: str, duration: float | None, options: dict[str, Any]
) -> tuple[float | None, dict[str, Any]]:
    """Duration and all options of a fault."""
    if kind not in KINDS:
        raise ValueError(f"there is no fault {kind!r}; there are {', '.join(KINDS)}")
    known = KINDS[kind].options
    unknown = [name for name in options if name not in known]
    if unknown:
        names = ", ".join(["duration", *known])
        raise ValueError(f"the fault {kind!r} has no option {unknown[0]!r}; it has {names}")
    lasting = KINDS[kind].duration if duration is None else _seconds(kind, "duration", duration)
    chosen: dict[str, Any] = {}
    for name, option in known.items():
        value = options.get(name, option.default)
        if isinstance(option.default, bool):
            if not isinstance(value, bool):
                raise ValueError(f"{name} of the fault {kind!r} is True or False, not {value!r}")
            chosen[name] = value
        else:
            chosen[name] = _seconds(kind, name, value)
    return lasting, chosen


def _seconds(kind: str, name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{name} of the fault {kind!r} is a number of seconds, not {value!r}")
    if not (math.isfinite(value) and 0 <= value <= threading.TIMEOUT_MAX):
        raise ValueError(
            f"{name} of the fault {kind!r} must be finite and 0 s or more, not {value!r}"
        )
    return float(value)
