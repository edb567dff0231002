"""Fixed-point arithmetic of the fabric, as functions that the kernels inline.

All values are int64. Signed registers of N bits are kept as ordinary signed integers;
`wrap` and `saturate` do what the logic does when a result needs more bits than it has.
"""

from typing import Any

import numpy as np

from .compiling import formula


@formula
def wrap(value: int, bits: int) -> int:
    """Keep the low `bits` bits of `value` and read them as two's complement."""
    return (value << (64 - bits)) >> (64 - bits)


@formula
def saturate(value: int, bits: int) -> int:
    """Limit `value` to the range of a signed number of `bits` bits."""
    top = (1 << (bits - 1)) - 1
    return min(max(value, -top - 1), top)


@formula
def flag(condition: bool) -> int:
    """1 if `condition` holds, else 0: registers hold integers, never booleans."""
    return 1 if condition else 0


@formula
def bit(word: int, position: int) -> int:
    """The bit number `position` of `word`, 0 or 1."""
    return (word >> position) & 1


@formula
def widened(value: Any) -> Any:
    """The int64 of the same value: an element of an int16 or int32 array."""
    return np.int64(value)
