"""PyRPL's PID controllers in PyMoDAQ."""

from __future__ import annotations

from typing import Any

from pymodaq.control_modules.move_utility_classes import main

from pymodaq_plugins_pyrpl_pyro.board.actuator import Axis, BoardActuator, actuator_parameters
from pymodaq_plugins_pyrpl_pyro.board.mirror import Mirrored
from pymodaq_plugins_pyrpl_pyro.board.parameters import GROUP
from pymodaq_plugins_pyrpl_pyro.board.signals import INPUT, OUTPUT, input_of

SETPOINT = Mirrored(
    "setpoint",
    "float",
    "Setpoint",
    "What the input is compared with, in volts at the connector.",
    input_of("input"),
)
P = Mirrored("p", "float", "P gain", "Proportional gain, in PyRPL's volts per volt.")
I = Mirrored("i", "float", "I gain", "Unity-gain frequency of the integrator.")  # noqa: E741
INTEGRATOR = Mirrored("ival", "float", "Integrator", "Output voltage of the integrator.", unit="V")
MINIMUM = Mirrored("min_voltage", "float", "Lowest output", "Limit of the output.")
MAXIMUM = Mirrored("max_voltage", "float", "Highest output", "Limit of the output.")
MIRRORED = (
    INPUT,
    OUTPUT,
    SETPOINT,
    P,
    I,
    INTEGRATOR,
    MINIMUM,
    MAXIMUM,
    Mirrored(
        "inputfilter",
        "numbers",
        "Input filter",
        "Up to four first-order filters, in Hz with commas in between; low-pass when positive, "
        "high-pass when negative, 0 for none.",
    ),
    Mirrored("pause_gains", "list", "Gains on hold", "Which gains 'hold' sets to 0."),
    Mirrored(
        "paused",
        "bool",
        "Hold",
        "Set the gains on hold to 0; none chosen means 'pi', with which the output stays at the "
        "integrator's value.",
    ),
)
RESET = {
    "title": "Reset integrator:",
    "name": "reset_integrator",
    "type": "bool_push",
    "label": "Reset",
    "value": False,
    "tip": "Set the integrator to 0 V.",
}


class DAQ_Move_PyRPLPID(BoardActuator):
    """The PIDs of PyRPL: setpoint, gains, integrator and output limits of pid0 to pid2.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro.
    """

    axes = {
        "setpoint": Axis(SETPOINT, "V"),
        "p": Axis(P, ""),
        "i": Axis(I, "Hz"),
        "ival": Axis(INTEGRATOR, "V"),
        "min_voltage": Axis(MINIMUM, "V", home=-1.0),
        "max_voltage": Axis(MAXIMUM, "V", home=1.0),
    }
    _axis_names = list(axes)
    _controller_units = [axis.unit for axis in axes.values()]
    mirrored = MIRRORED
    params = actuator_parameters(["pid0", "pid1", "pid2"], MIRRORED, _axis_names, [RESET])

    def write(self, attribute: str, value: Any) -> dict[str, Any]:
        """As for all plugins; "hold" without gains to hold would do nothing."""
        if attribute == "paused" and value and self.values["pause_gains"] == "off":
            super().write("pause_gains", "pi")
        return super().write(attribute, value)

    def setting_changed(self, name: str, value: Any) -> None:
        if name == "reset_integrator" and value:
            self.write("ival", 0.0)
            self.settings.child(GROUP, "reset_integrator").setValue(False)

    def switch_off(self) -> None:
        """Take the PID off the outputs and set its gains and integrator to 0."""
        self.module.setup(output_direct="off", p=0.0, i=0.0)
        self.module.ival = 0.0


if __name__ == "__main__":
    main(__file__)
