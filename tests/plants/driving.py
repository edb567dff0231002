"""Calls the compiled function of a plant, as the kernels do."""

import ctypes

import numpy as np

from pyrpl_pyro.virtual.outside import PARAMETERS, ROWS, STATES, WIDTH
from pyrpl_pyro.virtual.plants.compiled import compiled

CLOCK_RATE = 125e6
DRIVES = ("out1", "out2", "pwm0", "pwm1")


class Driven:
    """A plant by itself, without converters and added noise.

    Parameters
    ----------
    plant:
        A plant.
    clock:
        Number of the first clock.
    """

    def __init__(self, plant, clock=0):
        self.clock = clock
        self._function = compiled(type(plant)).ctypes
        self._parameters = _padded(plant.parameters(), PARAMETERS)
        self._state = _padded(plant.initial_state(), STATES)

    def __call__(self, n, length=WIDTH, **drives):
        """Voltages (2, n) at the inputs in the next `n` clocks, in spans of `length`.

        Drives are arrays (n,) or numbers; those not given are at 0 V.
        """
        rows = np.zeros((len(DRIVES), n))
        for name, voltages in drives.items():
            rows[DRIVES.index(name)] = voltages
        answer = np.empty((2, n))
        block = np.zeros((ROWS, WIDTH))
        for start in range(0, n, length):
            end = min(n, start + length)
            block[: len(DRIVES), : end - start] = rows[:, start:end]
            pointers = (_pointer(each) for each in (block, self._parameters, self._state))
            self._function(end - start, self.clock, *pointers)
            answer[:, start:end] = block[len(DRIVES) :, : end - start]
            self.clock += end - start
        return answer


def _padded(values, length):
    vector = np.zeros(length)
    vector[: len(values)] = values
    return vector


def _pointer(array):
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_double))


def held(frequencies):
    """What the triangle hold makes of a voltage, see `plants.modes`."""
    return np.sinc(np.asarray(frequencies) / CLOCK_RATE) ** 2
