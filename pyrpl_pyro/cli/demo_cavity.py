"""``pyrpl-pyro demo --cavity``: PyRPL's lockbox locks a virtual Fabry-Perot cavity."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import pyrpl_pyro

from .. import plotting
from ..errors import PyrplError
from .demo_processes import BOARD, DemoProcesses

if TYPE_CHECKING:
    from ..client import Board

MODULATION_FREQUENCY = 20e6
"""Of the Pound-Drever-Hall signal (Hz): far outside of the cavity's line."""
DEMODULATION_PHASE = 235.0
"""Where the error signal of the default cavity is steepest on resonance (degrees)."""
BANDWIDTH = [319569.6792745179, 319569.6792745179]
"""Of the demodulated signal, two filters (Hz): values that an IQ module can have."""
SWEEP_DECIMATION, LOCK_DECIMATION, LOCKED_DECIMATION = 512, 8192, 1024
"""Of the traces: 67 ms, 1.07 s and 134 ms."""
BUFFER_LENGTH, CLOCK_PERIOD = 16384, 8e-9
SWEEP_FREQUENCY = 20.0
"""Of the piezo (Hz)."""
UNITY_GAIN_FREQUENCY = 500.0
"""Of the lock (Hz)."""
TRIES = 10
LOCKED = 0.9
"""Part of the largest transmission that a locked cavity transmits at least."""
_LOCK_SECONDS = 60.0


class NotLocked(PyrplError):
    """The lockbox did not lock the cavity."""


def set_up_lockbox(rp: Board, cavity: dict[str, Any]) -> Any:
    """Describe the cavity to PyRPL's lockbox, with a two-stage lock.

    Parameters
    ----------
    rp : Board
        A virtual board with the plant "cavity".
    cavity : dict
        Parameters of the plant, as ``rp.virtual.plant`` gives them.

    Returns
    -------
    Module
        The lockbox, not calibrated yet: inputs "reflection", "transmission" and "pdh", output
        "piezo". Stage 0 finds the side of the line, stage 1 locks to its centre.
    """
    rp.lockbox.classname = "FabryPerot"
    lockbox = rp.lockbox
    for name in ("finesse", "round_trip_length", "eta", "wavelength"):
        setattr(lockbox, name, cavity[name])
    lockbox.inputs.reflection.input_signal = "in1"
    lockbox.inputs.transmission.input_signal = "in2"
    lockbox.inputs.pdh.setup(
        input_signal="in1",
        mod_freq=MODULATION_FREQUENCY,
        mod_amp=0.5,
        mod_output=cavity["modulator"],
        mod_phase=DEMODULATION_PHASE,
        quadrature_factor=10,
        bandwidth=BANDWIDTH,
    )
    lockbox.outputs.piezo.setup(
        output_channel=cavity["piezo"],
        unit="m/V",
        dc_gain=cavity["piezo_gain"],
        sweep_amplitude=0.9,
        sweep_frequency=SWEEP_FREQUENCY,
        sweep_waveform="ramp",
        desired_unity_gain_frequency=UNITY_GAIN_FREQUENCY,
        analog_filter_cutoff=0,
    )
    lockbox.sequence.append({})
    side, centre = lockbox.sequence[0], lockbox.sequence[1]
    side.setup(input="reflection", setpoint=1.5, duration=1.0, gain_factor=4.0)
    side.outputs.piezo.setup(lock_on=True, reset_offset=True, offset=-0.5)
    centre.setup(input="pdh", setpoint=0.0, duration=0.5, gain_factor=1.0)
    centre.outputs.piezo.setup(lock_on=True, reset_offset=False)
    return lockbox


