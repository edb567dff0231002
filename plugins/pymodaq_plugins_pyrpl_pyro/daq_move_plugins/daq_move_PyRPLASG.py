"""PyRPL's signal generators in PyMoDAQ."""

from __future__ import annotations

from pymodaq.control_modules.move_utility_classes import main

from pymodaq_plugins_pyrpl_pyro.board.actuator import Axis, BoardActuator, actuator_parameters
from pymodaq_plugins_pyrpl_pyro.board.mirror import Mirrored
from pymodaq_plugins_pyrpl_pyro.board.signals import OUTPUT

FREQUENCY = Mirrored("frequency", "float", "Frequency", "Of the waveform.")
AMPLITUDE = Mirrored("amplitude", "float", "Amplitude", "Half of peak-to-peak; RMS of noise.")
OFFSET = Mirrored("offset", "float", "Offset", "Added to the waveform.")
PHASE = Mirrored("start_phase", "float", "Phase", "Where the waveform starts when triggered.")
MIRRORED = (
    Mirrored("waveform", "list", "Waveform", "Shape of the signal."),
    FREQUENCY,
    AMPLITUDE,
    OFFSET,
    PHASE,
    OUTPUT,
    Mirrored(
        "trigger_source",
        "list",
        "Trigger",
        "What starts the signal; it stands still with 'off'.",
    ),
    Mirrored(
        "cycles_per_burst", "int", "Cycles per burst", "Periods after a trigger; 0 for no end."
    ),
)


class DAQ_Move_PyRPLASG(BoardActuator):
    """The signal generators of PyRPL: frequency, amplitude, offset and phase of asg0, asg1.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro.
    """

    axes = {
        "frequency": Axis(FREQUENCY, "Hz"),
        "amplitude": Axis(AMPLITUDE, "V"),
        "offset": Axis(OFFSET, "V"),
        "phase": Axis(PHASE, "degree"),
    }
    _axis_names = list(axes)
    _controller_units = [axis.unit for axis in axes.values()]
    mirrored = MIRRORED
    params = actuator_parameters(["asg0", "asg1"], MIRRORED, _axis_names)

    def switch_off(self) -> None:
        """Take the generator off the outputs."""
        self.module.output_direct = "off"


if __name__ == "__main__":
    main(__file__)
