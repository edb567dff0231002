"""A virtual Red Pitaya: PyRPL's FPGA image, simulated register by register, clock by clock."""

from .board import VirtualBoard
from .cable import Cable, Constant
from .client import VirtualClient
from .plants import Plant, load_plants, plant_of, plant_types
from .recording import NotARecording
from .replay import replay

__all__ = [
    "Cable",
    "Constant",
    "NotARecording",
    "Plant",
    "VirtualBoard",
    "VirtualClient",
    "load_plants",
    "plant_of",
    "plant_types",
    "replay",
]
