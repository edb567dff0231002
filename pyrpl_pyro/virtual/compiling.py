"""The three ways in which functions of the simulation are compiled."""

from typing import Any

from numba import njit

# Typed loosely: numba's own stub does not know `_nrt`.
_njit: Any = njit

# No function here allocates, so reference counting (`_nrt`) is switched off: its calls in the
# inner loop would act as memory barriers and cost more than the arithmetic.

#: A formula or the next-state function of a block: always inlined.
formula = _njit(forceinline=True, _nrt=False)

#: One clock of a block on the state vector. Not inlined: with all blocks in one function the
#: register allocator moves several hundred values around the stack on every clock.
clocked = _njit(_nrt=False)

#: An entry point for Python: cached on disk, runs without the GIL.
kernel = _njit(cache=True, nogil=True, _nrt=False)
