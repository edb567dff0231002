"""Values as bytes and back: msgpack with extensions that keep Python's types.

Tuples stay tuples, sets stay sets, numpy scalars stay numpy scalars, and an array
crosses as its bytes with dtype and shape. Nothing that arrives is evaluated or
imported; what cannot be read raises ValueError.
"""

from __future__ import annotations

import math
import re
import struct
from collections import OrderedDict
from collections.abc import Callable, KeysView, ValuesView
from typing import Any

import msgpack
import numpy as np

from ..errors import NotTransferable
from .references import (
    Curve,
    DefaultValue,
    HandleReference,
    MethodReference,
    ModuleReference,
)

Convert = Callable[[Any], Any]

_TUPLE, _SET, _FROZENSET, _ORDERED_DICT, _COMPLEX, _BIG_INT = 1, 2, 3, 4, 5, 6
_ARRAY, _SCALAR, _MODULE, _HANDLE, _CURVE, _DEFAULT, _SLICE, _METHOD = (
    10,
    11,
    20,
    21,
    22,
    23,
    24,
    25,
)

_LENGTHS = {_HANDLE: 2, _CURVE: 4, _SLICE: 3}

_NATIVE = (bool, int, float, str, bytes, list, dict, type(None))

_MAX_BIG_INT_BYTES = 4096
_MAX_NESTING = 64
_MAX_DIMENSIONS = 32
_MAX_FIELDS = 1000
_UNCOUNTED = 1 << 20
_MAX_ELEMENTS = 4_000_000
_DTYPE = re.compile(r"[<>|=]?(?:[?biufcSUV]\d{0,9}|[mM]8(?:\[\d{0,6}[A-Za-zμ]{1,7}\])?)")


def pack(value: Any, convert: Convert | None = None) -> bytes:
    """Turn a value into bytes.

    Parameters
    ----------
    value : object
        Any nesting of bool, int, float, complex, str, bytes, None, list, tuple, dict,
        OrderedDict, set, numpy scalars, arrays of any dtype but object, and references.
    convert : callable, optional
        Called with an object of another type; returns one of the above or raises
        NotTransferable.

    Raises
    ------
    NotTransferable
        The value contains an object of a type that has no representation.
    """

    def extend(item: Any) -> Any:
        return _extend(item, convert)

    try:
        return msgpack.packb(
            value, default=extend, strict_types=True, unicode_errors="surrogatepass"
        )
    except (RecursionError, ValueError) as error:
        raise NotTransferable(
            f"{type(value).__name__} cannot cross: it is nested too deeply or contains itself "
            f"({error})."
        ) from error


def unpack(data: bytes, resolve: Convert | None = None) -> Any:
    """Turn bytes made by :func:`pack` into the value again.

    Parameters
    ----------
    data : bytes
    resolve : callable, optional
        Called with each :class:`ModuleReference` or :class:`HandleReference`; returns
        what shall stand in its place.

    Raises
    ------
    ValueError
        The bytes are not a value in this format.
    """
    return _unpack(data, resolve, 0)


def _unpack(data: bytes, resolve: Convert | None, depth: int) -> Any:
    if depth > _MAX_NESTING:
        raise ValueError("the message is nested too deeply")

    def read_extension(code: int, payload: bytes) -> Any:
        return _read_extension(code, payload, resolve, depth + 1)

    # A byte of a message may stand for an object of a hundred, so long ones are counted.
    counted = {} if len(data) < _UNCOUNTED else _Count().hooks()
    try:
        return msgpack.unpackb(
            data,
            ext_hook=read_extension,
            strict_map_key=False,
            use_list=True,
            unicode_errors="surrogatepass",
            **counted,
        )
    except (msgpack.UnpackException, msgpack.ExtraData, TypeError, struct.error) as error:
        raise ValueError(f"not a readable message: {error}") from error
    except RecursionError as error:
        raise ValueError("the message is nested too deeply") from error


class _Count:
    """Counts the elements of the lists and dicts of a message."""

    def __init__(self) -> None:
        self._left = _MAX_ELEMENTS

    def hooks(self) -> dict[str, Any]:
        return {"list_hook": self._take, "object_hook": self._take}

    def _take(self, container: Any) -> Any:
        self._left -= 1 + len(container)
        if self._left < 0:
            raise ValueError(
                f"a message of more than {_MAX_ELEMENTS} elements; send numbers as numpy arrays"
            )
        return container


