"""The three ways in which functions of the simulation are compiled."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CellType, FunctionType
from typing import Any

from numba import njit

# Typed loosely: numba's own stub does not know `_nrt`.
_njit: Any = njit

# No function here allocates, so reference counting (`_nrt`) is switched off: its calls in the
# inner loop would act as memory barriers and cost more than the arithmetic.

# Only the kernels are called from Python; wrappers for the tuples that the others pass around
# would take most of the compilation time.
_INTERNAL = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

#: A formula or the next-state function of a block: always inlined.
formula = _njit(forceinline=True, **_INTERNAL)

#: One clock or one span of a block on the state vector. Not inlined: with all blocks in one
#: function the register allocator moves several hundred values around the stack on every clock.
clocked = _njit(**_INTERNAL)


def kernel(function: Any) -> Any:
    """Compile an entry point for Python: cached on disk, runs without the GIL.

    Numba notices a change of the file that the entry point is in, but not of the functions
    that it calls. Its cache key contains the values of closure variables, so the entry point
    gets one more, which stands for the sources of all functions that it may call.
    """
    code = function.__code__
    versioned = FunctionType(
        code.replace(co_freevars=(*code.co_freevars, "source_version")),
        function.__globals__,
        function.__name__,
        function.__defaults__,
        (*(function.__closure__ or ()), CellType(_source_version())),
    )
    versioned.__doc__ = function.__doc__
    return _njit(cache=True, nogil=True, _nrt=False)(versioned)


@cache
def _source_version() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_cached(function: Any) -> bool:
    """True if the kernel `function` was compiled on this machine before."""
    name = f"{function.py_func.__module__.rpartition('.')[2]}.{function.py_func.__qualname__}-"
    directory = Path(function.stats.cache_path)
    return any(path.name.startswith(name) for path in directory.glob("*.nbi"))


def prepare(calls: dict[Any, Callable[[], object]], progress: Callable[[str], None]) -> None:
    """Compile kernels by calling them; says so through `progress` where it takes time."""
    for function, call in calls.items():
        if not is_cached(function):
            progress(
                f"compiling the virtual board, once on this machine: {function.py_func.__name__}"
            )
        call()
