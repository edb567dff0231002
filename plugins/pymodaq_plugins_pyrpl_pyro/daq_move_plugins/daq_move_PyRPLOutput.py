"""Constant voltages at the outputs of a Red Pitaya, through an idle signal generator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pymodaq.control_modules.move_utility_classes import main

import pyrpl_pyro
from pymodaq_plugins_pyrpl_pyro.board.actuator import BoardActuator, actuator_parameters

AUTOMATIC = "any that is idle"
GENERATORS = ("asg0", "asg1")


@dataclass(frozen=True)
class Connector:
    """An output.

    Parameters
    ----------
    lowest, highest : float
        Voltage at the pin for -1 and +1 V inside the FPGA.
    pwm : bool
        Whether it is one of the slow outputs, which take the signal of a module.
    """

    lowest: float
    highest: float
    pwm: bool = False

    def pin(self, inside: float) -> float:
        """Voltage at the pin."""
        return self.lowest + (inside + 1) / 2 * (self.highest - self.lowest)

    def inside(self, pin: float) -> float:
        """Voltage inside the FPGA."""
        return 2 * (pin - self.lowest) / (self.highest - self.lowest) - 1


# The slow outputs: 0 to 1.8 V for -1 to +1 V inside (PyRPL's Pwm).
CONNECTORS = {
    "out1": Connector(-1.0, 1.0),
    "out2": Connector(-1.0, 1.0),
    "pwm0": Connector(0.0, 1.8, pwm=True),
    "pwm1": Connector(0.0, 1.8, pwm=True),
}


class DAQ_Move_PyRPLOutput(BoardActuator):
    """Constant voltages: out1 and out2, and the slow outputs pwm0 and pwm1.

    For any Red Pitaya that PyRPL supports (tested on the virtual board of pyrpl_pyro), and
    needs a server of pyrpl_pyro. The voltage is the offset of an idle signal generator,
    which PyRPL then shows as owned by "PyMoDAQ out1", so that nobody else takes it.
    """

    _axis_names = list(CONNECTORS)
    _controller_units = ["V"] * len(CONNECTORS)
    params = actuator_parameters([AUTOMATIC, *GENERATORS], (), _axis_names)

    def ini_attributes(self) -> None:
        super().ini_attributes()
        self._driven: set[str] = set()

    @property
    def connector(self) -> Connector:
        """The output that the user chose."""
        return CONNECTORS[self.axis_name]

    @property
    def generator(self) -> Any:
        """The signal generator that drives the output; takes one when there is none yet.

        Raises
        ------
        RuntimeError
            None is idle.
        """
        assert self.board is not None
        owner = _owner(self.axis_name)
        self._driven.add(self.axis_name)
        wanted = [self.module_name] if self.module_name in GENERATORS else GENERATORS
        generators = {name: getattr(self.board, name) for name in GENERATORS}
        for name in wanted:
            if generators[name].owner == owner:
                return generators[name]
        for name in wanted:
            if self._is_idle(generators[name]):
                return self._take(generators[name], owner)
        uses = ", ".join(f"{name} {_use(generators[name])}" for name in wanted)
        raise RuntimeError(
            f"no signal generator is idle for {self.axis_name}: {uses}. Switch one off and free "
            "it, e.g. with asg1.output_direct = 'off' and asg1.free(), or close another "
            "PyRPLOutput with 'switch off on close'."
        )

    def adopt_module(self) -> None:
        """Take a generator, and show the range of the output."""
        schema = pyrpl_pyro.schema_of(self.generator).attributes["offset"]
        assert schema.increment is not None
        self.epsilons = [
            0.5 * schema.increment * (connector.highest - connector.lowest) / 2
            for connector in CONNECTORS.values()
        ]
        self.settings.child("epsilon").setValue(self.epsilon)

    def read_axis(self) -> float:
        return self.connector.pin(self.generator.offset)

    def write_axis(self, value: float) -> float:
        connector = self.connector
        if not connector.lowest <= value <= connector.highest:
            raise ValueError(
                f"{self.axis_name} goes from {connector.lowest:g} to {connector.highest:g} V, not "
                f"to {value:g} V; nothing was changed."
            )
        generator = self.generator
        generator.offset = connector.inside(value)
        return connector.pin(generator.offset)

    def move_home(self, *args: Any) -> None:
        """Go to the middle of the range: 0 V, or 0.9 V at the slow outputs."""
        self._move(self.connector.pin(0.0))
        self.move_done()

    def switch_off(self) -> None:
        """Take the generators off the outputs that were moved, and leave them to others."""
        for name in sorted(self._driven):
            for generator in (getattr(self.board, asg) for asg in GENERATORS):
                if generator.owner != _owner(name):
                    continue
                if CONNECTORS[name].pwm:
                    getattr(self.board, name).input = "off"
                generator.setup(offset=0.0, output_direct="off")
                generator.owner = None
        self._driven.clear()

    def _is_idle(self, generator: Any) -> bool:
        return generator.owner is None and generator.output_direct == "off"

    def _take(self, generator: Any, owner: str) -> Any:
        connector = self.connector
        generator.owner = owner
        generator.setup(
            waveform="dc",
            amplitude=0.0,
            offset=0.0,
            trigger_source="off",
            output_direct="off" if connector.pwm else self.axis_name,
        )
        if connector.pwm:
            getattr(self.board, self.axis_name).input = generator
        return generator


def _owner(name: str) -> str:
    return f"PyMoDAQ {name}"


def _use(generator: Any) -> str:
    owner = generator.owner
    return f"belongs to {owner}" if owner else f"is at {generator.output_direct}"


if __name__ == "__main__":
    main(__file__)
