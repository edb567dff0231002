"""What modules get as ``stream``: ``for frame in rp.scope.stream(): ...``"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from ..schema import ModuleSchema
from .frames import CurveFrame, SampleFrame
from .streams import F, Stream

if TYPE_CHECKING:
    from .module import ModuleProxy

_CURVES_KEPT = 16
_SAMPLES_KEPT = 200


class StreamKind(Enum):
    """What the frames of a module hold."""

    CURVES = "curves"
    SAMPLES = "samples"


def stream_kind(schema: ModuleSchema) -> StreamKind | None:
    """What a module streams; None for one that cannot, or has a ``stream`` of its own."""
    if "stream" in {*schema.attributes, *schema.methods, *schema.submodules}:
        return None
    if "in1" in schema.attributes and "stats" in schema.methods:
        return StreamKind.SAMPLES
    # The network analyzer measures point after point, and shows no whole curves.
    if {"single", "continuous"} <= set(schema.methods) and "start_freq" not in schema.attributes:
        return StreamKind.CURVES
    return None


def stream_curves(
    self: ModuleProxy, *, buffer: int = _CURVES_KEPT, timeout: float | None = None
) -> Stream[CurveFrame]:
    """Follow the curves as they come: ``for frame in rp.scope.stream(): ...``

    All who follow share the run that goes on, and get the same curves. When none goes on,
    ``continuous()`` is called, and ``stop()`` when the last one has ended, unless somebody
    has called ``continuous()`` meanwhile. A ``single()`` of somebody in between is delivered
    too, then the continuous run goes on.

    Parameters
    ----------
    buffer : int
        Curves that the server keeps for this reader while it is busy, 1 to 1000. When there
        are more, the oldest are dropped; 1 always gives the newest.
    timeout : float, optional
        Limit for each frame (s); default: wait as long as it takes.

    Returns
    -------
    Stream of CurveFrame

    Raises
    ------
    ModuleLeased
        Nothing runs, and somebody else has the module.
    """
    return _opened(Stream(self._board, self._path, {"buffer": buffer}, CurveFrame, timeout))


def stream_samples(
    self: ModuleProxy,
    *signals: ModuleProxy | str,
    rate: float = 100.0,
    buffer: int = _SAMPLES_KEPT,
    timeout: float | None = None,
) -> Stream[SampleFrame]:
    """Sample signals at a rate: ``for frame in rp.sampler.stream("in1", rate=100): ...``

    The server takes them, one after the other within a sample; all who ask for the same
    signals at the same rate share the samples. A frame has those of 50 ms, at least one.

    Parameters
    ----------
    *signals : str or module proxy
        "in1", "out2", ``rp.pid0`` ...; up to 16.
    rate : float
        Samples a second, 0.001 to 500. More than the way to the board allows are left out,
        and counted in ``skipped``: each signal takes a reading of the board, and half of the
        time stays for other clients.
    buffer : int
        Frames that the server keeps for this reader while it is busy, 1 to 1000. When there
        are more, the oldest are dropped.
    timeout : float, optional
        Limit for each frame (s); default: wait as long as it takes.

    Returns
    -------
    Stream of SampleFrame

    Raises
    ------
    ValueError
        There is no such signal, or the rate is out of range.
    """
    names = tuple(str(getattr(signal, "_path", signal)) for signal in signals)

    def make(
        number: int,
        clock: float,
        dropped: int,
        interrupted: bool,
        times: np.ndarray,
        values: np.ndarray,
        skipped: int,
    ) -> SampleFrame:
        return SampleFrame(number, clock, dropped, interrupted, names, times, values, skipped)

    terms = {"signals": list(names), "rate": rate, "buffer": buffer}
    return _opened(Stream(self._board, self._path, terms, make, timeout))


for _function in (stream_curves, stream_samples):
    _function.__name__ = "stream"

METHODS: dict[StreamKind, Callable[..., Any]] = {
    StreamKind.CURVES: stream_curves,
    StreamKind.SAMPLES: stream_samples,
}
"""What a module proxy gets as its ``stream``."""


def _opened(stream: Stream[F]) -> Stream[F]:
    stream.open()
    return stream