def _big_integer_extension(value: int) -> msgpack.ExtType:
    size = value.bit_length() // 8 + 1
    if size > _MAX_BIG_INT_BYTES:
        raise NotTransferable(f"an integer of {value.bit_length()} bits is too long to cross.")
    return msgpack.ExtType(_BIG_INT, value.to_bytes(size, "big", signed=True))


def _array_extension(array: np.ndarray) -> msgpack.ExtType:
    if array.dtype.hasobject:
        raise NotTransferable(
            f"an array of dtype {array.dtype} cannot cross; expected numbers, booleans or text."
        )
    descriptor: Any = array.dtype.str
    if array.dtype.names is not None:
        descriptor = np.lib.format.dtype_to_descr(array.dtype)
    head = pack([descriptor, list(array.shape)])
    body = np.ascontiguousarray(array).tobytes()
    return msgpack.ExtType(_ARRAY, struct.pack("<H", len(head)) + head + body)


def _scalar_extension(scalar: np.generic) -> msgpack.ExtType:
    if scalar.dtype.hasobject:
        raise NotTransferable(f"a numpy scalar of dtype {scalar.dtype} cannot cross.")
    return msgpack.ExtType(_SCALAR, _array_extension(np.asarray(scalar)).data)


def _extend(item: Any, convert: Convert | None) -> Any:
    if isinstance(item, np.ndarray):
        return _array_extension(item)
    if isinstance(item, np.generic):
        return _scalar_extension(item)
    kind = type(item)
    if kind is complex:
        return msgpack.ExtType(_COMPLEX, struct.pack("<dd", item.real, item.imag))
    if kind is ModuleReference:
        return msgpack.ExtType(_MODULE, item.path.encode())
    if kind is MethodReference:
        return msgpack.ExtType(_METHOD, item.name.encode())
    if kind is HandleReference:
        return msgpack.ExtType(_HANDLE, pack([item.identifier, item.description]))
    if kind is Curve:
        return msgpack.ExtType(_CURVE, pack([item.pk, item.name, item.data, item.params], convert))
    if kind is DefaultValue:
        return msgpack.ExtType(_DEFAULT, pack(item.text))
    if kind is slice:
        return msgpack.ExtType(_SLICE, pack([item.start, item.stop, item.step]))
    if kind is int:
        # msgpack hands over an integer only when it needs more than 64 bits.
        return _big_integer_extension(item)
    # PyRPL's own containers derive from dict, list and tuple: they come first.
    if convert is not None:
        converted = convert(item)
        if converted is not item:
            # msgpack asks once for each object, so what stands for it must be final.
            return converted if type(converted) in _NATIVE else _extend(converted, None)
    return _extend_subclass(item, convert)


def _extend_subclass(item: Any, convert: Convert | None) -> Any:
    if isinstance(item, OrderedDict):
        pairs = [[key, value] for key, value in item.items()]
        return msgpack.ExtType(_ORDERED_DICT, pack(pairs, convert))
    if isinstance(item, dict):
        return dict(item)
    if isinstance(item, tuple):
        return msgpack.ExtType(_TUPLE, pack(list(item), convert))
    if isinstance(item, (list, KeysView, ValuesView)):
        return list(item)
    if isinstance(item, frozenset):
        return msgpack.ExtType(_FROZENSET, pack(list(item), convert))
    if isinstance(item, set):
        return msgpack.ExtType(_SET, pack(list(item), convert))
    kinds: tuple[Any, ...] = (int, float, str, bytes)
    for plain in kinds:
        if isinstance(item, plain):
            return plain(item)
    if isinstance(item, (bytearray, memoryview)):
        return bytes(item)
    kind = type(item)
    raise NotTransferable(
        f"an object of type {kind.__module__}.{kind.__qualname__} cannot cross; expected numbers, "
        "text, bytes, lists, tuples, dicts, sets, numpy arrays, or a module of the board."
    )


