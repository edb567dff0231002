"""Values that cross come back equal and of the same type; hostile bytes raise ValueError."""

from __future__ import annotations

import math
import struct
from collections import OrderedDict
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from pyrpl_pyro.errors import NotTransferable
from pyrpl_pyro.wire.codec import pack, unpack
from pyrpl_pyro.wire.references import Curve, HandleReference, MethodReference, ModuleReference

keys = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.tuples(st.integers()))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**200), 2**200),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters(exclude_categories=())),
    st.binary(),
)
dtypes = st.one_of(
    st_numpy.boolean_dtypes(),
    st_numpy.integer_dtypes(),
    st_numpy.unsigned_integer_dtypes(),
    st_numpy.floating_dtypes(),
    st_numpy.complex_number_dtypes(),
    st_numpy.byte_string_dtypes(),
    st_numpy.unicode_string_dtypes(),
    st_numpy.datetime64_dtypes(),
    st_numpy.array_dtypes(),
)
arrays = st_numpy.arrays(dtypes, st_numpy.array_shapes(min_dims=0, min_side=0, max_side=5))
values = st.recursive(
    scalars | arrays,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(keys, inner, max_size=4),
        st.dictionaries(keys, inner, max_size=4).map(OrderedDict),
        st.sets(st.integers() | st.text(), max_size=4),
        st.frozensets(st.integers(), max_size=4),
    ),
    max_leaves=12,
)


