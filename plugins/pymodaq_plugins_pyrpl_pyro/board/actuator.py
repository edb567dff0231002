"""What every actuator does: axes that are attributes of a PyRPL module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pymodaq.control_modules.move_utility_classes import (
    DAQ_Move_base,
    DataActuatorType,
    comon_parameters_fun,
)
from pymodaq.control_modules.thread_commands import ThreadStatusMove
from pymodaq.utils.data import DataActuator
from pymodaq_utils.utils import ThreadCommand

from .input_range import INPUTS
from .mirror import Mirrored, plain
from .parameters import board_parameters
from .plugin import BoardPlugin

POLL_MS = 5
_BEFORE_CONNECTED = 1e-9
"""Resolution of an axis until the board tells it."""
_WHAT_IS_MOVED = ("axis", "module", *(f"range_{name}" for name in INPUTS))


@dataclass(frozen=True)
class Axis:
    """An axis of an actuator.

    Parameters
    ----------
    attribute : Mirrored
        The attribute that it moves.
    unit : str
        For PyMoDAQ.
    order : int
        How many filters of this frequency in a row an attribute gets that is a list.
    home : float
        Where "home" goes, in `unit`.
    """

    attribute: Mirrored
    unit: str
    order: int = 0
    home: float = 0.0


def actuator_parameters(
    modules: Sequence[str],
    mirrored: Sequence[Mirrored],
    axis_names: Sequence[str],
    extra: Sequence[dict] = (),
) -> list[dict]:
    """The parameters of an actuator, see :func:`~.parameters.board_parameters`."""
    common = comon_parameters_fun(True, axis_names=list(axis_names), epsilon=_BEFORE_CONNECTED)
    return [*common, *board_parameters(modules, mirrored, extra)]


class BoardActuator(BoardPlugin, DAQ_Move_base):
    """Base of the actuators; :attr:`axes` says what they move."""

    is_multiaxes = True
    data_actuator_type = DataActuatorType.DataActuator
    axes: ClassVar[Mapping[str, Axis]] = {}
    _epsilons = _BEFORE_CONNECTED

    # What PyMoDAQ calls.

    def ini_attributes(self) -> None:
        self.board = None
        self.lost = False
        self.values: dict[str, Any] = {}
        # A register is set at once; PyMoDAQ's timer would make each move last 0.2 s.
        self.poll_timer.setInterval(POLL_MS)

    def ini_stage(self, controller: Any = None) -> tuple[str, bool]:
        """Connect to the board; each instrument has a connection of its own."""
        try:
            text = self.connect_board()
            self.axis_name = self.axis_name
            # PyMoDAQ takes 0 for the position until it is told.
            self.current_value = self.get_actuator_value()
        except Exception as error:
            return self.init_failed(error), False
        return text, True

    def update_settings(self, settings_parameter_dict: dict[str, Any]) -> None:
        """As for all plugins; shows the position when it is of something else from now on."""
        super().update_settings(settings_parameter_dict)
        changed = settings_parameter_dict["param"].name()
        if self.board is not None and changed in _WHAT_IS_MOVED:
            position = self.get_actuator_value()
            self.emit_status(ThreadCommand(ThreadStatusMove.GET_ACTUATOR_VALUE, position))

    def get_actuator_value(self) -> DataActuator:
        """The value of the axis on the board; the last one when it cannot be read."""
        if self.board is None and not self.lost:
            return self._current_value
        try:
            self.connect_again()
            value = self.read_axis()
        except Exception as error:
            self._fail(error)
            return self._current_value
        return self.get_position_with_scaling(self._data(value))

    def move_abs(self, value: DataActuator) -> None:
        """Set the axis; an error is told and the move ends, so that no scan goes on with it."""
        value = self.check_bound(value)
        self._move(self.set_position_with_scaling(value).value(self.axis_unit))

    def move_rel(self, value: DataActuator) -> None:
        """Move from where the board is now, not from where PyMoDAQ last saw it."""
        step = self.set_position_relative_with_scaling(value).value(self.axis_unit)
        try:
            self.connect_again()
            start = self.read_axis()
        except Exception as error:
            self._fail(error)
            return
        self._move(start + step)

    def move_home(self, *args: Any) -> None:
        """Go to the home value of the axis, most often 0."""
        self._move(self.axis.home)
        self.move_done()

    def stop_motion(self, *args: Any) -> None:
        """A move is over as soon as it was sent."""
        self.poll_timer.stop()

    # For the actuators.

    @property
    def axis(self) -> Axis:
        """The axis that the user chose."""
        return self.axes[self.axis_name]

    def read_axis(self) -> float:
        """The value of the axis on the board, in the axis' unit."""
        item = self.axis.attribute
        return item.shown(getattr(self.module, item.attribute), self._factor(item))

    def write_axis(self, value: float) -> float:
        """Set the axis; return what the board made of it.

        Raises
        ------
        ValueError
            `value` is out of the range of the axis.
        """
        axis = self.axis
        item = axis.attribute
        factor = self._factor(item)
        schema = self._schema.attributes[item.attribute]
        low, high = item.limits(schema, factor)
        resolution = (schema.increment or 0.0) * factor
        if not low - resolution <= value <= high + resolution:
            raise ValueError(
                f"{self.axis_name} of {self.module_name} goes from {low:g} to {high:g}"
                f"{axis.unit and ' ' + axis.unit}, not to {value:g}; nothing was changed."
            )
        asked = item.asked(value, factor)
        values = self.write(item.attribute, [asked] * axis.order if axis.order else asked)
        return item.shown(values[item.attribute], factor)

    def adopt_module(self) -> None:
        super().adopt_module()
        self.epsilons = [self._resolution(axis) for axis in self.axes.values()]
        self.settings.child("epsilon").setValue(self.epsilon)

    def _resolution(self, axis: Axis) -> float:
        schema = self._schema.attributes[axis.attribute.attribute]
        return max(0.5 * (schema.increment or 0.0), _BEFORE_CONNECTED) * self._factor(
            axis.attribute
        )

    def _data(self, value: float) -> DataActuator:
        return DataActuator(self._title, data=float(plain(value)), units=self.axis_unit)

    def _move(self, value: float) -> None:
        try:
            self.connect_again()
            reached = self._data(self.write_axis(value))
        except Exception as error:
            self._fail(error)
            return
        # PyRPL rounds to the register's step; that is where the move goes, and it is there.
        self.target_value = self.get_position_with_scaling(reached)
        self.current_value = self.target_value

    def _fail(self, error: Exception) -> None:
        text = self.tell(error)
        # PyMoDAQ would call a move done that never reached the board.
        self.move_is_done = True
        self.target_value = self._data(float("nan"))
        self.emit_status(ThreadCommand("stop"))
        self.tell_later(text, 0.05)
