"""The way to a real board: a monitor client that cannot hang, and what keeps it connected."""

from .client import BoardClient
from .keeper import BoardKeeper
from .shell import BoardShell, Login
from .state import Condition, HardwareState

__all__ = ["BoardClient", "BoardKeeper", "BoardShell", "Condition", "HardwareState", "Login"]
