"""Draw the last result of a module: ``rp.scope.plot()``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import BatchError
from ..plotting import (
    Drawing,
    NotDrawable,
    compose,
    draw,
    drawing_of,
    figure_size,
    missing,
    save,
    to_terminal,
)
from ..schema import ModuleSchema
from ..wire.protocol import Operation

if TYPE_CHECKING:
    from .module import ModuleProxy

_LOWEST, _HIGHEST, _POINTS = 10.0, 10e6, 1000
"""Range of frequencies of a designed filter (Hz)."""

_NAMES = {
    "scope": ("input1", "input2"),
    "spectrumanalyzer": ("input", "input1_baseband", "input2_baseband"),
    "networkanalyzer": ("input", "logscale", "start_freq", "stop_freq"),
}
_WHAT = {"scope": "trace", "spectrumanalyzer": "spectrum", "networkanalyzer": "transfer function"}


def can_be_drawn(schema: ModuleSchema) -> bool:
    """Whether a module has something to draw, and no ``plot`` of its own."""
    taken = {*schema.attributes, *schema.methods, *schema.submodules}
    return "plot" not in taken and not {"single", "transfer_function"}.isdisjoint(schema.methods)


def plot(
    module: ModuleProxy,
    data: Any = None,
    x: Any = None,
    *,
    title: str | None = None,
    axes: Any = None,
    file: str | os.PathLike[str] | None = None,
) -> Any:
    """Draw the last trace, spectrum or transfer function of a module, with axes and units.

    The filters (``rp.iir``, ``rp.pid0``, ``rp.iq0``, outputs of the lockbox) draw the transfer
    function that they are set to.

    Parameters
    ----------
    module : module proxy
        ``rp.scope``, ``rp.spectrumanalyzer``, ``rp.networkanalyzer`` or a filter.
    data : array, optional
        Draw this instead: what ``single()`` returned, or the quadratures that a lock-in
        measured (complex, V) with ``rp.iq0``.
    x : array, optional
        Times (s) or frequencies (Hz) of `data`; frequencies of a filter.
    title : str, optional
    axes : matplotlib axes or sequence of them, optional
        Draw into these, one for each panel (complex data need two).
    file : path, optional
        Save into this image file (.png, .pdf, .svg) instead; "-" draws in the terminal.

    Returns
    -------
    matplotlib Axes, or array of them when there are several panels
        ``axes.figure`` is the figure; None with `file`.

    Raises
    ------
    TypeError
        `module` is no module of a board.
    NotDrawable
        The module has nothing to draw, or did not measure anything yet.
    PyrplError
        matplotlib is missing, or the file cannot be written.
    """
    if not hasattr(module, "_board"):
        raise TypeError(f"expected a module of a board, such as rp.scope, got {module!r:.80}.")
    drawing = _drawing(module, data, x, title)
    if file is not None:
        if str(file) == "-":
            print(to_terminal(drawing))
        else:
            save(drawing, file)
        return None
    if axes is not None:
        given = list(axes) if isinstance(axes, (Sequence, np.ndarray)) else [axes]
        if len(given) != len(drawing.panels):
            raise NotDrawable(f"{len(drawing.panels)} axes are needed, {len(given)} were given.")
        draw(drawing, given)
        return axes
    try:
        from matplotlib import pyplot
    except ModuleNotFoundError:
        raise missing("matplotlib") from None
    made = compose(drawing, pyplot.figure(figsize=figure_size(drawing), layout="constrained"))
    return made[0] if len(made) == 1 else made


def _drawing(module: ModuleProxy, data: Any, x: Any, title: str | None) -> Drawing:
    path, board = module._path, module._board
    kind = path.rpartition(".")[2]
    schema = board._schema(path)
    name = title if title is not None else f"{path} of {board._name}"
    if data is None and "single" in schema.methods:
        names = [item for item in _NAMES.get(kind, ()) if item in schema.attributes]
        found = _read(module, [*names, "data_x", "data_avg"], _WHAT.get(kind, "curve"))
        found.is_zero_span = lambda: (
            getattr(found, "start_freq", 0) == getattr(found, "stop_freq", 1)
        )
        return drawing_of(found.data_avg, found, path, name, x)
    if data is not None:
        return drawing_of(data, module if x is None else SimpleNamespace(), path, name, x)
    if "transfer_function" not in schema.methods:
        raise NotDrawable(
            f"{path or 'a board'} has nothing to draw; scope, spectrumanalyzer, networkanalyzer "
            "and the filters have, and plot(module, data) draws any curve."
        )
    frequencies = np.geomspace(_LOWEST, _HIGHEST, _POINTS) if x is None else np.asarray(x)
    try:
        response = board._call(path, "transfer_function", (frequencies,), {})
    except AttributeError:
        # PyRPL's iir, and a lockbox output that uses it, before their first setup.
        raise NotDrawable(f"{path} has no filter yet: {path}.setup(...) designs one.") from None
    filter_kind = SimpleNamespace(logscale=True)
    return drawing_of(response, filter_kind, f"{path}.filter", name, frequencies)


def _read(module: ModuleProxy, names: list[str], what: str) -> SimpleNamespace:
    steps = [[Operation.GET.value, module._path, name] for name in names]
    try:
        values = module._board._request(Operation.BATCH, steps)
    except BatchError as error:
        if error.step < len(names) - 2:
            raise
        raise NotDrawable(
            f"{module._path} has no {what} yet: {module._path}.single() measures one."
        ) from None
    return SimpleNamespace(**dict(zip(names, values, strict=True)))
