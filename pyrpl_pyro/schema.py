"""What a module is: its attributes, methods and submodules, as plain data.

The server builds these from PyRPL's classes (:mod:`pyrpl_pyro.server.describe`); the
client makes proxies from them. They cross as dicts.
"""

from __future__ import annotations

import inspect
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class AttributeSchema:
    """One attribute of a module.

    Attributes
    ----------
    name : str
    kind : str
        Name of PyRPL's descriptor class ("FloatRegister", "SelectProperty", ...),
        "property" for a Python property, "plain" for an attribute of the object.
    doc : str
    unit : str
        Read from PyRPL's doc text ("V", "s", "Hz", "deg", "cycles"), "" when it names none.
    minimum, maximum, increment : float or None
        Limits and step in the attribute's unit.
    options : list or None
        What a select attribute accepts, at the time of the description.
    default : object
    writable : bool
    setup : bool
        Whether it is part of the module's state (PyRPL's ``_setup_attributes``).
    gui : bool
        Whether PyRPL's window shows it (``_gui_attributes``).
    """

    name: str
    kind: str
    doc: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    increment: float | None = None
    options: list[Any] | None = None
    default: Any = None
    writable: bool = True
    setup: bool = False
    gui: bool = False


@dataclass(frozen=True)
class ParameterSchema:
    """One parameter of a method, as :class:`inspect.Parameter` knows it."""

    name: str
    kind: str
    has_default: bool = False
    default: Any = None

    def parameter(self) -> inspect.Parameter:
        kind = inspect._ParameterKind[self.kind]
        default = self.default if self.has_default else inspect.Parameter.empty
        return inspect.Parameter(self.name, kind, default=default)


@dataclass(frozen=True)
class MethodSchema:
    """One method of a module: its documentation and signature."""

    name: str
    doc: str = ""
    parameters: list[ParameterSchema] = field(default_factory=list)

    def signature(self) -> inspect.Signature:
        return inspect.Signature([parameter.parameter() for parameter in self.parameters])


@dataclass(frozen=True)
class ModuleSchema:
    """One module of a board.

    Attributes
    ----------
    path : str
        "scope", "lockbox.outputs.output1"; "" is the board itself.
    class_name : str
    doc : str
    attributes, methods : dict
        By name.
    submodules : list of str
        Names of the nested modules, in PyRPL's order.
    length : int or None
        Number of elements when the module is a list of modules.
    special : list of str
        Operators that the module answers to, e.g. "__getitem__", "__len__".
    """

    path: str
    class_name: str
    doc: str = ""
    attributes: dict[str, AttributeSchema] = field(default_factory=dict)
    methods: dict[str, MethodSchema] = field(default_factory=dict)
    submodules: list[str] = field(default_factory=list)
    length: int | None = None
    special: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts and lists, for the wire."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ModuleSchema:
        """Inverse of :meth:`to_dict`."""
        attributes = {name: AttributeSchema(**entry) for name, entry in data["attributes"].items()}
        methods = {
            name: MethodSchema(
                entry["name"],
                entry["doc"],
                [ParameterSchema(**parameter) for parameter in entry["parameters"]],
            )
            for name, entry in data["methods"].items()
        }
        return cls(**{**data, "attributes": attributes, "methods": methods})


_TIMES = ("since", "hardware_since", "registers_lost")


@dataclass(frozen=True)
class BoardInfo:
    """What is known of a board's server.

    Attributes
    ----------
    board : str
    uri : str
        Pyro URI of the board object.
    host : str
        Name of the machine that the server runs on.
    address : str
        "host:port" where the server listens.
    state : str
        "running", "full" when it takes no further client, "not answering" when nobody does,
        "starting" when it has no modules yet, "refused" when it does not take this client, or
        "not trusted" when it has not the certificate or token of the lab.
    since : datetime or None
        When the server started, with time zone.
    hardware : str
        Host name of the Red Pitaya, or "virtual".
    pyrpl_version, version : str
        Versions of PyRPL and of this package on the server.
    modules : list of str
        Paths of all modules.
    pid : int or None
    epoch : str
        Changes with each start of the server.
    hardware_state : str
        "connected", "unreachable", "taken over" (by another PyRPL) or "other FPGA image";
        empty where the server says nothing.
    hardware_since : datetime or None
        When that began, with time zone.
    hardware_note : str
        What happened and what is being done, or what is known since the board is back.
    clients : list of str
        Who is connected, as "user@host/program[pid]", or "plain Pyro5 client"; where they
        prove who they are, the name in their certificate or of their token follows.
    registers_lost : datetime or None
        When the server last noticed that the FPGA had started anew, with all registers at
        reset; None if that did not happen.
    leases : int
        Number of modules that are leased; ``rp.leases()`` lists them.
    """

    board: str
    uri: str
    host: str = ""
    address: str = ""
    state: str = "running"
    since: datetime | None = None
    hardware: str = ""
    pyrpl_version: str = ""
    version: str = ""
    modules: list[str] = field(default_factory=list)
    pid: int | None = None
    epoch: str = ""
    hardware_state: str = "connected"
    hardware_since: datetime | None = None
    hardware_note: str = ""
    registers_lost: datetime | None = None
    leases: int = 0
    clients: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; times as ISO 8601 text."""
        data = asdict(self)
        for name in _TIMES:
            data[name] = data[name].isoformat() if data[name] else None
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BoardInfo:
        """Inverse of :meth:`to_dict`."""
        texts = {name: data.get(name) for name in _TIMES}
        times = {name: datetime.fromisoformat(text) for name, text in texts.items() if text}
        return cls(**{**data, **dict.fromkeys(_TIMES), **times})


@dataclass(frozen=True)
class LeaseInfo:
    """A module that somebody has for himself.

    Attributes
    ----------
    module : str
        Path of the module.
    holder : str
        ``user@host/program[number]``.
    host : str
        Computer of the holder.
    reason : str
        What the holder said.
    age : float
        How long it has been leased (s).
    on_death : str
        What happens when the holder goes: "restore", "keep", "off" or "ramp".
    state : str
        "held"; "ramping" or "ending" when the holder has gone.
    """

    module: str
    holder: str
    host: str = ""
    reason: str = ""
    age: float = 0.0
    on_death: str = "restore"
    state: str = "held"
