"""The function of a plant as machine code that the kernels can call by its address."""

import hashlib
import inspect
from pathlib import Path
from types import CellType, FunctionType
from typing import Any

import numpy as np
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
        There is none, or Numba cannot compile it.
    """
    if kind not in _compiled:
        _compiled[kind] = _compile(kind)
    return _compiled[kind]


def vectors(plant: Plant) -> tuple[np.ndarray, np.ndarray]:
    """What the function of a plant gets as `parameters` and as `state` first.

    Raises
    ------
    TypeError
        One of them is no array of numbers, or too long.
    """
    return (
        _vector(plant, "parameters", PARAMETERS, plant.parameters()),
        _vector(plant, "initial_state", STATES, plant.initial_state()),
    )


def _vector(plant: Plant, method: str, most: int, values: Any) -> np.ndarray:
    try:
        vector = np.asarray(values, np.float64)
    except (TypeError, ValueError):
        vector = np.zeros((0, 0))
    if vector.ndim != 1 or len(vector) > most:
        raise TypeError(
            f"{method}() of the plant {plant.name!r} must return an array of at most {most} "
            f"numbers with one dimension, not {values!r:.80}"
        )
    return vector


def _compile(kind: type[Plant]) -> Any:
    if not inspect.isfunction(getattr(kind, "function", None)):
        raise TypeError(
            f"the plant {kind.name!r} has no function: expected a line "
            "`function = staticmethod(...)` in its class (docs/extending.md)"
        )
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
