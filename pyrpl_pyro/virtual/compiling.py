"""The three ways in which functions of the simulation are compiled."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CellType, FunctionType
from typing import Any

from numba import njit

#: Limit for what another process compiles meanwhile, in seconds.
HELPER_SECONDS = 60.0

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
        (*(function.__closure__ or ()), CellType(source_version())),
    )
    versioned.__doc__ = function.__doc__
    return _njit(cache=True, nogil=True, _nrt=False)(versioned)


@cache
def source_version() -> str:
    """Stands for the sources of everything in this package."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_cached(function: Any) -> bool:
    """True if the kernel `function` was compiled on this machine from the present sources."""
    name = f"{function.py_func.__module__.rpartition('.')[2]}.{function.py_func.__qualname__}-"
    note = _note(function)
    try:
        compiled_from = note.read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    found = any(path.name.startswith(name) for path in note.parent.glob("*.nbi"))
    return found and compiled_from == source_version()


def _note(function: Any) -> Path:
    """The file beside Numba's that tells from which sources they were compiled."""
    directory = Path(function.stats.cache_path)
    return directory / f"virtual-board-{sys.implementation.cache_tag}.version"


def prepare(
    here: dict[Any, Callable[[], object]],
    elsewhere: dict[Any, Callable[[], object]],
    code: str,
    progress: Callable[[str], None],
) -> None:
    """Compile kernels by calling them; says so through `progress` where it takes time.

    Parameters
    ----------
    here, elsewhere:
        What to call for each kernel. Those in `elsewhere` are compiled by another process at
        the same time, which a second processor core is for; the result comes through the cache
        on disk.
    code:
        Python code that compiles the kernels in `elsewhere`.
    progress:
        Told of each kernel that is compiled.
    """
    calls = here | elsewhere
    missing = [function for function in calls if not is_cached(function)]
    helper = None
    if any(function in elsewhere for function in missing) and (os.cpu_count() or 1) > 1:
        helper = _start_python(code)
    for function in calls:
        if function in missing:
            progress(
                f"compiling the virtual board, once on this machine: {function.py_func.__name__}"
            )
        if function in elsewhere and helper is not None:
            _wait_for(helper)
        calls[function]()
    for function in missing:
        _note(function).write_text(source_version(), encoding="ascii")


def _start_python(code: str) -> subprocess.Popen[bytes]:
    path = f"import sys; sys.path[:] = {sys.path!r}; "
    silent = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-c", path + code], stdin=silent, stdout=silent, stderr=silent
    )


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    """Wait for the other process; without its result the kernel is compiled in this one."""
    try:
        process.wait(HELPER_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(HELPER_SECONDS)
