"""The jumpers next to the inputs: how many volts a full scale is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FACTORS = {"LV": 1.0, "HV": 20.0}
"""Volts at the connector per volt that PyRPL shows, by the position of the jumper."""

INPUTS = ("in1", "in2")


@dataclass(frozen=True)
class InputRanges:
    """Position of the jumper of each input, "LV" or "HV"."""

    in1: str = "LV"
    in2: str = "LV"

    def factor(self, signal: str) -> float:
        """What a value of `signal` in PyRPL's volts is multiplied with; 1 inside the FPGA."""
        return FACTORS[getattr(self, signal)] if signal in INPUTS else 1.0

    def as_dict(self) -> dict[str, str]:
        """For the metadata."""
        return {"in1": self.in1, "in2": self.in2}


def input_range_parameters(defaults: Mapping[str, str]) -> list[dict]:
    """The parameters that choose the range of each input."""
    children = [
        {
            "title": f"{name}:",
            "name": f"range_{name}",
            "type": "list",
            "limits": list(FACTORS),
            "value": defaults[name],
            "tip": "Where the jumper next to this input is: LV for 1 V, HV for 20 V. Data, "
            "trigger levels and setpoints are in volts at the connector.",
        }
        for name in INPUTS
    ]
    group = {"title": "Input range", "name": "input_range", "type": "group"}
    return [{**group, "expanded": False, "children": children}]
