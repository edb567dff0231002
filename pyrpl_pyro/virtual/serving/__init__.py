"""A virtual board over the network: what PyRPL finds at the address of a real Red Pitaya.

There is a small SSH server, which answers what PyRPL sends to the shell of the board, and the
monitor server, through which PyRPL reads and writes registers. Needs asyncssh.
"""

from .linux import Setup
from .server import BoardServer

__all__ = ["BoardServer", "Setup"]
