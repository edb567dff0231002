"""Values that stand for an object that stays on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ModuleReference:
    """A module of the board, by its path ("scope", "lockbox.inputs.input1", "" the board)."""

    path: str


@dataclass(frozen=True)
class MethodReference:
    """A method of a module, where an attribute was asked for."""

    name: str


@dataclass(frozen=True)
class HandleReference:
    """A run or another future that goes on in the server, e.g. of ``single_async()``."""

    identifier: str
    description: str


@dataclass
class Curve:
    """A stored curve: PyRPL's ``CurveDB`` object, without its database.

    Attributes
    ----------
    pk : int
        Number of the curve in the user directory of the server.
    name : str
    data : tuple of two np.ndarray
        x and y values.
    params : dict
        The settings that PyRPL stored with the curve.
    """

    pk: int
    name: str
    data: Any
    params: dict[str, Any]


@dataclass(frozen=True)
class DefaultValue:
    """The default of a parameter whose value has no representation on the wire."""

    text: str

    def __repr__(self) -> str:
        return self.text
