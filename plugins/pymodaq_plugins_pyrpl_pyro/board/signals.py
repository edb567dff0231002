"""Parameters that many instruments have."""

from __future__ import annotations

from .mirror import Mirrored, Values


def input_of(name: str) -> object:
    """For :attr:`Mirrored.signal`: the signal that the attribute `name` chooses."""

    def signal(values: Values) -> str:
        return str(values[name])

    return signal


INPUT = Mirrored(
    "input", "list", "Input", "The signal at the input: a connector or any module of PyRPL."
)
OUTPUT = Mirrored(
    "output_direct", "list", "Output", "The connector that the signal is added to, or off."
)
TRACE_AVERAGE = Mirrored(
    "trace_average",
    "int",
    "Averages",
    "How many traces the server averages for one measurement.",
)
