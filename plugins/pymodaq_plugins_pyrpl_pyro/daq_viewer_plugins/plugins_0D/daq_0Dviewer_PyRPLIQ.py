"""PyRPL's IQ modules in PyMoDAQ, as lock-in amplifiers."""

from __future__ import annotations

import threading

import numpy as np
from pymodaq.control_modules.viewer_utility_classes import main
from pymodaq.utils.data import DataFromPlugins

from pymodaq_plugins_pyrpl_pyro.board.iq import MIRRORED, switch_off
from pymodaq_plugins_pyrpl_pyro.board.parameters import GROUP
from pymodaq_plugins_pyrpl_pyro.board.viewer import BoardViewer, viewer_parameters

TIME = {
    "title": "Integration time:",
    "name": "integration_time",
    "type": "float",
    "value": 0.05,
    "limits": [8e-9, 34.0],
    "suffix": "s",
    "siPrefix": True,
    "tip": "The board averages the two quadratures over this time.",
}


class DAQ_0DViewer_PyRPLIQ(BoardViewer):
    """The IQ modules of PyRPL as lock-in: X, Y, R and phase of a signal at a frequency.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro. The settings of the module stay as they are.
    """

    mirrored = MIRRORED
    params = viewer_parameters(["iq0", "iq1", "iq2"], MIRRORED, [TIME])

    def measure(self, stop: threading.Event) -> list[DataFromPlugins]:
        seconds = self.settings[GROUP, "integration_time"]
        value = self.until_stopped(lambda: self.board.quadratures(self.module, seconds), stop)
        with self.board.batch():
            source, setup = self.module.input, self.module.setup_attributes
        value *= self.ranges.factor(str(source.value))
        metadata = {**self.metadata(setup.value), "integration_time": f"{seconds!r} s"}
        amplitudes = [np.array([part]) for part in (value.real, value.imag, abs(value))]
        name = self.module_name
        return [
            DataFromPlugins(
                "lock-in",
                data=amplitudes,
                dim="Data0D",
                labels=[f"{name} X", f"{name} Y", f"{name} R"],
                units="V",
                **metadata,
            ),
            DataFromPlugins(
                "phase",
                data=[np.array([np.degrees(np.angle(value))])],
                dim="Data0D",
                labels=[f"{name} phase"],
                units="deg",
                **metadata,
            ),
        ]

    def switch_off(self) -> None:
        """Take the module off the outputs, without a tone and without gain."""
        switch_off(self.module)


if __name__ == "__main__":
    main(__file__)
