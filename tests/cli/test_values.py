import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrpl_pyro.cli.values import (
    parse_arguments,
    parse_value,
    split_target,
    to_json,
    to_text,
)
from pyrpl_pyro.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1e3),
        ("-1.5", -1.5),
        ("0x10", 16),
        ("True", True),
        ("false", False),
        ("None", None),
        ("[1000,0,0,0]", [1000, 0, 0, 0]),
        ("(1, 'a')", (1, "a")),
        ("{'a': 1}", {"a": 1}),
        ("1+2j", 1 + 2j),
        ("'1'", "1"),
        ("inf", math.inf),
        ("-inf", -math.inf),
        ("sin", "sin"),
        ("asg0", "asg0"),
        ("off", "off"),
        ("08", "08"),
        ("", ""),
        ("a b", "a b"),
        ("__import__('os')", "__import__('os')"),
    ],
)
def test_values(text, value):
    parsed = parse_value(text)
    assert parsed == value
    assert type(parsed) is type(value)


def test_nan():
    assert math.isnan(parse_value("nan"))


@given(st.text(max_size=50))
def test_any_text_is_some_value(text):
    parse_value(text)


def test_arguments():
    assert parse_arguments(["1", "a=2", "b=c=d", "x", "=3", "2=3"]) == (
        [1, "x", "=3", "2=3"],
        {"a": 2, "b": "c=d"},
    )
    with pytest.raises(SettingsError, match="'a' is given twice"):
        parse_arguments(["a=1", "a=2"])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("b1.scope.decimation", ("b1", "scope", "decimation")),
        ("b1.lockbox.outputs.output1.p", ("b1", "lockbox.outputs.output1", "p")),
        ("b1.scope", ("b1", "", "scope")),
        ("pyrpl.b1.scope.decimation", ("b1", "scope", "decimation")),
        ("b1.lockbox.sequence[0].gain", ("b1", "lockbox.sequence[0]", "gain")),
    ],
)
def test_targets(text, parts):
    assert split_target(text, "attribute") == parts


def test_json_is_strict():
    value = {
        "a": np.array([1.0, math.nan, math.inf]),
        "b": np.int64(3),
        "c": (1 + 2j, b"\x00"),
        "d": {"y", "x"},
        1: [None, True, -math.inf],
        "e": np.array([[True]]),
    }
    assert json.loads(to_json(value), parse_constant=pytest.fail) == {
        "a": [1.0, "NaN", "Infinity"],
        "b": 3,
        "c": [{"real": 1.0, "imag": 2.0}, {"base64": "AA=="}],
        "d": ["x", "y"],
        "1": [None, True, "-Infinity"],
        "e": [[True]],
    }


def test_text_for_people():
    assert to_text("sin") == "sin"
    assert to_text(1e3) == "1000.0"
    assert to_text([np.float64(1.5), (np.int64(2),)]) == "[1.5, (2,)]"
    assert to_text({"a": 1, "long": "x"}) == "a     1\nlong  'x'"
    assert to_text(np.zeros((2, 16384))).startswith("array of 2 x 16384, float64:\n[[0. 0. 0.")
    assert len(to_text(np.zeros((2, 16384)))) < 200
    assert to_text([np.zeros(3), np.ones(3)]).count("array of 3, float64") == 2