def same(a: Any, b: Any) -> bool:
    """Equal in type and value; nan equals nan, bit by bit for arrays."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (np.ndarray, np.generic)):
        return (
            a.dtype == b.dtype
            and a.shape == b.shape
            and np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes()
        )
    if isinstance(a, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, dict):
        pairs = zip(a.items(), b.items(), strict=True)
        return len(a) == len(b) and all(same(x[0], y[0]) and same(x[1], y[1]) for x, y in pairs)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


@given(values)
def test_every_value_comes_back(value: Any) -> None:
    assert same(unpack(pack(value)), value)


@given(st_numpy.arrays(st_numpy.floating_dtypes(), st_numpy.array_shapes(min_side=0)), st.data())
def test_strided_and_transposed_arrays(array: np.ndarray, data: st.DataObject) -> None:
    view = array.T[tuple(slice(None, None, data.draw(st.sampled_from([1, -1, 2]))) for _ in "x")]
    back = unpack(pack(view))
    assert back.shape == view.shape
    assert back.dtype == view.dtype
    assert back.tobytes() == np.ascontiguousarray(view).tobytes()
    assert back.flags.writeable


@given(st.one_of(st.integers(), st.floats(), st.booleans()))
def test_numpy_scalars_stay_numpy_scalars(number: Any) -> None:
    for kind in (np.float64, np.float32, np.bool_, np.complex128):
        with np.errstate(over="ignore"):
            try:
                scalar = kind(number)
            except OverflowError:
                continue
        assert same(unpack(pack(scalar)), scalar)


@given(st.binary(max_size=300))
@settings(max_examples=500)
def test_garbage_raises_value_error_or_is_a_value(data: bytes) -> None:
    try:
        unpack(data)
    except ValueError:
        return


@given(values, st.data())
def test_a_damaged_message_never_raises_anything_else(value: Any, data: st.DataObject) -> None:
    packed = bytearray(pack([value]))
    position = data.draw(st.integers(0, len(packed) - 1))
    packed[position] = data.draw(st.integers(0, 255))
    try:
        unpack(bytes(packed))
    except ValueError:
        return


@pytest.mark.parametrize(
    "value",
    [
        ModuleReference("lockbox.inputs.input1"),
        MethodReference("setup"),
        HandleReference("abc-1", "single"),
        slice(1, None, 2),
    ],
)
def test_references(value: Any) -> None:
    assert unpack(pack([value])) == [value]


def test_a_curve_keeps_its_data() -> None:
    curve = Curve(3, "name", (np.arange(3.0), np.arange(3) * 1j), {"frequency": 1e3})
    back = unpack(pack(curve))
    assert (back.pk, back.name, back.params) == (3, "name", {"frequency": 1e3})
    assert same(back.data, curve.data)


def test_references_are_resolved_wherever_they_stand() -> None:
    packed = pack({"a": (ModuleReference("pid0"), [ModuleReference("pid1")])})
    assert unpack(packed, lambda reference: reference.path) == {"a": ("pid0", ["pid1"])}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (object(), "builtins.object"),
        ([1, {"a": (object(),)}], "builtins.object"),
        (np.array([object()]), "dtype object"),
        (int, "builtins.type"),
    ],
)
def test_what_cannot_cross_is_named(value: Any, names: str) -> None:
    with pytest.raises(NotTransferable, match=names):
        pack(value)


def test_a_list_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(NotTransferable, match="contains itself"):
        pack(loop)


def test_views_of_dicts_arrive_as_lists() -> None:
    table = OrderedDict(a=1, b=2)
    assert unpack(pack([table.keys(), table.values()])) == [["a", "b"], [1, 2]]


def test_an_array_that_lies_about_its_size_is_refused() -> None:
    packed = pack(np.zeros(4))
    with pytest.raises(ValueError, match="bytes do not make an array"):
        unpack(packed.replace(pack(["<f8", [4]]), pack(["<f8", [5]])))


def _array(head: Any, body: bytes = b"") -> bytes:
    packed = msgpack.packb(head)
    return msgpack.packb(msgpack.ExtType(10, struct.pack("<H", len(packed)) + packed + body))


@pytest.mark.parametrize(
    "head",
    [
        ["|O", [1]],
        ["O", [0]],
        [[["a", "|O"]], [0]],
        ["<U0", [10**9]],
        ["|V0", [10**12]],
        ["<f8", [2**63, 0]],
        ["<f8", [-1, -8]],
        ["<f8", ["1"]],
        ["<f8", [1.5]],
        ["<f8", [0] * 100],
        ["<f8", 7],
        ["f8,(1000000000,)f8", [0]],
        ["f8,__import__('os')", [0]],
        ["<U2147483647", [1]],
        [[], [0]],
        [[["a"]], [0]],
        [[[1, "<f8"]], [0]],
        [{"names": ["a"], "formats": ["O"]}, [0]],
        "text",
        [],
        None,
    ],
)
def test_heads_of_arrays_that_are_refused(head: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        unpack(_array(head))


@given(st.recursive(st.one_of(st.text(max_size=8), st.integers(-(2**63), 2**63 - 1), st.none()),
                    lambda inner: st.lists(inner, max_size=4), max_leaves=8),
       st.binary(max_size=40))  # fmt: skip
@settings(max_examples=300)
def test_any_head_of_an_array_is_read_or_refused(head: Any, body: bytes) -> None:
    try:
        unpack(_array(head, body))
    except ValueError:
        return


@given(st.sampled_from([1, 2, 3, 4, 5, 6, 10, 11, 20, 21, 22, 23, 24, 25, 26, 127, -1]),
       st.one_of(st.binary(max_size=60), values.map(lambda value: pack(value))))  # fmt: skip
@settings(max_examples=500)
def test_any_extension_is_read_or_refused(code: int, payload: bytes) -> None:
    try:
        unpack(msgpack.packb([msgpack.ExtType(code, payload)] if code >= 0 else payload))
    except ValueError:
        return


def test_extensions_in_extensions_end_somewhere() -> None:
    packed = msgpack.packb(1)
    for _ in range(200):
        packed = msgpack.packb(msgpack.ExtType(1, packed))
    with pytest.raises(ValueError, match="nested too deeply"):
        unpack(packed)
    with pytest.raises(ValueError, match=r"\w"):
        unpack(b"\x91" * 100_000 + b"\x90")


def test_a_message_of_empty_lists_does_not_fill_the_memory() -> None:
    with pytest.raises(ValueError, match="more than 4000000 elements"):
        unpack(b"\xdd" + struct.pack(">I", 5_000_000) + b"\x90" * 5_000_000)
    assert len(unpack(pack(list(range(2_000_000))))) == 2_000_000


def test_structured_arrays_arrive_as_they_are() -> None:
    array = np.zeros(3, [("a", "<f8"), ("b", [("c", "<i4", (2,)), ("d", "S3")])])
    array["b"]["c"] = 7
    assert same(unpack(pack(array)), array)
    dates = np.array(["2024-01-01", "2024-05-05"], "datetime64[ns]")
    assert same(unpack(pack(dates)), dates)
