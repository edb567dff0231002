"""What cannot be equal on two boards, and why. Everything else must be."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.parity.forms import Form, differences, kind_of, readable, shown

BOARD_OWN = (
    "cancellable",
    *("batch", "close", "info", "journal", "next_curve", "on_reconnect", "quadratures"),
    *("restore", "snapshot", "stop_server", "take_back", "timeout", "watch"),
    "virtual",
    *("lease", "leases", "takeover"),
)
"""What the client's board has besides PyRPL's members."""

MODULE_OWN = ("plot", "stream")
"""What modules of the client have besides PyRPL's members, where PyRPL has no such name."""


@dataclass(frozen=True)
class Volatile:
    """Attributes whose values change by themselves.

    Attributes
    ----------
    pattern : str
        "module.attribute", as :mod:`fnmatch` reads it; "module.attribute.key" for a part of
        a list or dict.
    reason : str
    plausible : callable
        Whether a value, as :func:`~.forms.readable` gives it, can be right.
    """

    pattern: str
    reason: str
    plausible: Callable[[Any], bool]


def within(low: float, high: float) -> Callable[[Any], bool]:
    """Whether the magnitude of a number, or of each in an array, is between two limits."""
    return lambda value: bool(np.all((low <= np.abs(value)) & (np.abs(value) <= high)))


_CLOCK = "the two boards were not started in the same clock cycle"

_TRANSIENT = "the filters of the analyzer are still settling, after a wait of about a millisecond"

VOLATILE: tuple[Volatile, ...] = (
    Volatile("scope.current_timestamp", _CLOCK, within(1, 2**63)),
    Volatile("trig.current_timestamp", _CLOCK, within(1, 2**63)),
    Volatile("scope.trigger_timestamp", _CLOCK, within(0, 2**63)),
    Volatile(
        "scope.voltage_out?",
        "PyRPL reads the trigger's time stamp at the address of this register",
        within(0, 2**32 / 2**13),
    ),
    Volatile("iq?.pfd_integral", "it integrates all the time", within(0, 586)),
    Volatile("networkanalyzer.single", _TRANSIENT, within(0, 3)),
    Volatile("networkanalyzer.data_avg", _TRANSIENT, within(0, 3)),
    Volatile("networkanalyzer.save_curve.data.1", _TRANSIENT, within(0, 3)),
    Volatile("networkanalyzer.measured_time_per_point", "a measured time", within(1e-5, 1)),
    Volatile("lockbox.params.default__time", "the time of the reading", within(0, 1e9)),
)


WRITTEN_VALUES: dict[str, Any] = {
    "*.owner": "parity",
    "scope.math_formula": "ch1 + np.abs(ch2)",
    "pyrplconfig.configfile": "",
    "pyrplconfig.text": "name: parity\n",
    "asg?.data": np.linspace(-0.5, 0.5, 2**14),
    "pid?.derivative": 1.0,
    "iir.coefficients": np.array([[0.5, 0.0, 0.0, 1.0, 0.25, 0.0]]),
    "iir.poles": [-1e3, -2e3 - 5e3j],
    "iir.zeros": [-3e3, -1e3 - 4e3j],
    "lockbox.input_classes": {"input1": "off"},
    "lockbox.output_classes": {"output1": "off"},
    "lockbox.setup_attributes": {"is_locked_threshold": 0.5},
    "lockbox.inputs.setup_attributes": {"input1": {"input_signal": "iq0"}},
    "lockbox.inputs.input_from_output.setup_attributes": {"calibration_data": {"min": -0.5}},
    "lockbox.outputs.setup_attributes": {"output1": {"sweep_amplitude": 0.5}},
    "lockbox.sequence.setup_attributes": [{"setpoint": 0.25}],
    "lockbox.sequence.0.setup_attributes": {"setpoint": 0.25},
    "lockbox.sequence.0.outputs.setup_attributes": {"output1": {"offset": 0.125}},
}
"""Values to write where the schema tells too little to choose one."""

_READING = "a reading of the hardware"
_ONE_OPTION = "PyRPL offers one option only"

NEEDS_A_SECOND = ("lockbox.params",)
"""Attributes for which PyRPL measures so long; read once, not each time."""

