"""What can be wired between the outputs and the inputs of a virtual board, by name."""

from .base import Plant, plant_names, plant_of, plant_types
from .cavity import Cavity
from .parameter import parameter
from .simple import Loopback, Nothing

__all__ = [
    "Cavity",
    "Loopback",
    "Nothing",
    "Plant",
    "parameter",
    "plant_names",
    "plant_of",
    "plant_types",
]
