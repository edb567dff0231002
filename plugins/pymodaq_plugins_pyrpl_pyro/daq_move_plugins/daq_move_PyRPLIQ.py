"""PyRPL's IQ modules in PyMoDAQ, as actuators."""

from __future__ import annotations

from pymodaq.control_modules.move_utility_classes import main

from pymodaq_plugins_pyrpl_pyro.board.actuator import Axis, BoardActuator, actuator_parameters
from pymodaq_plugins_pyrpl_pyro.board.iq import (
    AMPLITUDE,
    FREQUENCY,
    GAIN,
    MIRRORED,
    PHASE,
    switch_off,
)
from pymodaq_plugins_pyrpl_pyro.board.mirror import Mirrored

BANDWIDTH = Mirrored("bandwidth", "float", "Bandwidth", "Of two filters in a row.")


class DAQ_Move_PyRPLIQ(BoardActuator):
    """The IQ modules of PyRPL: frequency, phase, amplitude, gain and bandwidth of iq0 to iq2.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro.
    """

    axes = {
        "frequency": Axis(FREQUENCY, "Hz"),
        "phase": Axis(PHASE, "degree"),
        "amplitude": Axis(AMPLITUDE, "V"),
        "gain": Axis(GAIN, ""),
        "bandwidth": Axis(BANDWIDTH, "Hz", order=2),
    }
    _axis_names = list(axes)
    _controller_units = [axis.unit for axis in axes.values()]
    mirrored = MIRRORED
    params = actuator_parameters(["iq0", "iq1", "iq2"], MIRRORED, _axis_names)

    def switch_off(self) -> None:
        """Take the module off the outputs, without a tone and without gain."""
        switch_off(self.module)


if __name__ == "__main__":
    main(__file__)
