"""Methods that change nothing, and why: those who may only read may call them.

Every other method counts as a change, also one of a module of your own that only reads.
"""

from __future__ import annotations

_COMPUTES = "it computes from the settings, and changes nothing"
_READS = "it reads the board or the configuration only"
_WAITS = "it waits for others, and changes nothing"
_LOOKS = "it looks into a list of modules"

METHODS: dict[str, str] = {
    **dict.fromkeys(
        (
            "data_to_dBm",
            "data_to_display_unit",
            "data_to_unit",
            "auto_rbw_value",
            "equivalent_noise_bandwidth",
            "expected_signal",
            "expected_slope",
            "format_coefs_verilog",
            "is_zero_span",
            "output_signal_to_phase",
            "signal",
            "tf_freqs",
            "transfer_function",
            "transfer_function_by_kind",
            "transfer_function_controller",
        ),
        _COMPUTES,
    ),
    **dict.fromkeys(
        (
            "curve_ready",
            "fault_kinds",
            "get_setup_attributes",
            "get_yml",
            "help",
            "is_locked",
            "is_locked_and_final",
            "license",
            "mean_stddev",
            "n_available",
            "n_modules",
            "stats",
            "writes",
        ),
        _READS,
    ),
    **dict.fromkeys(("sleep_while_locked", "wait_for_pretrigger"), _WAITS),
    **dict.fromkeys(
        (
            "__contains__",
            "__getitem__",
            "__iter__",
            "__len__",
            "copy",
            "count",
            "index",
            "items",
            "keys",
            "values",
        ),
        _LOOKS,
    ),
}


def reason(method: str) -> str | None:
    """Why a method changes nothing; None when it may change something."""
    return METHODS.get(method)