DOES_NOT_STICK: dict[str, str] = {
    "pyrplconfig.configfile": "a server has one configuration",
    "scope.trigger_timestamp": _READING,
    "scope.voltage_*": _READING,
    "scope.ch?_firstpoint": _READING,
    "scope.pretrig_ok": _READING,
    "asg?.scopetriggerphase": _READING,
    "*.current_output_signal": _READING,
    "*.out?_saturated": _READING,
    "iq?.pfd_integral": _READING,
    "trig.trigger_timestamp": _READING,
    "ams.dac[01]": "pwm0 and pwm1 drive them",
    "iq?.on": "PyRPL's FPGA image switches it for synchronization only",
    "iir.coefficients": "PyRPL shows as many as the filter has loops, none here",
    "iir.overflow": _READING,
    "iir.overflow_bitfield": _READING,
    "spectrumanalyzer.curve_unit": _ONE_OPTION,
    "lockbox.default_sweep_output": _ONE_OPTION,
    "lockbox.setpoint_unit": _ONE_OPTION,
    "lockbox.inputs.input_from_output.input_signal": _ONE_OPTION,
    "lockbox.outputs.output1.extra_module_state": _ONE_OPTION,
    "lockbox.outputs.output1.[pi]": "PyRPL's assisted design computes it",
    "lockbox.*put_classes": "PyRPL reports signals of the class as 'off', and that is kept",
    **{
        f"{name}.setup_attributes": "it has no settings"
        for name in (
            *("ams", "sampler", "curveviewer", "pyrplconfig"),
            *("asgs", "iqs", "pids", "scopes", "iirs", "trigs", "pwms", "hks"),
        )
    },
}
"""Attributes that PyRPL itself does not change when they are written, by pattern, and why."""


_FREQUENCIES = np.array([1e3, 1e4, 1e5, 1e6])

CALLS: dict[str, tuple[Any, ...]] = {
    "*.help": (),
    "*.get_setup_attributes": (),
    "*.n_modules": (),
    "*.n_available": (),
    "*.signal": (),
    "*.curve_ready": (),
    "*.transfer_function": (_FREQUENCIES,),
    "pid?.transfer_function": (_FREQUENCIES, 2e-7),
    "trig.output_signal_to_phase": (0.25,),
    "networkanalyzer.is_zero_span": (),
    "networkanalyzer.auto_rbw_value": (1e3,),
    "networkanalyzer.threshold_hook": (0.5,),
    "spectrumanalyzer.equivalent_noise_bandwidth": (),
    "spectrumanalyzer.filter_window": (),
    "spectrumanalyzer.data_to_unit": (np.array([0.25, 0.5]), "dB(Vpk^2)", 100.0),
    "spectrumanalyzer.data_to_display_unit": (np.array([0.25, 0.5]), 100.0),
    "spectrumanalyzer.data_to_dBm": (np.array([0.25, 0.5]),),
    "lockbox.*.keys": (),
    "lockbox.*.values": (),
    "lockbox.*.items": (),
    "lockbox.inputs.*.expected_signal": (0.25,),
    "lockbox.inputs.*.expected_slope": (0.25,),
    "lockbox.inputs.*.is_locked": (),
    "lockbox.outputs.*.tf_freqs": (),
    "lockbox.outputs.*.is_saturated": (),
    "lockbox.sequence.count": ({},),
    "lockbox.is_locked": (),
}
"""Methods that neither wait nor change anything, by pattern, and what to call them with.

The last pattern that fits counts.
"""


def patterns() -> list[str]:
    """The patterns of all tables."""
    names = [entry.pattern for entry in VOLATILE]
    return [*names, *WRITTEN_VALUES, *DOES_NOT_STICK, *CALLS]


def arguments(where: str) -> tuple[Any, ...] | None:
    """What to call a method with, or None when it is not called."""
    found = [args for name, args in CALLS.items() if fnmatch.fnmatchcase(where, name)]
    return found[-1] if found else None


def written_value(where: str) -> Any:
    """The value to write according to the table, or None."""
    return next((v for name, v in WRITTEN_VALUES.items() if fnmatch.fnmatchcase(where, name)), None)


def does_not_stick(where: str) -> bool:
    return any(fnmatch.fnmatchcase(where, pattern) for pattern in DOES_NOT_STICK)


def volatile(where: str) -> Volatile | None:
    return next((entry for entry in VOLATILE if fnmatch.fnmatchcase(where, entry.pattern)), None)


def difference(where: str, local: Form, remote: Form, attribute: str = "") -> str | None:
    """What is wrong with a value that was read on both sides, or None.

    `attribute` is its name in :data:`VOLATILE` when `where` says more.
    """
    if local[0] == "cannot cross":
        return f"{where}: {local[1]} cannot cross; it belongs on the deny list"
    wrong = []
    for way, one, other in differences(local, remote):
        entry = volatile((attribute or where) + way)
        if entry and kind_of(one) == kind_of(other) and entry.plausible(readable(other)):
            continue
        note = f" ({entry.reason})" if entry else ""
        wrong.append(f"{where}{way}: local {shown(one)}, remote {shown(other)}{note}")
    return "; ".join(wrong) or None
