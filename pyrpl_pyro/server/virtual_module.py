"""The module `virtual` of a virtual board: what is connected, faults, and writes.

It is one of PyRPL's modules by its class, so that all that makes modules remote holds for it.
PyRPL's own list does not have it: neither its window nor its configuration shows it.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from pyrpl.attributes import BaseProperty, BoolProperty
from pyrpl.modules import Module

from ..virtual import VirtualBoard, plant_of, plant_types
from ..virtual.faults import KINDS, Fault

_SECONDS_PER_CLOCK = 8e-9


class PlantProperty(BaseProperty):
    """What is connected to the board."""

    def validate_and_normalize(self, obj: Any, value: Any) -> dict[str, Any]:
        """Name and all parameters; see `pyrpl_pyro.virtual.plants.plant_of` for errors."""
        return plant_of(value).describe()

    def get_value(self, obj: Any) -> dict[str, Any]:
        return obj._board.plant

    def set_value(self, obj: Any, val: dict[str, Any]) -> None:
        obj._board.plant = val


class LogWritesProperty(BoolProperty):
    """Whether writes are logged."""

    def get_value(self, obj: Any) -> bool:
        return obj._board.writes.on

    def set_value(self, obj: Any, val: bool) -> None:
        if val:
            obj._board.writes.start()
        else:
            obj._board.writes.stop()


class VirtualModule(Module):
    """What a virtual board has and a real one has not.

    Parameters
    ----------
    parent : pyrpl.RedPitaya
    board : VirtualBoard
    """

    _widget_class = None
    #: PyRPL's way to say that nothing of a module is kept in the configuration.
    c = None

    plant = PlantProperty(
        doc="What is connected: a dict with the name and all parameters. It takes a name, a text "
        'such as "loopback:gain=0.5,white=1e-7", or such a dict; see plants.'
    )
    log_writes = LogWritesProperty(doc="Whether the writes to registers are logged; see writes().")

    def __init__(self, parent: Any, board: VirtualBoard) -> None:
        self._board = board
        super().__init__(parent, name="virtual")

    @property
    def plants(self) -> dict[str, Any]:
        """What can be connected, by name.

        Each with "doc", and "parameters" by name with "default", "unit" ("" for none), "doc",
        "minimum" and "maximum" (numbers), and "options" (texts).
        """
        return {
            name: {
                "doc": (kind.__doc__ or "").partition("\n")[0],
                "parameters": {
                    field.name: {"default": field.default, **field.metadata}
                    for field in dataclasses.fields(kind)
                },
            }
            for name, kind in plant_types().items()
        }

    @property
    def cycle(self) -> int:
        """Board time since power-up, in clocks of 8 ns."""
        return self._board.now

    @property
    def time(self) -> float:
        """Board time since power-up [s]."""
        return self._board.now * _SECONDS_PER_CLOCK

    @property
    def lag(self) -> float:
        """Time by which the board is behind the wall clock, as this computer is busy [s]."""
        return self._board.lag * _SECONDS_PER_CLOCK

    @property
    def speed(self) -> float:
        """Board time per wall-clock time since power-up; below 1 on a computer too slow."""
        return self._board.speed

    @property
    def image_loaded(self) -> bool:
        """Whether PyRPL's FPGA image is loaded."""
        return self._board.loaded

    def load_image(self) -> None:
        """Load PyRPL's FPGA image again: all registers are at reset."""
        self._board.reset()

    @property
    def fault_kinds(self) -> dict[str, Any]:
        """The faults that there are, by name.

        Each with "doc", "duration" (s; None: until it is ended), and "options" by name with
        "default" and "doc".
        """
        return {
            name: {
                "doc": kind.doc,
                "duration": kind.duration,
                "options": {key: option._asdict() for key, option in kind.options.items()},
            }
            for name, kind in KINDS.items()
        }

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The latest faults, oldest first.

        Each with "kind", "duration", "options", and "started" and "ended" in seconds since the
        epoch ("ended" is None while it lasts).
        """
        return [_described(fault) for fault in self._board.faults.history]

    def fault(self, kind: str, duration: float | None = None, **options: Any) -> dict[str, Any]:
        """Begin a fault; one that is there already ends first.

        Parameters
        ----------
        kind : str
            A name in `fault_kinds`.
        duration : float or None
            How long (s); None: the usual duration of its kind, until `end_fault()` for most.
        **options
            Options of its kind.

        Raises
        ------
        ValueError
            There is no such kind, option or value; the message says what there is.
        """
        return _described(self._board.faults.start(kind, duration, **options))

    def end_fault(self) -> None:
        """End the fault that is there, if there is one."""
        self._board.faults.end()

    def writes(self, since: int = 0) -> list[dict[str, Any]]:
        """The writes to registers that were logged, oldest first.

        Each with "number", "time" (s since the epoch), "clock" (board time in clocks of 8 ns),
        "address", "name" (block.register), "words" (how many it stands for), "old" and "new"
        (the register word before, and the word written; None for a burst to a table).

        Parameters
        ----------
        since : int
            Only entries with a number above this.
        """
        return [entry._asdict() for entry in self._board.writes.entries(since)]

    @property
    def writes_dropped(self) -> int:
        """Logged writes that had to make room for newer ones."""
        return self._board.writes.dropped

    def clear_writes(self) -> None:
        """Forget the writes that were logged."""
        self._board.writes.clear()


def _described(fault: Fault) -> dict[str, Any]:
    return dataclasses.asdict(fault)
