"""Type stubs of a board's modules, for editors and type checkers, from their descriptions.

Texts that an attribute takes become ``Literal`` types, limits and units go into docstrings. What
PyRPL does not describe (properties, plain attributes) gets the type of a value, when one was read.
"""

from .modules import own, shipped
from .reading import board_members, default_members, schemas_of, value_types

__all__ = ["board_members", "default_members", "own", "schemas_of", "shipped", "value_types"]
