"""What all plants share: parameters, noise, converters, and being found by name."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

import numpy as np

from ..cable import MAXIMUM_DELAY, Cable
from ..disturbance import CODES_PER_VOLT, new_surroundings
from .parameter import checked, parameter, parsed

#: Delay of the converters in clocks: those of a Red Pitaya take some 10 to 20 clocks in addition
#: to the two registers in the logic (REGISTERS.md 3).
CONVERTER_DELAY = 15
#: Volts at the connector per volt of PyRPL, by position of the input's jumper.
JUMPERS = {"LV": 1.0, "HV": 20.0}

_types: dict[str, type["Plant"]] = {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Plant:
    """The world between the outputs and the inputs of a board.

    A plant is a frozen dataclass with a name, parameters, and a function that computes what it
    does, in volts. See docs/extending.md for a whole one.

    Attributes
    ----------
    name:
        By which users choose it; without one a class is only a base of others.
    drives:
        What it looks at, of "out1", "out2", "pwm0" and "pwm1". PWM outputs are taken as their
        filtered voltage, 0 to 1.8 V, without ripple.
    function:
        Computes a span of clocks. It is compiled by Numba, so it may use numbers, `math` and
        array elements. `function(clock, out1, out2, pwm0, pwm1, in1, in2, parameters, state)`
        gets the number of the first clock (8 ns each), the voltages of the drives, float64
        (n,), and has to fill `in1` and `in2`, float64 (n,), in volts at the connector. Drives
        that are not in `drives` hold nothing and may be overwritten. `parameters` and `state`
        are the vectors below. The result must not depend on how the clocks are divided into
        spans.
    """

    name: ClassVar[str] = ""
    drives: ClassVar[tuple[str, ...]] = ("out1", "out2")
    function: ClassVar[Callable[..., None]]

    white: float = parameter(
        0.0, "V/sqrt(Hz)", "white noise at each input, one-sided density", 0.0, 1.0
    )
    flicker: float = parameter(
        0.0, "V/sqrt(Hz)", "1/f noise at each input, one-sided density at 1 Hz", 0.0, 1.0
    )
    mains: float = parameter(0.0, "V", "hum at both inputs: amplitude of the mains", 0.0, 10.0)
    mains_frequency: float = parameter(50.0, "Hz", "frequency of the mains", 1.0, 1000.0)
    seed: int = parameter(1, "", "start of all random numbers", 0, 2**31)
    delay: int = parameter(
        CONVERTER_DELAY, "clocks", "delay of DAC and ADC, 8 ns each", 0, MAXIMUM_DELAY
    )
    jumper1: str = parameter(
        "LV", "", "range of input 1: LV is 1 V, HV is 20 V", options=tuple(JUMPERS)
    )
    jumper2: str = parameter(
        "LV", "", "range of input 2: LV is 1 V, HV is 20 V", options=tuple(JUMPERS)
    )

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.name:
            known = _types.get(cls.name)
            # A module that is loaded anew defines its classes anew.
            if known is not None and known.__qualname__ != cls.__qualname__:
                raise TypeError(f"there is a plant {cls.name!r} already: {known!r}")
            _types[cls.name] = cls

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, checked(field, getattr(self, field.name)))

    def parameters(self) -> np.ndarray:
        """What `function` gets as `parameters`: float64, at most `outside.PARAMETERS` long."""
        return np.zeros(0)

    def initial_state(self) -> np.ndarray:
        """What `function` gets as `state` first: float64, at most `outside.STATES` long."""
        return np.zeros(0)

    @property
    def memory(self) -> float:
        """Time in s after which what was before does not matter; 0 if only the present does.

        A board that nobody looks at computes nothing; at the next access it computes this time
        before the access, or 20 ms if that is less.
        """
        return 0.0

    def cables(self) -> tuple[Cable, Cable] | None:
        """The same as two cables, which are computed faster; None if it is more than that."""
        return None

    @property
    def scales(self) -> tuple[float, float]:
        """ADC codes per volt at the connectors of both inputs."""
        return (
            CODES_PER_VOLT / JUMPERS[self.jumper1],
            CODES_PER_VOLT / JUMPERS[self.jumper2],
        )

    @property
    def is_noisy(self) -> bool:
        """True if noise is added at the inputs."""
        return bool(self.white or self.flicker or self.mains)

    def surroundings(self) -> np.ndarray:
        """See `disturbance.new_surroundings`."""
        return new_surroundings(
            self.scales, self.white, self.flicker, self.mains, self.mains_frequency
        )

    def describe(self) -> dict[str, Any]:
        """Name and all parameters; `plant_of` makes the same plant of it."""
        return {"name": self.name, **dataclasses.asdict(self)}

    @classmethod
    def of_text(cls, parameters: Mapping[str, str]) -> Self:
        """The plant with parameters given as text.

        Raises
        ------
        TypeError, ValueError
            There is no such parameter, or it cannot have this value.
        """
        fields = {field.name: field for field in dataclasses.fields(cls)}
        _check_names(cls, parameters)
        return cls(**{name: parsed(fields[name], text) for name, text in parameters.items()})


def plant_names() -> list[str]:
    """Names of all plants that there are."""
    return sorted(_types)


def plant_types() -> dict[str, type[Plant]]:
    """All plants by name."""
    return dict(sorted(_types.items()))


def plant_of(specification: "str | Mapping[str, Any] | Plant") -> Plant:
    """The plant that a user asks for.

    Parameters
    ----------
    specification:
        A text such as "none" or "low_pass:bandwidth=1e4,order=2"; a mapping with "name" and
        parameters, as `Plant.describe` gives; or a plant, which is returned.

    Raises
    ------
    TypeError, ValueError
        There is no such plant or parameter, or the parameter cannot have this value.
    """
    if isinstance(specification, Plant):
        return specification
    if isinstance(specification, str):
        name, _, rest = specification.partition(":")
        parameters = {}
        for part in filter(None, (piece.strip() for piece in rest.split(","))):
            key, equals, text = part.partition("=")
            if not equals:
                raise ValueError(
                    f"{part!r} is not a parameter of a plant: expected NAME:KEY=VALUE,KEY=VALUE"
                )
            parameters[key.strip()] = text.strip()
        return _type(name.strip()).of_text(parameters)
    if isinstance(specification, Mapping):
        values = dict(specification)
        if "name" not in values:
            raise ValueError(
                f"a plant as a dict needs the key 'name', one of {', '.join(plant_names())}; "
                f"it has {', '.join(map(str, values)) or 'no key'}"
            )
        name = values.pop("name")
        kind = _type(name)
        _check_names(kind, values)
        return kind(**values)
    raise TypeError(
        "a plant is chosen by its name, by a text NAME:KEY=VALUE,... or by a dict with 'name' and "
        f"parameters, not by {specification!r}"
    )


def _type(name: Any) -> type[Plant]:
    if name not in _types:
        raise ValueError(f"there is no plant {name!r}; there are {', '.join(plant_names())}")
    return _types[name]


def _check_names(kind: type[Plant], values: Mapping[str, Any]) -> None:
    known = [field.name for field in dataclasses.fields(kind)]
    for name in values:
        if name not in known:
            raise ValueError(
                f"the plant {kind.name!r} has no parameter {name!r}; it has {', '.join(known)}"
            )
