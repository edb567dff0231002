"""Draw what an acquisition gave: in a notebook, into an image file or into the terminal.

:func:`drawing_of` finds axes and units; :func:`draw`, :func:`save` and :func:`to_terminal` draw.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .errors import PyrplError

_TIME_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))
_FREQUENCY_UNITS = ((1e6, "MHz"), (1e3, "kHz"), (1.0, "Hz"))


@dataclass(frozen=True)
class Panel:
    """One pair of axes.

    Attributes
    ----------
    x : array
        Abscissa, in the unit that `x_label` names.
    x_label, y_label : str
        Labels of the axes, with units.
    curves : dict of str to array
        Ordinates by label, each as long as `x`.
    logarithmic : bool
        Whether the abscissa is drawn on a logarithmic scale.
    """

    x: np.ndarray
    x_label: str
    y_label: str
    curves: dict[str, np.ndarray]
    logarithmic: bool = False


@dataclass(frozen=True)
class Drawing:
    """What to draw: panels one below the other."""

    title: str
    panels: list[Panel] = field(default_factory=list)


class NotDrawable(PyrplError, TypeError):
    """A result that holds no curve."""


def drawing_of(
    result: Any, module: Any, path: str, title: str = "", x: np.ndarray | None = None
) -> Drawing:
    """Choose axes and units for the result of a method.

    Parameters
    ----------
    result : Any
        One array or several of them: real or complex, of one or two dimensions.
    module : Any
        PyRPL module whose method gave it, local or remote; asked for its abscissa
        (``data_x``) and inputs.
    path : str
        Path of the module, such as ``"scope"``: it tells which kind of module it is.
    title : str
        Title of the drawing.
    x : array, optional
        Abscissa in place of the module's: times (s) for the scope and the IQ modules, else
        frequencies (Hz).

    Raises
    ------
    NotDrawable
        `result` holds no curve of at least two points, or `x` is of another length.
    """
    curves = _curves(result)
    kind = path.rpartition(".")[2]
    x_scaled, x_label, logarithmic = _axis(module, kind, len(curves[0]), x)
    labels = _labels(module, kind, len(curves))
    by_label = dict(zip(labels, curves, strict=True))

    def panel(y_label: str, shown: dict[str, np.ndarray]) -> Panel:
        return Panel(x_scaled, x_label, y_label, shown, logarithmic)

    if any(np.iscomplexobj(curve) for curve in curves):
        phase = {label: np.angle(curve, deg=True) for label, curve in by_label.items()}
        size = {label: np.abs(curve) for label, curve in by_label.items()}
        if kind.startswith("iq") and x_label.startswith(("time", "index")):
            return Drawing(title, [panel("amplitude (V)", size), panel("phase (deg)", phase)])
        magnitude = {label: _decibel(curve, 20) for label, curve in size.items()}
        return Drawing(title, [panel("magnitude (dB)", magnitude), panel("phase (deg)", phase)])
    if kind == "spectrumanalyzer":
        power = {label: _decibel(curve, 10) for label, curve in list(by_label.items())[:2]}
        panels = [panel("power spectrum (dB of Vpk^2)", power)]
        if cross := dict(list(by_label.items())[2:]):
            panels.append(panel("cross spectrum (Vpk^2)", cross))
        return Drawing(title, panels)
    return Drawing(title, [panel("voltage (V)" if kind == "scope" else "value", by_label)])


def draw(drawing: Drawing, axes_below: Sequence[Any]) -> None:
    """Draw into axes of matplotlib, one for each panel."""
    first = drawing.panels[0].x
    shared = all(np.array_equal(panel.x, first) for panel in drawing.panels)
    for axes, panel in zip(axes_below, drawing.panels, strict=True):
        for label, curve in panel.curves.items():
            axes.plot(panel.x, curve, label=label, linewidth=1)
        axes.set_ylabel(panel.y_label)
        axes.grid(alpha=0.3)
        if panel is drawing.panels[-1] or not shared:
            axes.set_xlabel(panel.x_label)
        if panel.logarithmic:
            axes.set_xscale("log")


def save(drawing: Drawing, file: str | os.PathLike[str]) -> None:
    """Draw into an image file; its ending (.png, .pdf, .svg) chooses the format.

    Raises
    ------
    PyrplError
        matplotlib is missing, or the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise missing("matplotlib") from None
    figure = Figure(figsize=figure_size(drawing), layout="constrained")
    compose(drawing, figure)
    try:
        figure.savefig(Path(file).expanduser(), dpi=120)
    except (OSError, ValueError) as error:
        raise PyrplError(f"the plot could not be saved to {file}: {error}") from error


def figure_size(drawing: Drawing) -> tuple[float, float]:
    """Width and height of a figure for a drawing (inches)."""
    return 8, 2 + 2.6 * len(drawing.panels)


