"""The function of a plant as machine code that the kernels can call by its address."""

import hashlib
import inspect
from pathlib import Path
from types import CellType, FunctionType
from typing import Any

from numba import carray, cfunc, njit, types
from numba.core.errors import NumbaError

from ..compiling import source_version
from ..outside import PARAMETERS, ROWS, STATES, WIDTH
from .base import Plant

_NUMBERS = types.CPointer(types.float64)
_SIGNATURE = types.void(types.int64, types.int64, _NUMBERS, _NUMBERS, _NUMBERS)
_OWN = Path(__file__).parent


#: Stands for the plant's function, which takes its place in the globals of `_entry`.
function: Any = None


def _entry(n: int, clock: int, voltages: Any, parameters: Any, state: Any) -> None:
    rows = carray(voltages, (ROWS, WIDTH))
    function(
        clock,
        rows[0, :n],
        rows[1, :n],
        rows[2, :n],
        rows[3, :n],
        rows[4, :n],
        rows[5, :n],
        carray(parameters, (PARAMETERS,)),
        carray(state, (STATES,)),
    )


_compiled: dict[type[Plant], Any] = {}


def compiled(kind: type[Plant]) -> Any:
    """The function of the plants `kind`, compiled; its `address` is valid for ever.

    Plants of this package are cached on disk. Those of users are compiled in every process, as
    nobody would notice a change of what they call.

    Raises
    ------
    TypeError
        Numba cannot compile it.
    """
    if kind not in _compiled:
        _compiled[kind] = _compile(kind)
    return _compiled[kind]


def _compile(kind: type[Plant]) -> Any:
    own = Path(inspect.getfile(kind.function)).parent == _OWN
    name = f"{kind.__module__}.{kind.__qualname__}"
    # In one function with its only caller; the plants of this package allocate nothing.
    options: dict[str, Any] = {"_nrt": False} if own else {}
    plant_function = njit(error_model="numpy", forceinline=True, **options)(kind.function)
    # Numba's cache does not look at globals, where the function is, but at closure variables.
    code = _entry.__code__
    entry = FunctionType(
        code.replace(co_freevars=(*code.co_freevars, "version")),
        {**_entry.__globals__, "function": plant_function},
        _entry.__name__,
        None,
        (CellType(hashlib.sha256(f"{name} {source_version()}".encode()).hexdigest()),),
    )
    try:
        return cfunc(_SIGNATURE, cache=own, error_model="numpy")(entry)
    except NumbaError as error:
        raise TypeError(
            f"the function of the plant {kind.name!r} cannot be compiled: {error}"
        ) from error
