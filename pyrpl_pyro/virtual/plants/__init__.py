"""What can be wired between the outputs and the inputs of a virtual board, by name."""

from .base import Plant, plant_names, plant_of, plant_types
from .parameter import parameter
from .simple import Loopback, Nothing

__all__ = [
    "Loopback",
    "Nothing",
    "Plant",
    "parameter",
    "plant_names",
    "plant_of",
    "plant_types",
]
