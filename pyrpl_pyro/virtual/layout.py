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

from numba import types
from numba.extending import intrinsic


@cache
def _fields(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def field_paths(cls: Any) -> Iterator[str]:
    """Yield the dotted name of every integer of `cls` in storage order."""
    for name, kind in _fields(cls).items():
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

    For a field that is a tuple itself: the position of its first integer.

    Raises
    ------
    KeyError
        `cls` has no such field.
    """
    for position, candidate in enumerate(field_paths(cls)):
        if candidate == path or candidate.startswith(f"{path}."):
            return position
    raise KeyError(f"{cls.__name__} has no field {path!r}")


def zeros(cls: Any) -> Any:
    """The instance of `cls` whose integers are all 0."""
    return read(cls, [0] * size(cls), 0)


def read(cls: Any, vector: Any, base: int) -> Any:
    """The `cls` stored in the sequence `vector` at `base`, for Python code."""
    integers = iter(vector[base : base + size(cls)])
    return _build(cls, integers)


def _build(cls: Any, integers: Iterator[int]) -> Any:
    kinds = _fields(cls).values()
    return cls(*(next(integers) if kind is int else _build(kind, integers) for kind in kinds))


def _numba_type(cls: Any) -> Any:
    kinds = _fields(cls).values()
    fields = [types.int64 if kind is int else _numba_type(kind) for kind in kinds]
    return types.BaseTuple.from_types(fields, cls)


def _element(context: Any, builder: Any, vector_type: Any, vector: Any, base: Any) -> Any:
    """LLVM pointer to `vector[base]`, without the checks of an indexing."""
    data = context.make_array(vector_type)(context, builder, vector).data
    return builder.gep(data, [base])


# Loading and storing are written as LLVM instructions: expressed in Python, they would be most
# of the source that numba has to work through.


@cache
def loader(cls: Any) -> Any:
    """Function for kernels, `load(vector, base) -> cls`: reads `cls` from `vector[base:]`."""
    tuple_type = _numba_type(cls)

    @intrinsic
    def load(typing_context: Any, vector: Any, base: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            start = _element(context, builder, signature.args[0], *arguments)
            positions = iter(range(size(cls)))

            def build(kind: Any) -> Any:
                if kind == types.int64:
                    position = context.get_constant(types.intp, next(positions))
                    return builder.load(builder.gep(start, [position]))
                return context.make_tuple(builder, kind, [build(field) for field in kind])

            return build(tuple_type)

        return tuple_type(vector, types.int64), generate

    return load


@cache
def storer(cls: Any) -> Any:
    """Function for kernels, `store(vector, base, value)`: writes `value`, a `cls`."""
    tuple_type = _numba_type(cls)

    @intrinsic
    def store(typing_context: Any, vector: Any, base: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            start = _element(context, builder, signature.args[0], *arguments[:2])
            positions = iter(range(size(cls)))

            def put(kind: Any, part: Any) -> None:
                if kind != types.int64:
                    for number, field in enumerate(kind):
                        put(field, builder.extract_value(part, number))
                else:
                    position = context.get_constant(types.intp, next(positions))
                    builder.store(part, builder.gep(start, [position]))

            put(tuple_type, arguments[2])
            return context.get_dummy_value()

        return types.void(vector, types.int64, tuple_type), generate

    return store
