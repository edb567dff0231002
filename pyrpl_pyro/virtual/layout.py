"""How the state of a block is stored: a NamedTuple of integers <-> a slice of one int64 vector.

A block declares its registers and flip-flops as a `typing.NamedTuple` whose fields are `int`
or again such tuples. Inside a kernel the tuple lives in machine registers, and a step
function returns the next tuple, so that every right-hand side is an old value, as in the
clocked logic. Between kernel calls the fields lie one after the other in the board's state
vector; `load` and `store` move them.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_type_hints

from .compiling import formula


def field_paths(cls: Any) -> Iterator[str]:
    """Yield the dotted name of every integer of `cls` in storage order."""
    for name, kind in get_type_hints(cls).items():
        if kind is int:
            yield name
        else:
            yield from (f"{name}.{path}" for path in field_paths(kind))


@cache
def size(cls: Any) -> int:
    """Number of int64 words that one instance of `cls` takes."""
    return sum(1 for _ in field_paths(cls))


@cache
def index(cls: Any, path: str) -> int:
    """Position of the field `path` ("running", "rising.count") in the stored form of `cls`.

    Raises
    ------
    KeyError
        `cls` has no such field.
    """
    for position, candidate in enumerate(field_paths(cls)):
        if candidate == path:
            return position
    raise KeyError(f"{cls.__name__} has no field {path!r}")


def _constructor(cls: type, start: int, namespace: dict[str, Any]) -> tuple[str, int]:
    # Numbered, since nested tuples of different modules may have the same name.
    name = f"Tuple{len(namespace)}"
    namespace[name] = cls
    arguments = []
    for kind in get_type_hints(cls).values():
        if kind is int:
            arguments.append(f"vector[base + {start}]")
            start += 1
        else:
            text, start = _constructor(kind, start, namespace)
            arguments.append(text)
    return f"{name}({', '.join(arguments)})", start


def zeros(cls: Any) -> Any:
    """The instance of `cls` whose integers are all 0."""
    kinds = get_type_hints(cls).values()
    return cls(*(0 if kind is int else zeros(kind) for kind in kinds))


@cache
def loader(cls: type) -> Any:
    """Compiled `load(vector, base) -> cls`: reads `cls` from `vector[base:]`.

    The function is written out as source, since numba can neither loop over the fields of a
    tuple nor build one from a slice.
    """
    namespace: dict[str, Any] = {}
    text, _ = _constructor(cls, 0, namespace)
    exec(f"def load(vector, base):\n    return {text}\n", namespace)
    return formula(namespace["load"])


@cache
def storer(cls: type) -> Any:
    """Compiled `store(vector, base, value)`: writes `value`, a `cls`, to `vector[base:]`."""
    lines = [
        f"    vector[base + {position}] = value.{path}"
        for position, path in enumerate(field_paths(cls))
    ]
    namespace: dict[str, Any] = {}
    exec("def store(vector, base, value):\n" + "\n".join(lines) + "\n", namespace)
    return formula(namespace["store"])
