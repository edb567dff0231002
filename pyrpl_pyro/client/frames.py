"""What streams deliver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np


@dataclass(frozen=True, eq=False)
class Frame:
    """One item of a stream.

    Attributes
    ----------
    number : int
        Counts the frames of this stream from 1, those that were dropped included.
    time : float
        When the server had it complete: seconds since 1970 UTC, by the server's clock.
    dropped : int
        Frames between the one before and this one, which this reader was too slow for.
    interrupted : bool
        The server was started again before this frame, or the connection was away for long:
        how many frames are missing is not known.
    """

    number: int
    time: float
    dropped: int
    interrupted: bool

    @property
    def when(self) -> datetime:
        """``time`` as a datetime with time zone UTC."""
        return datetime.fromtimestamp(self.time, UTC)


@dataclass(frozen=True, eq=False)
class CurveFrame(Frame):
    """A curve of the scope or the spectrum analyzer.

    Attributes
    ----------
    x : np.ndarray
        As PyRPL's ``data_x``: times (s) or frequencies (Hz), shape (n,).
    y : np.ndarray
        As PyRPL's ``data_avg``: of the scope (V), shape (2, n), one row for each channel.
    """

    x: np.ndarray
    y: np.ndarray

    def __repr__(self) -> str:
        return f"<curve {_head(self)}, y {self.y.shape}>"


@dataclass(frozen=True, eq=False)
class SampleFrame(Frame):
    """Some samples, one after the other.

    Attributes
    ----------
    signals : tuple of str
        Names of the columns of ``values``.
    times : np.ndarray
        When each sample was taken: seconds since 1970 UTC, float64, shape (n,).
    values : np.ndarray
        Volts, float64, shape (n, number of signals).
    skipped : int
        Samples that were due, and that the server was too busy to take.
    """

    signals: tuple[str, ...]
    times: np.ndarray
    values: np.ndarray
    skipped: int

    def __repr__(self) -> str:
        return f"<samples {_head(self)}, {', '.join(self.signals)}: {self.values.shape}>"


def _head(frame: Frame) -> str:
    clock = frame.when.strftime("%H:%M:%S.%f")[:-3]
    return f"{frame.number} at {clock} UTC, dropped {frame.dropped}"
