"""A model of PyMoDAQ's PID extension: regulate a signal of a Red Pitaya.

In software, PyMoDAQ's PID reads the sampler and sets an output, some 20 times a second. In
hardware, PyMoDAQ's setpoint is the setpoint of one of the FPGA's PIDs, which regulates with
microseconds of delay; PyMoDAQ shows what the sampler sees.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pymodaq.extensions.pid.utils import PIDModelGeneric
from pymodaq.utils.data import DataActuator, DataCalculated, DataToActuators, DataToExport

SOFTWARE = "PyMoDAQ (software)"
HARDWARE = "FPGA (hardware)"


class PIDModelPyRPL(PIDModelGeneric):
    """Needs a detector "Sampler" (PyRPLSampler) and an actuator "Output" in the Dashboard.

    "Output" is a PyRPLOutput, or any actuator in volts, for the PID in software; for the one
    in hardware it is a PyRPLPID with the axis "setpoint".
    """

    limits = {  # noqa: RUF012
        "max": {"state": True, "value": 1.0},
        "min": {"state": True, "value": -1.0},
    }
    konstants = {"kp": 0.1, "ki": 1.0, "kd": 0.0}  # noqa: RUF012
    Nsetpoints = 1
    setpoint_ini = [0.0]  # noqa: RUF012
    setpoints_names = ["Regulated signal"]  # noqa: RUF012
    actuators_name = ["Output"]  # noqa: RUF012
    detectors_name = ["Sampler"]  # noqa: RUF012
    params = [  # noqa: RUF012
        {
            "title": "Regulation:",
            "name": "regulation",
            "type": "list",
            "limits": [SOFTWARE, HARDWARE],
            "value": SOFTWARE,
            "tip": "Where the PID is computed.",
        },
        {
            "title": "Signal:",
            "name": "signal",
            "type": "str",
            "value": "in1",
            "tip": "Which of the sampler's signals is regulated.",
        },
    ]

    def convert_input(self, measurements: DataToExport) -> DataToExport:
        """The mean of the chosen signal (V).

        Raises
        ------
        ValueError
            The sampler does not measure it.
        """
        means = measurements.get_data_from_name("mean")
        label = f"{self.settings['signal']} mean"
        if label not in means.labels:
            known = ", ".join(text.removesuffix(" mean") for text in means.labels)
            raise ValueError(
                f"the sampler does not measure {self.settings['signal']!r}; it measures {known}."
            )
        value = means[means.labels.index(label)]
        data = DataCalculated(self.setpoints_names[0], data=[np.array(value)], units=means.units)
        return DataToExport("inputs", data=[data])

    def convert_output(self, outputs: list[float | None], **kwargs: Any) -> DataToActuators:
        """Where the actuator goes (V): what the PID computed, or the setpoint of the FPGA."""
        in_hardware = self.settings["regulation"] == HARDWARE
        values = self.pid_controller.setpoints if in_hardware else outputs
        if values[0] is not None:
            # PyMoDAQ's PID gives none until its user runs it.
            self.curr_output = [float(values[0])]
        actuator = DataActuator(self.actuators_name[0], data=self.curr_output[0], units="V")
        return DataToActuators("outputs", mode="abs", data=[actuator])
