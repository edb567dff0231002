"""PyRPL's scope in PyMoDAQ."""

from __future__ import annotations

from typing import Any

import numpy as np
from pymodaq.control_modules.viewer_utility_classes import main
from pymodaq.utils.data import DataFromPlugins
from pymodaq_data.data import Axis

from pymodaq_plugins_pyrpl_pyro.board.formula import evaluate, unit_of
from pymodaq_plugins_pyrpl_pyro.board.mirror import Mirrored, Values
from pymodaq_plugins_pyrpl_pyro.board.parameters import GROUP
from pymodaq_plugins_pyrpl_pyro.board.runs import RunViewer
from pymodaq_plugins_pyrpl_pyro.board.signals import TRACE_AVERAGE
from pymodaq_plugins_pyrpl_pyro.board.viewer import viewer_parameters

LONGEST_DELAY = 2**32 - 1
"""Of the register, in samples (PyRPL's Scope._trigger_delay_register)."""


def triggering_signal(values: Values) -> str:
    """The signal that the trigger level belongs to."""
    channel = "input2" if str(values["trigger_source"]).startswith("ch2") else "input1"
    return str(values[channel])


MIRRORED = (
    Mirrored("input1", "list", "Channel 1", "Any signal of the board, not only its inputs."),
    Mirrored("input2", "list", "Channel 2", "Any signal of the board, not only its inputs."),
    Mirrored("ch1_active", "bool", "Show channel 1", "Measure channel 1."),
    Mirrored("ch2_active", "bool", "Show channel 2", "Measure channel 2."),
    Mirrored(
        "duration", "float", "Duration", "Of a trace; PyRPL takes the next longer one.", unit="s"
    ),
    Mirrored(
        "decimation",
        "list",
        "Decimation",
        "Clocks of 8 ns per sample; sets the duration as well.",
    ),
    Mirrored("average", "bool", "Average per point", "Average all clocks of a sample."),
    TRACE_AVERAGE,
    Mirrored("trigger_source", "list", "Trigger", "What starts a trace."),
    Mirrored(
        "threshold",
        "float",
        "Trigger level",
        "In volts at the connector of the channel that triggers.",
        triggering_signal,
    ),
    Mirrored(
        "hysteresis",
        "float",
        "Hysteresis",
        "How far the signal must go back before the next trigger.",
        triggering_signal,
    ),
    Mirrored(
        "trigger_delay",
        "float",
        "Trigger delay",
        "From the trigger to the middle of the trace.",
        unit="s",
    ),
    Mirrored(
        "rolling_mode",
        "bool",
        "Rolling mode",
        "Live traces longer than 0.1 s roll past without a trigger.",
    ),
    Mirrored("ch_math_active", "bool", "Show math", "Compute PyRPL's math channel."),
    Mirrored(
        "math_formula", "str", "Math formula", "Of ch1, ch2 and times, e.g. ch1 * np.abs(ch2)."
    ),
)
STATISTICS = {
    "title": "Statistics:",
    "name": "statistics",
    "type": "bool",
    "value": False,
    "tip": "Mean, RMS without the mean, and peak-to-peak value of each channel as scalars, "
    "for a scan.",
}


class DAQ_1DViewer_PyRPLScope(RunViewer):
    """The scope of PyRPL: two channels and its math channel against time.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro. A single trace is taken anew; a live view shares the
    continuous run of the scope with all others that watch it.
    """

    mirrored = MIRRORED
    also_read = ("sampling_time", "data_length")
    params = viewer_parameters(["scope"], MIRRORED, [STATISTICS])

    def duration(self) -> float:
        return self.module.duration * self.module.trace_average

    def missing(self) -> str:
        return (
            f"the trigger {self.module.trigger_source} did not come. Choose another trigger or "
            "level, or a longer timeout."
        )

    def data(
        self, x: np.ndarray | None, curve: np.ndarray, state: dict[str, Any]
    ) -> list[DataFromPlugins]:
        if x is not None and state["rolling_mode"] and x[-1] <= 0:
            return self._data(curve, time_axis(x[0], state), state)
        return self._data(curve, self.time_axis(state), state)

    @staticmethod
    def time_axis(state: dict[str, Any]) -> Axis:
        """Time since the trigger, as the FPGA has it.

        The delay is a whole number of samples, 1 at least, which PyRPL's own axis takes no
        notice of (Scope._start_trace_acquisition).
        """
        dt, length = state["sampling_time"], state["data_length"]
        if state["trigger_source"] == "immediately":
            return time_axis(0.0, state)
        after = int(np.round(state["trigger_delay"] / dt)) + length // 2
        after = min(max(after, 1), LONGEST_DELAY)
        return time_axis((after - length) * dt, state)

    def _data(
        self, channels: np.ndarray, axis: Axis, state: dict[str, Any]
    ) -> list[DataFromPlugins]:
        metadata = self.metadata(state["setup_attributes"])
        inputs = [str(state["input1"]), str(state["input2"])]
        volts = [
            channel * self.ranges.factor(name)
            for channel, name in zip(channels, inputs, strict=True)
        ]
        shown = [index for index in (0, 1) if state[f"ch{index + 1}_active"]]
        data = []
        if shown:
            data.append(
                DataFromPlugins(
                    "scope",
                    data=[volts[index] for index in shown],
                    dim="Data1D",
                    labels=[f"ch{index + 1} ({inputs[index]})" for index in shown],
                    units="V",
                    axes=[axis],
                    **metadata,
                )
            )
        if state["ch_math_active"]:
            data.append(self._math(volts, axis, state["math_formula"], metadata))
        if self.settings[GROUP, "statistics"]:
            for index in shown:
                data.append(_statistics(f"ch{index + 1}", volts[index], metadata))
        if not data:
            raise ValueError("no channel is shown: switch on channel 1, channel 2 or math.")
        return data

    @staticmethod
    def _math(
        volts: list[np.ndarray], axis: Axis, formula: str, metadata: dict[str, str]
    ) -> DataFromPlugins:
        names = {"ch1": volts[0], "ch2": volts[1], "times": axis.get_data()}
        value = evaluate(formula, names)
        return DataFromPlugins(
            "math",
            data=[np.broadcast_to(np.asarray(value), volts[0].shape).copy()],
            dim="Data1D",
            labels=[formula],
            units=unit_of(formula, {"ch1": "V", "ch2": "V", "times": "s"}),
            axes=[axis],
            **metadata,
        )


def time_axis(start: float, state: dict[str, Any]) -> Axis:
    """Equidistant times (s)."""
    return Axis(
        "time",
        units="s",
        size=state["data_length"],
        offset=start,
        scaling=state["sampling_time"],
    )


def _statistics(name: str, volts: np.ndarray, metadata: dict[str, str]) -> DataFromPlugins:
    known = volts[np.isfinite(volts)]
    values = [known.mean(), known.std(), np.ptp(known)]
    return DataFromPlugins(
        f"{name} statistics",
        data=[np.array([value]) for value in values],
        dim="Data0D",
        labels=[f"{name} mean", f"{name} RMS", f"{name} peak-to-peak"],
        units="V",
        **metadata,
    )


if __name__ == "__main__":
    main(__file__)