def compose(drawing: Drawing, figure: Any) -> Sequence[Any]:
    """Lay a drawing out in an empty figure of matplotlib; returns the axes, top to bottom."""
    figure.suptitle(drawing.title)
    first = drawing.panels[0].x
    shared = all(np.array_equal(panel.x, first) for panel in drawing.panels)
    axes_below = figure.subplots(len(drawing.panels), 1, sharex=shared, squeeze=False)[:, 0]
    draw(drawing, axes_below)
    if any(drawing.panels[0].curves):
        handles, labels = axes_below[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower right", ncols=4, fontsize="small")
    for axes, panel in zip(axes_below[1:], drawing.panels[1:], strict=True):
        if any(panel.curves) and list(panel.curves) != list(drawing.panels[0].curves):
            axes.legend(fontsize="small")
    return axes_below


def to_terminal(drawing: Drawing, width: int = 78, height: int = 18) -> str:
    """Draw with characters.

    Parameters
    ----------
    width, height : int
        Size of each panel, in characters; the terminal's size limits it.

    Raises
    ------
    PyrplError
        plotext is missing.
    """
    try:
        import plotext
    except ModuleNotFoundError:
        raise missing("plotext") from None
    text = []
    for panel in drawing.panels:
        figure = plotext.figure.clear()
        figure.theme("colorless")
        figure.plot_size(width, height)
        x = np.log10(panel.x) if panel.logarithmic else panel.x
        for curve in panel.curves.values():
            shown = np.isfinite(curve) & np.isfinite(x)
            signal = figure.signal(x[shown].tolist(), curve[shown].tolist(), marker="braille")
            signal.lines(True)
            figure.draw(signal)
        names = ", ".join(filter(None, panel.curves))
        figure.title(f"{panel.y_label} of {names}" if names else panel.y_label)
        figure.label(f"log10 of {panel.x_label}" if panel.logarithmic else panel.x_label, "x")
        text.append(plotext.uncolorize(str(figure.build())).rstrip())
    return "\n".join([drawing.title, *text] if drawing.title else text)


def missing(package: str) -> PyrplError:
    """The error that says how to install what plots need."""
    return PyrplError(f'plots need {package}: python -m pip install "pyrpl_pyro[plot]"')


def _curves(result: Any) -> list[np.ndarray]:
    parts = result if isinstance(result, (list, tuple)) else [result]
    curves: list[np.ndarray] = []
    for part in parts:
        array = np.asarray(part)
        if array.ndim not in (1, 2) or array.shape[-1] < 2 or array.dtype.kind not in "biufc":
            break
        curves.extend(np.atleast_2d(array))
    else:
        if curves and len({len(curve) for curve in curves}) == 1:
            return curves
    raise NotDrawable(
        f"a result of type {type(result).__name__} cannot be drawn: expected one or several "
        "arrays of equal length"
    )


def _axis(
    module: Any, kind: str, length: int, given: np.ndarray | None
) -> tuple[np.ndarray, str, bool]:
    """Abscissa in a fitting unit, its label, and whether it is logarithmic."""
    if given is None:
        x = _abscissa(module, length)
        if x is None:
            return np.arange(length), "index", False
        is_time = kind == "scope" or bool(getattr(module, "is_zero_span", bool)())
    else:
        x = np.asarray(given, dtype=float)
        if x.shape != (length,):
            raise NotDrawable(f"x has the shape {x.shape}, the curve {length} points.")
        is_time = kind == "scope" or kind.startswith("iq")
    if is_time:
        return *_scaled(x, _TIME_UNITS, "time"), False
    logarithmic = bool(getattr(module, "logscale", False))
    units = _FREQUENCY_UNITS[-1:] if logarithmic else _FREQUENCY_UNITS
    return *_scaled(x, units, "frequency"), logarithmic


def _decibel(size: np.ndarray, factor: int) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return factor * np.log10(size)


def _abscissa(module: Any, length: int) -> np.ndarray | None:
    x = getattr(module, "data_x", None)
    if x is None or np.shape(x) != (length,) or not np.all(np.isfinite(x)):
        return None
    return np.asarray(x, dtype=float)


def _scaled(x: np.ndarray, units: Sequence[tuple[float, str]], name: str) -> tuple[np.ndarray, str]:
    largest = float(np.max(np.abs(x)))
    factor, unit = next(((factor, unit) for factor, unit in units if largest >= factor), units[-1])
    return x / factor, f"{name} ({unit})"


def _labels(module: Any, kind: str, count: int) -> list[str]:
    if kind == "scope" and count == 2:
        return [f"ch{channel}: {getattr(module, f'input{channel}')}" for channel in (1, 2)]
    if kind == "spectrumanalyzer" and count == 4:
        inputs = [getattr(module, f"input{number}_baseband", "") for number in (1, 2)]
        named = [f"input {number}: {name}" for number, name in zip((1, 2), inputs, strict=True)]
        return [*named, "cross spectrum, real", "cross spectrum, imaginary"]
    name = getattr(module, "input", None)
    if count == 1:
        return [f"input: {name}" if name is not None else ""]
    return [f"curve {number}" for number in range(1, count + 1)]
