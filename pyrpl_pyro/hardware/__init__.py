"""The way to a real board: a monitor client that cannot hang, and what keeps it connected."""

from .claim import Claim, read_claim, write_claim
from .client import BoardClient
from .keeper import BoardKeeper
from .shell import BoardShell, Login, ShellError
from .state import Condition, HardwareState

__all__ = [
    "BoardClient",
    "BoardKeeper",
    "BoardShell",
    "Claim",
    "Condition",
    "HardwareState",
    "Login",
    "ShellError",
    "read_claim",
    "write_claim",
]
