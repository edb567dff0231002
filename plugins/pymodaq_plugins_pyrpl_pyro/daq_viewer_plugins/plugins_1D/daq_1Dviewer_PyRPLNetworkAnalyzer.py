"""PyRPL's network analyzer in PyMoDAQ."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from pymodaq.control_modules.viewer_utility_classes import main
from pymodaq.utils.data import DataFromPlugins
from pymodaq_data.data import Axis

from pymodaq_plugins_pyrpl_pyro.board.mirror import Mirrored
from pymodaq_plugins_pyrpl_pyro.board.runs import RunViewer
from pymodaq_plugins_pyrpl_pyro.board.signals import INPUT, OUTPUT, TRACE_AVERAGE
from pymodaq_plugins_pyrpl_pyro.board.viewer import viewer_parameters

MIRRORED = (
    INPUT,
    OUTPUT,
    Mirrored("start_freq", "float", "Start", "First frequency of the sweep."),
    Mirrored("stop_freq", "float", "Stop", "Last frequency of the sweep."),
    Mirrored("points", "int", "Points", "How many frequencies."),
    Mirrored("logscale", "bool", "Logarithmic sweep", "Otherwise equidistant frequencies."),
    Mirrored(
        "rbw", "float", "Resolution bandwidth", "A point takes some 1.5 / bandwidth.", unit="Hz"
    ),
    Mirrored("amplitude", "float", "Amplitude", "Of the excitation.", unit="V"),
    Mirrored("average_per_point", "int", "Average per point", "In units of 1 / bandwidth."),
    TRACE_AVERAGE,
    Mirrored("acbandwidth", "float", "High-pass", "Corner of the input filter.", unit="Hz"),
)
SMALLEST = 1e-15
"""-300 dB: less than the board resolves, and a plot with a zero in it can be read."""


class DAQ_1DViewer_PyRPLNetworkAnalyzer(RunViewer):
    """The network analyzer of PyRPL: the transfer function between an output and an input.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro. The curve grows while the sweep runs.
    """

    mirrored = MIRRORED
    params = viewer_parameters(["networkanalyzer"], MIRRORED)

    def missing(self) -> str:
        return "the sweep does not go on."

    def duration(self) -> float:
        """Of a point (s)."""
        module = self.module
        bandwidth = np.min(np.atleast_1d(module.rbw))
        return 3 * (module.average_per_point + 1) / float(bandwidth)

    def watch(self, stop: threading.Event, first: bool) -> list[DataFromPlugins]:
        """A live view takes one sweep after the other."""
        return self.measure(stop)

    def watch_ends(self) -> None:
        """There is no run that goes on."""

    def data(
        self, x: np.ndarray | None, curve: np.ndarray, state: dict[str, Any]
    ) -> list[DataFromPlugins]:
        x = self.module.data_x if x is None else x
        response = curve * self.ranges.factor(str(state["input"]))
        metadata = self.metadata(state["setup_attributes"])
        zero_span = state["start_freq"] == state["stop_freq"]
        axis = (
            Axis("time", units="s", data=x) if zero_span else Axis("frequency", units="Hz", data=x)
        )
        magnitude = 20 * np.log10(np.maximum(np.abs(response), SMALLEST))
        phase = np.degrees(np.angle(response))
        return [
            _trace("magnitude", magnitude, "dB", axis, metadata),
            _trace("phase", phase, "deg", axis, metadata),
            _trace("transfer function", response, "", axis, {**metadata, "do_plot": False}),
        ]

    def switch_off(self) -> None:
        """End a sweep, and take the excitation off the outputs."""
        self.module.stop()
        self.module.output_direct = "off"

    def progress(self) -> int:
        """How many points were measured until now; the curve is shown meanwhile."""
        module = self.module
        with self.board.batch():
            names = ("current_point", "current_avg", "data_x", "data_avg", "points")
            results = {name: getattr(module, name) for name in names}
        found = {name: result.value for name, result in results.items()}
        count = found["points"] if found["current_avg"] else found["current_point"]
        if count > 1:
            state = self.read_state()
            data = self.data(found["data_x"][:count], found["data_avg"][:count], state)
            self.emit_unfinished([trace for trace in data if trace.units])
        return found["current_avg"] * found["points"] + found["current_point"]


def _trace(
    name: str, values: np.ndarray, unit: str, axis: Axis, metadata: dict[str, Any]
) -> DataFromPlugins:
    return DataFromPlugins(
        name, data=[values], dim="Data1D", labels=[name], units=unit, axes=[axis], **metadata
    )


if __name__ == "__main__":
    main(__file__)
