"""Recognise, from the registers alone, whether PyRPL's lockbox holds a lock, and at which stage.

PyRPL does not save the state of its lockbox. After a restart it would say "unlock", and the next
change of any of its settings would open the loop.
"""

from __future__ import annotations

import logging
import math
from typing import Any

logger = logging.getLogger(__name__)

_STEPS = 1.5
"""A register holds a value to half a step; gains are computed again, with rounding errors."""


def recognise(lockbox: Any) -> None:
    """Set the state of a lockbox and of its outputs to what their PIDs do."""
    driving = [output for output in lockbox.outputs if output.pid.p or output.pid.i]
    if not driving:
        return
    if len(driving) == 1 and driving[0].pid.input in ("asg0", "asg1"):
        _remember(driving[0], "sweep")
        lockbox.current_state = "sweep"
        logger.warning("%s: goes on sweeping %s", lockbox.name, driving[0].name)
        return
    for number in reversed(range(len(lockbox.sequence))):
        stages = {output.name: _stage_of(lockbox, output, number) for output in lockbox.outputs}
        if _is_at(lockbox.sequence[number], stages, driving):
            _set_stage(lockbox, number, stages)
            return
    names = ", ".join(f"{output.pid.name} ({output.name})" for output in driving)
    logger.warning(
        "%s: %s goes on, but as no stage of the sequence would have it: the state is shown as "
        "'unlock', and a change of the lockbox's settings opens the loop",
        lockbox.name,
        names,
    )


def _stage_of(lockbox: Any, output: Any, number: int) -> Any:
    """The stage, up to `number`, that made an output as it is; None if it drives nothing."""
    for earlier in reversed(range(number + 1)):
        stage = lockbox.sequence[earlier]
        lock_on = stage.outputs[output.name].lock_on
        if lock_on != "ignore":
            return stage if lock_on and _matches(lockbox, output, stage) else None
    return None


def _is_at(stage: Any, stages: dict[str, Any], driving: list[Any]) -> bool:
    """Whether the outputs are as `stage` leaves them: what drives is accounted for."""
    names = {output.name for output in driving}
    explained = {name for name, found in stages.items() if found is not None}
    own = {name for name in stages if stage.outputs[name].lock_on is True}
    return bool(own) and own <= names and names == explained


def _matches(lockbox: Any, output: Any, stage: Any) -> bool:
    pid = output.pid
    source = lockbox.inputs[stage.input]
    slope = source.expected_slope(stage.setpoint)
    loop_gain = output.dc_gain * lockbox._unit_in_setpoint_unit(output.unit.split("/")[0]) * slope
    if not loop_gain:
        return False
    module = pid
    if output.extra_module != "None":
        module = getattr(output.pyrpl.rp, output.extra_module)
        if output.extra_module == "iir":
            loop_gain *= module.gain
        if pid.input != module.name:
            return False
    setpoint = source.expected_signal(stage.setpoint) + source.calibration_data._analog_offset
    factor = stage.gain_factor / loop_gain
    return (
        _resolve(module, module.input) == _resolve(module, source.signal())
        and _close(pid, "setpoint", setpoint)
        and _close(pid, "p", output.p * factor)
        and _close(pid, "i", output.i * factor)
    )


def _resolve(module: Any, name: str) -> Any:
    """The register value behind the name of a signal."""
    return type(module).input.options(module).get(name)


def _close(pid: Any, name: str, expected: float) -> bool:
    descriptor = getattr(type(pid), name)
    wanted = descriptor.validate_and_normalize(pid, expected)
    return math.isclose(
        getattr(pid, name), wanted, rel_tol=1e-6, abs_tol=_STEPS * abs(descriptor.increment)
    )


def _set_stage(lockbox: Any, number: int, stages: dict[str, Any]) -> None:
    from pyrpl.async_utils import ensure_future

    for output in lockbox.outputs:
        stage = stages[output.name]
        if stage is not None:
            output._lock_input = stage.input
            output._lock_setpoint = stage.setpoint
            output._lock_gain_factor = stage.gain_factor
            _remember(output, "lock")
    last = number == len(lockbox.sequence) - 1
    lockbox.current_state = "lock_on" if last else number
    if lockbox._monitor_lock_status_task is None:
        lockbox._monitor_lock_status_task = ensure_future(lockbox._monitor_lock_status_async())
    logger.warning("%s: goes on holding its lock, at stage %d", lockbox.name, number)


def _remember(output: Any, state: str) -> None:
    # Not through the attribute: an output that is told its state sets its PID up.
    output._current_state = state
