"""PyRPL's sampler in PyMoDAQ: any signal of the board as a number."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
from pymodaq.control_modules.viewer_utility_classes import main
from pymodaq.utils.data import DataFromPlugins

import pyrpl_pyro
from pymodaq_plugins_pyrpl_pyro.board.parameters import GROUP
from pymodaq_plugins_pyrpl_pyro.board.viewer import BoardViewer, viewer_parameters

SIGNALS = {
    "title": "Signals:",
    "name": "signals",
    "type": "itemselect",
    "value": {"all_items": ["in1", "in2"], "selected": ["in1", "in2"]},
    "checkbox": True,
    "tip": "What to sample: the connectors and the outputs of PyRPL's modules.",
}
TIME = {
    "title": "Time:",
    "name": "averaging_time",
    "type": "float",
    "value": 0.01,
    "limits": [0.0, 3600.0],
    "suffix": "s",
    "siPrefix": True,
    "tip": "Mean and standard deviation are taken over this time, one signal after the other; "
    "0 for one sample of each.",
}


class DAQ_0DViewer_PyRPLSampler(BoardViewer):
    """The sampler of PyRPL: mean and standard deviation of any choice of signals.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro.
    """

    params = viewer_parameters(["sampler"], (), [SIGNALS, TIME])

    def adopt_module(self) -> None:
        super().adopt_module()
        attributes = pyrpl_pyro.schema_of(self.module).attributes.values()
        known = [attribute.name for attribute in attributes if attribute.kind == "FloatRegister"]
        parameter = self.settings.child(GROUP, "signals")
        selected = [name for name in parameter.value()["selected"] if name in known]
        parameter.setValue({"all_items": known, "selected": selected})

    def measure(self, stop: threading.Event) -> list[DataFromPlugins]:
        names = self.settings[GROUP, "signals"]["selected"]
        seconds = self.settings[GROUP, "averaging_time"]
        if not names:
            raise ValueError("no signal is chosen: mark some in the list of signals.")
        means, deviations = [], []
        for name in names:
            sample = partial(self.module.stats, name, t=seconds)
            mean, deviation, _largest, _smallest = self.until_stopped(sample, stop)
            factor = self.ranges.factor(name)
            means.append(np.array([mean * factor]))
            deviations.append(np.array([deviation * factor]))
        metadata = {**self.metadata({}), "averaging_time": f"{seconds!r} s"}
        data = [_values("mean", means, names, metadata)]
        if seconds > 0:
            data.append(_values("standard deviation", deviations, names, metadata))
        return data


def _values(
    name: str, values: list[np.ndarray], signals: list[str], metadata: dict[str, str]
) -> DataFromPlugins:
    labels = [f"{signal} {name}" for signal in signals]
    return DataFromPlugins(name, data=values, dim="Data0D", labels=labels, units="V", **metadata)


if __name__ == "__main__":
    main(__file__)
