"""A virtual Red Pitaya: PyRPL's FPGA image, simulated register by register, clock by clock."""

from .board import VirtualBoard
from .client import VirtualClient
from .plant import Constant, Plant, loopback, low_pass
from .recording import NotARecording
from .replay import replay

__all__ = [
    "Constant",
    "NotARecording",
    "Plant",
    "VirtualBoard",
    "VirtualClient",
    "loopback",
    "low_pass",
    "replay",
]
