"""A board of the test's own, and plugins on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

import pytest

import pyrpl_pyro
from pyrpl_pyro import Board
from tests.plugins.headless import driving
from tests.plugins.headless.driving import Move, Viewer


@pytest.fixture(scope="module")
def rp() -> Iterator[Board]:
    """A board of the test's own, as a notebook has it."""
    with pyrpl_pyro.launch(virtual=True) as board:
        yield board


@pytest.fixture
def make_viewer(rp: Board) -> Iterator[Callable[..., Viewer]]:
    """Makes viewers on that board, and closes them."""
    made: list[Viewer] = []

    def make(name: str, dimension: str = "1D", init: bool = True) -> Viewer:
        viewer = driving.make_viewer(name, dimension)
        made.append(viewer)
        viewer.choose(pyrpl_pyro.uri_of(rp))
        if init:
            assert viewer.init(), viewer.said
        return viewer

    yield make
    for viewer in made:
        viewer.quit()


@pytest.fixture
def make_move(rp: Board) -> Iterator[Callable[..., Move]]:
    """Makes actuators on that board, and closes them."""
    made: list[Move] = []

    def make(name: str, axis: str = "", init: bool = True) -> Move:
        move = driving.make_move(name)
        made.append(move)
        move.choose(pyrpl_pyro.uri_of(rp))
        if axis:
            move.settings.child("controller", "axis").setValue(axis)
        if init:
            assert move.init(), move.said
        return move

    yield make
    for move in made:
        move.quit()


_status: list[int] = []


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Note how the tests ended, for :func:`pytest_unconfigure`."""
    _status.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave at once: PyMoDAQ's windows leave threads behind that abort a tidy end."""
    sys.stdout.flush()
    sys.stderr.flush()
    if _status:
        os._exit(_status[-1])
