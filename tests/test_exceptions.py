"""Errors cross as the type that the caller would have met next to PyRPL."""

from __future__ import annotations

import asyncio
import builtins
import concurrent.futures

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyrpl_pyro.errors import AcquisitionCancelled, BatchError, PyrplError, ServerClosed
from pyrpl_pyro.naming import check_board_name
from pyrpl_pyro.wire.codec import pack, unpack
from pyrpl_pyro.wire.exceptions import decode_exception, encode_exception, nearest_python_error

PYTHON_ERRORS = [
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type)
    and issubclass(kind, Exception)
    and not issubclass(kind, (UnicodeError, ExceptionGroup))
]


def cross(error: BaseException) -> Exception:
    try:
        raise error
    except BaseException as raised:
        return decode_exception(unpack(pack(encode_exception(raised))), "the server of bench1")


class NotReadyError(ValueError):
    """As PyRPL's own: a class that the client does not have."""


class Colourful(Exception):
    """As PyRPL's ExpectedPyrplError, which colours its text."""


@given(st.sampled_from(PYTHON_ERRORS), st.text(max_size=30))
def test_python_errors_keep_type_and_message(kind: type[Exception], message: str) -> None:
    back = cross(kind(message))
    assert type(back) is kind
    assert str(back) == str(kind(message))


def test_arguments_of_python_errors_survive() -> None:
    back = cross(FileNotFoundError(2, "No such file", "x.yml"))
    assert (back.errno, back.filename) == (2, "x.yml")


def test_a_foreign_class_is_a_pyrpl_error_and_its_python_base() -> None:
    back = cross(NotReadyError("not yet"))
    assert isinstance(back, PyrplError)
    assert isinstance(back, ValueError)
    assert type(back).__name__ == "NotReadyError"
    assert back.original_class == f"{__name__}.NotReadyError"
    assert str(back) == "not yet"


def test_colours_of_terminals_are_taken_out() -> None:
    assert str(cross(Colourful("\x1b[35m\n\nno answer\x1b[0m"))) == "no answer"


def test_the_remote_traceback_is_shown() -> None:
    notes = "".join(cross(ValueError("bad")).__notes__)
    assert "Traceback on the server of bench1" in notes
    assert "raise error" in notes


def test_an_error_of_the_server_itself_comes_without_its_traceback() -> None:
    with pytest.raises(PyrplError) as raised:
        check_board_name("")
    back = decode_exception(unpack(pack(encode_exception(raised.value))), "the server of bench1")
    assert str(back) == str(raised.value)
    assert not hasattr(back, "__notes__")


@pytest.mark.parametrize("kind", [asyncio.CancelledError, concurrent.futures.CancelledError])
def test_a_cancelled_run_can_be_caught(kind: type[BaseException]) -> None:
    back = cross(kind())
    assert isinstance(back, AcquisitionCancelled)
    assert isinstance(back, concurrent.futures.CancelledError)
    assert "another acquisition" in str(back)


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_what_would_end_the_client_becomes_an_ordinary_error(error: BaseException) -> None:
    back = cross(error)
    assert isinstance(back, PyrplError)
    assert type(back).__name__ == type(error).__name__


def test_our_own_errors_keep_their_details() -> None:
    back = cross(BatchError("step 2 failed", 1, ["asg0.frequency = 1"]))
    assert type(back) is BatchError
    assert (back.step, back.done) == (1, ["asg0.frequency = 1"])
    assert type(cross(ServerClosed("gone"))) is ServerClosed


def test_an_error_with_arguments_that_cannot_cross_keeps_its_message() -> None:
    back = cross(ValueError("bad object", object()))
    assert type(back) is ValueError
    assert "bad object" in str(back)


def test_names_of_errors_are_never_looked_up_elsewhere() -> None:
    description = encode_exception(ValueError("x"))
    for name in ("os.system", "builtins.eval", "pyrpl_pyro.errors.concurrent", "builtins.int"):
        back = decode_exception({**description, "type": name, "bases": []}, "a server")
        assert type(back).__mro__[1] is PyrplError


@pytest.mark.parametrize(
    ("error", "kind"),
    [(NotReadyError("x"), ValueError), (Colourful("x"), RuntimeError), (KeyError("k"), KeyError)],
)
def test_a_plain_client_gets_one_of_pythons_errors(error: Exception, kind: type) -> None:
    assert type(nearest_python_error(error)) is kind
