"""Settings that follow the hardware: attributes of a PyRPL module as PyMoDAQ parameters.

Limits, options and units come from the module's schema. What is shown is what PyRPL has,
rounded and clamped; a change that somebody else makes is shown too. PyMoDAQ writes to the
board only what its user changes, so that nothing echoes.
"""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pymodaq_gui.parameter import Parameter
from qtpy import QtCore

from pyrpl_pyro import PyrplError
from pyrpl_pyro.errors import ConnectionLost
from pyrpl_pyro.schema import AttributeSchema

LARGEST_INT = 2**31 - 1
PERIOD = 0.4
"""Time between two looks at the board (s)."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Mirrored:
    """An attribute of a PyRPL module that is shown as a parameter.

    Parameters
    ----------
    attribute : str
        Its name in PyRPL, also of the parameter.
    kind : str
        "list", "float", "int", "bool", "str", or "numbers" for a list of numbers that
        is written as text.
    title, tip : str
    signal : callable, optional
        Gives, of the values of all mirrored attributes, the signal whose input range
        scales this one.
    unit : str
        For attributes whose unit PyRPL does not tell.
    """

    attribute: str
    kind: str
    title: str
    tip: str
    signal: Callable[[Values], str] | None = None
    unit: str = ""

    def parameter(self) -> dict[str, Any]:
        """The parameter before a board is known."""
        empty = {"list": "", "float": 0.0, "int": 0, "bool": False, "str": "", "numbers": ""}
        made: dict[str, Any] = {
            "title": f"{self.title}:",
            "name": self.attribute,
            "type": "str" if self.kind == "numbers" else self.kind,
            "value": empty[self.kind],
            "tip": self.tip,
        }
        if self.kind == "list":
            made["limits"] = [""]
        if self.kind == "float":
            made.update(siPrefix=True, decimals=6, suffix=self.unit)
        return made

    def shown(self, value: Any, factor: float) -> Any:
        """A value of PyRPL as the parameter shows it."""
        value = plain(value)
        if self.kind == "numbers":
            numbers = value if isinstance(value, list) else [value]
            return ", ".join(f"{number:g}" for number in numbers)
        if self.kind in ("float", "int"):
            first = value[0] if isinstance(value, list) else value
            return int(first) if self.kind == "int" else float(first) * factor
        if self.kind == "list" and isinstance(value, float) and value.is_integer():
            # PyRPL tells some of its whole-numbered options as floats.
            return int(value)
        return value

    def asked(self, shown: Any, factor: float) -> Any:
        """What to write to PyRPL for what the user entered.

        Raises
        ------
        ValueError
            A list of numbers is not one.
        """
        if self.kind == "float":
            return shown / factor
        if self.kind == "numbers":
            try:
                numbers = [
                    float(text) for text in shown.replace(";", ",").split(",") if text.strip()
                ]
                if not all(map(math.isfinite, numbers)):
                    raise ValueError
                return numbers
            except ValueError:
                raise ValueError(
                    f"{self.title}: expected numbers with commas in between, like '1000, 1000', "
                    f"not {shown!r}."
                ) from None
        return shown

    def adopt(self, parameter: Parameter, schema: AttributeSchema, factor: float) -> None:
        """Give a parameter the options, limits and unit that the board tells."""
        options = None if schema.options is None else plain(schema.options)
        if self.kind == "list" and options is not None:
            if list(parameter.opts["limits"]) != options:
                parameter.setLimits(options)
            return
        if self.kind not in ("float", "int"):
            return
        if schema.unit and parameter.opts.get("suffix") != schema.unit:
            parameter.setOpts(suffix=schema.unit)
        limits = self.limits(schema, factor)
        if list(parameter.opts.get("limits") or ()) != limits:
            parameter.setLimits(limits)

    def limits(self, schema: AttributeSchema, factor: float = 1.0) -> list[float]:
        """Smallest and largest value that the parameter takes."""
        numbers = [x for x in plain(schema.options or []) if isinstance(x, (int, float))]
        low = min(numbers) if numbers else schema.minimum
        high = max(numbers) if numbers else schema.maximum
        if self.kind == "int":
            return [
                int(-LARGEST_INT if low is None else low),
                int(min(LARGEST_INT, LARGEST_INT if high is None else high)),
            ]
        largest = sys.float_info.max
        return [
            -largest if low is None else low * factor,
            largest if high is None else high * factor,
        ]


def plain(value: Any) -> Any:
    """Numbers of numpy as Python's, modules as their names, arrays and tuples as lists."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return str(getattr(value, "name", value))


def same(a: Any, b: Any) -> bool:
    """Whether two shown values are the same, numbers but for rounding."""
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-15)
    return type(a) is type(b) and a == b


class Watcher(QtCore.QObject):
    """Reads the mirrored attributes every :data:`PERIOD`, in a thread of its own.

    Signals
    -------
    seen(int, dict)
        The number of :attr:`writes` when the reading began, and the values; emitted to
        the thread in which this object was made.

    Parameters
    ----------
    read : callable
        Reads the values from the board.
    lost : callable
        Called, in the thread of the watcher, with the error when the server has gone.
    """

    seen = QtCore.Signal(int, dict)

    def __init__(
        self, read: Callable[[], dict[str, Any]], lost: Callable[[ConnectionLost], object]
    ):
        super().__init__()
        self._read = read
        self._lost = lost
        self._end = threading.Event()
        self.writes = 0
        self._thread = threading.Thread(target=self._run, daemon=True, name="pyrpl settings")
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> None:
        """End the thread."""
        self._end.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._end.wait(PERIOD):
            number = self.writes
            try:
                values = self._read()
            except ConnectionLost as error:
                if not self._end.is_set() and not self._told(error):
                    return
                continue
            except (PyrplError, OSError):
                # The next measurement or move tells the user; here the board may come back.
                continue
            try:
                self.seen.emit(number, values)
            except RuntimeError:
                # PyMoDAQ dropped the plugin without closing it.
                return

    def _told(self, error: ConnectionLost) -> bool:
        try:
            self._lost(error)
        except RuntimeError:
            # As above.
            return False
        return True
