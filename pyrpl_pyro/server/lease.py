"""One lease, and what of it is kept for a restart of the server."""

from __future__ import annotations

import base64
import logging
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ..errors import LeaseLost, ModuleLeased, NotTransferable
from ..wire.codec import pack, unpack

logger = logging.getLogger(__name__)

ON_DEATH = ("restore", "keep", "off", "ramp")
ON_RELEASE = ("restore", "keep")
LONGEST_RAMP = 3600.0
_LONGEST_TEXT = 200


class State(Enum):
    """What is done with a leased module."""

    HELD = "held"
    ENDING = "ending"
    RAMPING = "ramping"


@dataclass
class Terms:
    """How a lease ends.

    Attributes
    ----------
    reason : str
    on_death, on_release : str
        See ``Board.lease``.
    ramp_seconds : float
    """

    reason: str = ""
    on_death: str = "restore"
    ramp_seconds: float = 1.0
    on_release: str = "restore"

    def __post_init__(self) -> None:
        self.reason = str(self.reason)[:_LONGEST_TEXT]
        self.ramp_seconds = float(self.ramp_seconds)
        for name, allowed in (("on_death", ON_DEATH), ("on_release", ON_RELEASE)):
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"{name}={getattr(self, name)!r} is wrong: expected one of {', '.join(allowed)}"
                )
        if not 0 < self.ramp_seconds <= LONGEST_RAMP:
            raise ValueError(
                f"ramp_seconds={self.ramp_seconds:g} is wrong: expected above 0, up to "
                f"{LONGEST_RAMP:g} s"
            )


@dataclass
class Loss:
    """Why a lease lost a module: ``by`` is "" when nobody took it over."""

    path: str
    module: Any
    by: str
    host: str
    reason: str
    since: float = field(default_factory=time.time)

    def error(self) -> LeaseLost:
        age = max(0.0, time.time() - self.since)
        if self.by:
            reason = self.reason or "no reason given"
            text = f"{self.by} took {self.path} over {_ago(age)}: {reason}"
        else:
            text = f"your lease of {self.path} ended {_ago(age)}: {self.reason}"
        return LeaseLost(
            f"{text}. Release the lease; a new one, or lease.takeover(reason), gets it back.",
            self.path,
            self.by,
            self.host,
            self.reason,
            age,
        )


@dataclass
class Held:
    """A module that a lease has."""

    path: str
    module: Any
    lease: Lease
    setup: dict[str, Any]
    state: State = State.HELD
    ramp: Any = None

    def __post_init__(self) -> None:
        self.kept_setup = _pack_setup(self.setup)

    def refusal(self) -> ModuleLeased:
        """What another client is told."""
        lease, age = self.lease, self.lease.age()
        reason = lease.terms.reason or "no reason given"
        if self.state is State.HELD:
            text = (
                f"{self.path} is leased by {lease.holder} since {age:.0f} s ({reason}). It can be "
                "read; wait until it is free with lease(..., timeout=SECONDS), or take it with "
                f'takeover("{self.path}", reason="...").'
            )
        elif self.state is State.RAMPING:
            text = (
                f"{self.path} is ramped to 0, because {lease.holder}, who had leased it "
                f"({reason}), has gone. A lease of your own stops the ramp where it is."
            )
        else:
            text = (
                f"the lease that {lease.holder} had of {self.path} ({reason}) is being ended. "
                "Try again; while the board is away, this waits for it."
            )
        return ModuleLeased(text, self.path, lease.holder, lease.host, lease.terms.reason, age)

    def describe(self) -> dict[str, Any]:
        """The fields of :class:`pyrpl_pyro.LeaseInfo`."""
        lease = self.lease
        return {
            "module": self.path,
            "holder": lease.holder,
            "host": lease.host,
            "reason": lease.terms.reason,
            "age": lease.age(),
            "on_death": lease.terms.on_death,
            "state": self.state.value,
        }


@dataclass
class Lease:
    """The modules that one client has for itself.

    Attributes
    ----------
    identifier, session : str
    holder, host : str
        Who it is.
    terms : Terms
    since : float
        In seconds since the epoch.
    held : dict
        By path.
    lost : dict
        Modules that it had, by path.
    away_since : float or None
        Monotonic time since when the holder has no connection.
    back_until : float
        Monotonic time until which the holder may come back after a restart of the server.
    """

    identifier: str
    session: str
    holder: str
    host: str
    terms: Terms
    since: float = field(default_factory=time.time)
    held: dict[str, Held] = field(default_factory=dict)
    lost: dict[str, Loss] = field(default_factory=dict)
    away_since: float | None = None
    back_until: float = 0.0

    def age(self) -> float:
        return max(0.0, time.time() - self.since)

    def to_keep(self) -> dict[str, Any]:
        """Plain values for :class:`~.kept.KeptState`."""
        return {
            "identifier": self.identifier,
            "session": self.session,
            "holder": self.holder,
            "host": self.host,
            "since": self.since,
            "terms": vars(self.terms),
            "modules": {path: held.kept_setup for path, held in self.held.items()},
        }

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> tuple[Lease, dict[str, dict[str, Any]]]:
        """A lease without modules, and the setup of each that it had, by path."""
        lease = cls(
            str(kept["identifier"]),
            str(kept["session"]),
            str(kept["holder"]),
            str(kept["host"]),
            Terms(**kept["terms"]),
            float(kept["since"]),
        )
        setups = {str(path): _unpack_setup(text) for path, text in kept["modules"].items()}
        return lease, setups


def _ago(age: float) -> str:
    return f"{age:.0f} s ago" if age >= 1 else "just now"


def _pack_setup(setup: dict[str, Any]) -> str:
    crossing = {}
    for name, value in setup.items():
        try:
            pack(value)
        except NotTransferable:
            logger.debug("%s is not kept for a restart", name)
        else:
            crossing[name] = value
    return base64.b64encode(pack(crossing)).decode("ascii")


def _unpack_setup(text: str) -> dict[str, Any]:
    found = unpack(base64.b64decode(text))
    if not isinstance(found, dict):
        raise ValueError("a kept setup is no dict")
    return found
