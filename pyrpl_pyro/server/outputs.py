"""Bring what a module puts out to 0: at once, or with a ramp. Qt thread only."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from qtpy import QtCore

from ..errors import BoardUnreachable

logger = logging.getLogger(__name__)

_STEP_SECONDS = 0.01
"""A ramp takes a step so often. A step that comes late is not made larger by more than twice:
the ramp takes longer then."""


@dataclass(frozen=True)
class Output:
    """What the output of a kind of module depends on.

    Attributes
    ----------
    first : dict
        Attributes that are set before anything else.
    to_zero : tuple of str
        Attributes that are brought to 0, each in proportion to what it was.
    last : dict
        Attributes that are set when they are at 0.
    """

    first: dict[str, Any] = field(default_factory=dict)
    to_zero: tuple[str, ...] = ()
    last: dict[str, Any] = field(default_factory=dict)


OUTPUTS: dict[str, Output] = {
    "asg": Output(to_zero=("amplitude", "offset"), last={"output_direct": "off"}),
    # The integrator stands still first. What is left, p x error + ival, then goes to 0
    # together with its two factors, so that there is no step when p ends.
    "pid": Output(first={"i": 0.0}, to_zero=("p", "ival"), last={"output_direct": "off"}),
    "iq": Output(
        to_zero=("amplitude", "gain", "quadrature_factor"),
        last={"output_direct": "off", "output_signal": "off"},
    ),
    # A new gain of the filter starts it anew, which is a step of its own.
    "iir": Output(last={"output_direct": "off", "on": False}),
    "trig": Output(last={"output_direct": "off"}),
    # It only passes on the signal of another module.
    "pwm": Output(last={"input": "off"}),
}
"""By PyRPL's generic name of a module (pid for pid0). Others have no output of their own,
besides those that :func:`_parts` knows."""


def _parts(module: Any) -> list[Any]:
    """The modules whose outputs a module stands for."""
    if module.generic_name in OUTPUTS and hasattr(module, "_client"):
        return [module]
    if hasattr(module, "outputs") and hasattr(module, "unlock"):
        return [output.pid for output in module.outputs]
    if hasattr(module, "pid") and hasattr(module, "unlock"):
        return [module.pid]
    if hasattr(module, "_iq"):
        return [module._iq]
    return []


def _begin(module: Any) -> None:
    """End what would switch an output on again."""
    if hasattr(module, "auto_lock"):
        module.auto_lock = False
    if getattr(module, "_acquire_lock_task", None) is not None:
        module._acquire_lock_task.cancel()
    if hasattr(type(module), "running_state"):
        module.stop()


def _end(module: Any) -> None:
    if hasattr(module, "unlock"):
        module.unlock(reset_offset=True)
    if module.generic_name == "hk":
        for name in _pins(module):
            setattr(module, name, False)


def _pins(module: Any) -> Iterator[str]:
    for name in module._setup_attributes:
        is_pin = name.startswith("expansion_") and not name.endswith("_output")
        if is_pin and getattr(module, f"{name}_output"):
            yield name


def switch_off(module: Any) -> None:
    """Bring the outputs of a module to 0 at once, see :data:`OUTPUTS`."""
    _begin(module)
    for part in _parts(module):
        output = OUTPUTS[part.generic_name]
        values = {**output.first, **dict.fromkeys(output.to_zero, 0.0), **output.last}
        for name, value in values.items():
            setattr(part, name, value)
    _end(module)


class Ramp:
    """Brings the outputs of a module to 0 within a time, in small steps.

    What is ramped is in :data:`OUTPUTS`: amplitude and offset of an asg; of a pid, the
    integrator stops and p and ival go to 0 together; amplitude, gain and quadrature factor
    of an iq. The outputs of a lockbox are its pids. What cannot be ramped (iir, trig, pwm, a
    digital pin) is switched off at the end of the time.

    Parameters
    ----------
    module : pyrpl Module
    seconds : float
    reachable : callable
        Whether the board can be reached; the ramp stands still meanwhile.
    done : callable
        Called at the end with the module.
    """

    def __init__(
        self,
        module: Any,
        seconds: float,
        reachable: Callable[[], bool],
        done: Callable[[], None],
    ):
        self._module = module
        self._seconds = seconds
        self._reachable = reachable
        self._done = done
        self._progress = 0.0
        self._values: list[tuple[Any, str, float]] | None = None
        self._stepped_at = time.monotonic()
        self._timer = QtCore.QTimer()
        self._timer.setTimerType(QtCore.Qt.PreciseTimer)
        self._timer.timeout.connect(self._on_timer)
        self._timer.start(int(_STEP_SECONDS * 1000))

    def stop(self) -> None:
        """Leave everything as it is now."""
        self._timer.stop()

    def _on_timer(self) -> None:
        now = time.monotonic()
        passed, self._stepped_at = now - self._stepped_at, now
        if not self._reachable():
            return
        try:
            self._step(min(passed, 2 * _STEP_SECONDS))
        except BoardUnreachable:
            # It goes on where it was when the board is back.
            return
        except Exception:
            logger.exception("%s could not be ramped; it is switched off", self._module.name)
            self._progress = 1.0
        if self._progress >= 1.0:
            self.stop()
            self._done()

    def _step(self, passed: float) -> None:
        if self._values is None:
            self._values = self._first()
        self._progress = min(1.0, self._progress + passed / self._seconds)
        if self._progress >= 1.0:
            return
        for part, name, value in self._values:
            _set(part, name, value * (1.0 - self._progress))

    def _first(self) -> list[tuple[Any, str, float]]:
        _begin(self._module)
        found = []
        for part in _parts(self._module):
            output = OUTPUTS[part.generic_name]
            for name, value in output.first.items():
                setattr(part, name, value)
            found += [(part, name, float(_get(part, name))) for name in output.to_zero]
        return found


def _is_noise(module: Any, name: str) -> bool:
    return name == "amplitude" and getattr(module, "waveform", "") == "noise"


def _get(module: Any, name: str) -> float:
    # PyRPL keeps the amplitude of noise in the table; the multiplier is 1 then.
    return 1.0 if _is_noise(module, name) else float(getattr(module, name))


def _set(module: Any, name: str, value: float) -> None:
    if _is_noise(module, name):
        from pyrpl.attributes import FloatRegister

        FloatRegister.set_value(type(module).amplitude, module, value)
    else:
        setattr(module, name, value)


def after_ramp(module: Any, setup: dict[str, Any]) -> dict[str, Any]:
    """Where a ramp would have brought the attributes of `setup`."""
    output = OUTPUTS.get(module.generic_name)
    if output is None:
        return {}
    values = {**output.first, **dict.fromkeys(output.to_zero, 0.0), **output.last}
    return {name: value for name, value in values.items() if name in setup}