def record(rp: Board, lockbox: Any, say: Callable[[str], None]) -> dict[str, np.ndarray]:
    """Sweep, lock and watch the cavity.

    Parameters
    ----------
    rp, lockbox : Board, Module
        After :func:`set_up_lockbox` and a calibration.
    say : callable
        Told what happens.

    Returns
    -------
    dict of str to array
        "sweep", "lock acquisition" and "locked": time (s), error signal and transmission (V) as
        rows.

    Raises
    ------
    NotLocked
        The lockbox did not lock in ten tries.
    """
    lockbox.sweep()
    _prepare(rp, SWEEP_DECIMATION, lockbox.asg.name)
    swept = rp.scope.single(timeout=_LOCK_SECONDS)
    traces = {"sweep": np.stack([rp.scope.data_x, *swept])}
    say("the lockbox locks: first the side of the line, then its centre")
    lockbox.unlock()
    _prepare(rp, LOCK_DECIMATION, "immediately")
    run = rp.scope.single_async()
    if not any(_lock(lockbox, attempt, say) for attempt in range(1, TRIES + 1)):
        raise NotLocked(f"the lockbox did not lock the cavity in {TRIES} tries")
    traces["lock acquisition"] = np.stack([rp.scope.data_x, *run.result(timeout=_LOCK_SECONDS)])
    _prepare(rp, LOCKED_DECIMATION, "immediately")
    watched = rp.scope.single(timeout=_LOCK_SECONDS)
    traces["locked"] = np.stack([rp.scope.data_x, *watched])
    return traces


def _lock(lockbox: Any, attempt: int, say: Callable[[str], None]) -> bool:
    locked = bool(lockbox.lock())
    say(f"  try {attempt}: {'locked' if locked else 'not locked'}")
    return locked


def _prepare(rp: Board, decimation: int, source: Any) -> None:
    rp.scope.setup(
        input1=rp.lockbox.inputs.pdh.signal(),
        input2="in2",
        duration=decimation * BUFFER_LENGTH * CLOCK_PERIOD,
        trigger_source=source,
        trigger_delay=0.0,
        average=True,
        trace_average=1,
        rolling_mode=False,
    )


def draw(traces: dict[str, np.ndarray]) -> plotting.Drawing:
    """A panel for each trace that :func:`record` gave."""
    panels = [
        plotting.Panel(
            time * 1e3,
            "time (ms)",
            f"{name} (V)",
            {"error signal": error, "transmission": transmission},
        )
        for name, (time, error, transmission) in traces.items()
    ]
    return plotting.Drawing("PyRPL's lockbox on a virtual cavity", panels)


class CavityDemo:
    """Sweep, lock and watch a cavity through remote modules."""

    def __init__(self, stack: contextlib.ExitStack, output: Path):
        self._processes = DemoProcesses(stack, "cavity")
        self._say = self._processes.say
        self._output = output

    def run(self, keep: bool) -> None:
        """Do the whole demo."""
        address, _folder = self._processes.start()
        with pyrpl_pyro.connect(BOARD, nameserver=address) as rp:
            cavity = rp.virtual.plant
            self._say(
                f"a cavity of {cavity['round_trip_length']:g} m round trip and finesse "
                f"{cavity['finesse']:g}, mirror on {cavity['piezo']}, modulator on "
                f"{cavity['modulator']}, reflected light on in1, transmitted on in2"
            )
            lockbox = set_up_lockbox(rp, cavity)
            self._say("the lockbox sweeps the piezo and calibrates its inputs")
            lockbox.calibrate_all()
            traces = record(rp, lockbox, self._say)
            largest = lockbox.inputs.transmission.calibration_data.max
        self._show(traces, largest)
        self._processes.tell_how_to_connect(address)
        self._processes.finish(keep)

    def _show(self, traces: dict[str, np.ndarray], largest: float) -> None:
        drawing = draw(traces)
        print(plotting.to_terminal(drawing))
        plotting.save(drawing, self._output)
        self._say(f"plot saved to {self._output}")
        transmission = traces["locked"][2] / largest
        part = float(transmission.mean())
        self._say(
            f"locked: it transmits {100 * part:.1f} % of the largest transmission in the sweep, "
            f"{100 * float(transmission.std()):.1f} % rms"
        )
        if part < LOCKED:
            raise NotLocked(
                f"the cavity transmits {100 * part:.1f} % of the largest transmission, less than "
                f"{100 * LOCKED:g} %: the lock was lost"
            )
