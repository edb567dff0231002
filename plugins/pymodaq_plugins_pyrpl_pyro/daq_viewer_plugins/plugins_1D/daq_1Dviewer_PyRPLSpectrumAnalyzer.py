"""PyRPL's spectrum analyzer in PyMoDAQ."""

from __future__ import annotations

from typing import Any

import numpy as np
from pymodaq.control_modules.viewer_utility_classes import main
from pymodaq.utils.data import DataFromPlugins
from pymodaq_data.data import Axis

from pymodaq_plugins_pyrpl_pyro.board.mirror import Mirrored, plain
from pymodaq_plugins_pyrpl_pyro.board.runs import RunViewer
from pymodaq_plugins_pyrpl_pyro.board.signals import INPUT, TRACE_AVERAGE
from pymodaq_plugins_pyrpl_pyro.board.spectrum_units import UNITS
from pymodaq_plugins_pyrpl_pyro.board.viewer import viewer_parameters

POINTS = 2**14
"""Of the scope's trace that a spectrum is made of."""

MIRRORED = (
    Mirrored(
        "baseband",
        "bool",
        "Baseband",
        "Two inputs from 0 Hz on, and their cross spectrum; otherwise one input around the "
        "centre frequency, with iq2.",
    ),
    Mirrored("input1_baseband", "list", "Input 1 (baseband)", "Any signal of the board."),
    Mirrored("input2_baseband", "list", "Input 2 (baseband)", "Any signal of the board."),
    INPUT,
    Mirrored("center", "float", "Centre", "Centre frequency; 0 in baseband.", unit="Hz"),
    Mirrored("span", "float", "Span", "Sampling rate; the board takes the nearest.", unit="Hz"),
    Mirrored("rbw", "float", "Resolution bandwidth", "Noise bandwidth; sets the span.", unit="Hz"),
    Mirrored("window", "list", "Window", "What a trace is multiplied with."),
    Mirrored(
        "acbandwidth", "float", "High-pass", "Corner of the input filter; 0 for none.", unit="Hz"
    ),
    TRACE_AVERAGE,
    Mirrored("display_unit", "list", "Unit", "Of the spectra, as in PyRPL."),
    Mirrored("display_input1_baseband", "bool", "Show input 1", "In baseband."),
    Mirrored("display_input2_baseband", "bool", "Show input 2", "In baseband."),
    Mirrored("display_cross_amplitude", "bool", "Show cross spectrum", "In baseband."),
)


class DAQ_1DViewer_PyRPLSpectrumAnalyzer(RunViewer):
    """The spectrum analyzer of PyRPL: spectra of two inputs, their cross spectrum, IQ mode.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro. It uses PyRPL's scope, and iq2 in IQ mode.
    """

    mirrored = MIRRORED
    params = viewer_parameters(["spectrumanalyzer"], MIRRORED)

    def duration(self) -> float:
        return POINTS / plain(self.module.span) * self.module.trace_average

    def missing(self) -> str:
        return "the spectrum analyzer gave no spectrum; is its scope in use?"

    def data(
        self, x: np.ndarray | None, curve: np.ndarray, state: dict[str, Any]
    ) -> list[DataFromPlugins]:
        metadata = self.metadata(state["setup_attributes"])
        unit = UNITS[state["display_unit"]]
        span, rbw = plain(state["span"]), plain(state["rbw"])
        metadata["resolution_bandwidth"] = f"{rbw!r} Hz"
        metadata["spectrum_unit"] = state["display_unit"]
        if curve.ndim == 1:
            factor = self.ranges.factor(str(state["input"]))
            axis = _axis(plain(state["center"]) - span / 2, span / curve.size, curve.size)
            traces = {str(state["input"]): unit.convert(curve * factor**2, rbw)}
            return [_spectra("spectrum", traces, unit.unit, axis, metadata)]
        names = [str(state["input1_baseband"]), str(state["input2_baseband"])]
        first, second = (self.ranges.factor(name) for name in names)
        size = curve.shape[1]
        axis = _axis(0.0, span / (2 * (size - 1)), size)
        cross = (curve[2] + 1j * curve[3]) * first * second
        traces = {}
        if state["display_input1_baseband"]:
            traces[f"input 1 ({names[0]})"] = unit.convert(curve[0] * first**2, rbw)
        if state["display_input2_baseband"]:
            traces[f"input 2 ({names[1]})"] = unit.convert(curve[1] * second**2, rbw)
        if state["display_cross_amplitude"]:
            traces["cross spectrum"] = unit.convert(np.abs(cross), rbw)
        if not traces:
            raise ValueError("nothing is shown: switch on input 1, input 2 or the cross spectrum.")
        data = [_spectra("spectrum", traces, unit.unit, axis, metadata)]
        if state["display_cross_amplitude"]:
            phase = {"cross phase": np.degrees(np.angle(cross))}
            data.append(_spectra("cross phase", phase, "deg", axis, metadata))
            complex_cross = {"cross spectrum (Vpk^2)": cross}
            hidden = {**metadata, "do_plot": False, "spectrum_unit": "Vpk^2"}
            data.append(_spectra("complex cross spectrum", complex_cross, "V**2", axis, hidden))
        return data


def _axis(start: float, step: float, size: int) -> Axis:
    return Axis("frequency", units="Hz", size=size, offset=start, scaling=step)


def _spectra(
    name: str,
    traces: dict[str, np.ndarray],
    unit: str,
    axis: Axis,
    metadata: dict[str, Any],
) -> DataFromPlugins:
    return DataFromPlugins(
        name,
        data=list(traces.values()),
        dim="Data1D",
        labels=list(traces),
        units=unit,
        axes=[axis],
        **metadata,
    )


if __name__ == "__main__":
    main(__file__)