def _read_array(payload: bytes, depth: int) -> np.ndarray:
    (size,) = struct.unpack_from("<H", payload)
    head = _unpack(payload[2 : 2 + size], None, depth)
    if not isinstance(head, list) or len(head) != 2:
        raise ValueError("the head of an array is its dtype and its shape")
    dtype = _read_dtype(head[0])
    body = memoryview(payload)[2 + size :]
    shape = _read_shape(head[1])
    count = math.prod(shape)
    if count * dtype.itemsize != len(body):
        raise ValueError(f"{len(body)} bytes do not make an array of shape {shape}, {dtype}")
    if len(body) == 0:
        if count:
            raise ValueError(f"an array of {count} elements without bytes is not accepted")
        return np.empty(shape, dtype)
    return np.frombuffer(body, dtype).reshape(shape).copy()


def _read_dtype(descriptor: Any) -> np.dtype:
    _check_descriptor(descriptor, 0)
    try:
        if isinstance(descriptor, str):
            dtype = np.dtype(descriptor)
        else:
            dtype = np.lib.format.descr_to_dtype(_with_tuples(descriptor))
    except (TypeError, ValueError, SyntaxError, OverflowError, MemoryError, LookupError) as error:
        raise ValueError(f"{str(descriptor)[:80]} is no dtype: {error}") from error
    if dtype.hasobject:
        raise ValueError("an array of Python objects is not accepted")
    return dtype


def _check_descriptor(descriptor: Any, depth: int) -> None:
    """Let only names of dtypes through: numpy's own parser accepts much more."""
    if isinstance(descriptor, str):
        if not _DTYPE.fullmatch(descriptor):
            raise ValueError(f"an array of dtype {descriptor[:80]!r} is not accepted")
        return
    if depth > 4 or not isinstance(descriptor, list) or not 0 < len(descriptor) <= _MAX_FIELDS:
        raise ValueError("a dtype is a text or a list of fields")
    for field in descriptor:
        if not isinstance(field, (list, tuple)) or len(field) not in (2, 3):
            raise ValueError("a field of a dtype is its name, its dtype and perhaps its shape")
        names = field[0] if isinstance(field[0], (list, tuple)) else [field[0]]
        if not all(isinstance(name, str) for name in names):
            raise ValueError("a field of a dtype is named by a text")
        _check_descriptor(field[1], depth + 1)
        if len(field) == 3:
            _read_shape(field[2])


def _with_tuples(descriptor: Any) -> Any:
    if isinstance(descriptor, str):
        return descriptor
    return [
        (
            tuple(field[0]) if isinstance(field[0], list) else field[0],
            _with_tuples(field[1]),
            *(tuple(shape) for shape in field[2:]),
        )
        for field in descriptor
    ]


def _read_shape(shape: Any) -> tuple[int, ...]:
    if not isinstance(shape, (list, tuple)) or len(shape) > _MAX_DIMENSIONS:
        raise ValueError(f"the shape of an array is a list of at most {_MAX_DIMENSIONS} lengths")
    for length in shape:
        if type(length) is not int or not 0 <= length < 1 << 40:
            raise ValueError("an array of such a shape does not exist")
    return tuple(shape)


def _read_extension(code: int, payload: bytes, resolve: Convert | None, depth: int) -> Any:
    if code == _ARRAY:
        return _read_array(payload, depth)
    if code == _SCALAR:
        return _read_array(payload, depth)[()]
    if code == _COMPLEX:
        return complex(*struct.unpack("<dd", payload))
    if code == _BIG_INT:
        if len(payload) > _MAX_BIG_INT_BYTES:
            raise ValueError("the integer is too long")
        return int.from_bytes(payload, "big", signed=True)
    if code == _MODULE:
        reference: Any = ModuleReference(payload.decode())
        return reference if resolve is None else resolve(reference)
    if code == _METHOD:
        return MethodReference(payload.decode())
    content = _unpack(payload, resolve, depth)
    if code in _LENGTHS and not (isinstance(content, list) and len(content) == _LENGTHS[code]):
        raise ValueError(f"extension {code} is a list of {_LENGTHS[code]}")
    if code == _TUPLE:
        return tuple(content)
    if code == _SET:
        return set(content)
    if code == _FROZENSET:
        return frozenset(content)
    if code == _ORDERED_DICT:
        return OrderedDict((key, value) for key, value in content)
    if code == _HANDLE:
        reference = HandleReference(str(content[0]), str(content[1]))
        return reference if resolve is None else resolve(reference)
    if code == _CURVE:
        return Curve(*content)
    if code == _DEFAULT:
        return DefaultValue(str(content))
    if code == _SLICE:
        return slice(*content)
    raise ValueError(f"extension {code} is unknown")
