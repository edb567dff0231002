"""What the reference process tells of PyRPL's modules; it imports no PyRPL."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.parity.forms import Form

AUTHENTICATION = b"parity"


@dataclass
class Member:
    """A public name of one of PyRPL's objects."""

    name: str
    kind: str
    doc: str = ""
    signature: str = ""
    descriptor: str = ""
    options: list[Form] | None = None
    has_setter: bool = False


@dataclass
class ModuleCensus:
    """What a module has."""

    path: str
    class_name: str
    doc: str
    members: dict[str, Member] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)
