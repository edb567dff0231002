"""Frequency and amplitude of a sine in a noisy trace."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_ITERATIONS = 8


class Sine(NamedTuple):
    """What was fitted: ``offset + amplitude * sin(2 pi frequency t + phase)``.

    Frequency in Hz when time is in s; amplitude and offset in the unit of the trace;
    phase in rad; `residual` is the standard deviation of trace minus fit.
    """

    frequency: float
    amplitude: float
    phase: float
    offset: float
    residual: float


def fit_sine(t: np.ndarray, y: np.ndarray) -> Sine:
    """Fit a sine by least squares (four parameters, as in IEEE standard 1057).

    Parameters
    ----------
    t, y : array
        Equidistant times and the trace, which has at least one period and 8 points.
    """
    step = float(t[-1] - t[0]) / (len(t) - 1)
    spectrum = np.abs(np.fft.rfft((y - y.mean()) * np.hanning(len(y))))
    frequency = float(np.argmax(spectrum[1:]) + 1) / (len(y) * step)
    correction = 0.0
    for _ in range(_ITERATIONS):
        frequency += correction
        phase = 2 * np.pi * frequency * t
        sine, cosine = np.sin(phase), np.cos(phase)
        in_phase, quadrature, offset = _solve([sine, cosine, np.ones_like(t)], y)
        slope = 2 * np.pi * t * (in_phase * cosine - quadrature * sine)
        correction = _solve([sine, cosine, np.ones_like(t), slope], y)[3]
    fitted = in_phase * sine + quadrature * cosine + offset
    return Sine(
        frequency,
        float(np.hypot(in_phase, quadrature)),
        float(np.arctan2(quadrature, in_phase)),
        float(offset),
        float(np.std(y - fitted)),
    )


def _solve(columns: list[np.ndarray], y: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.stack(columns, axis=1), y, rcond=None)[0]
