"""Values that PyRPL would take for a file, a program or a key of its configuration."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import Pyro5.api
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pyrpl_pyro
from pyrpl_pyro.server.formula import check_formula
from pyrpl_pyro.wire.protocol import Operation
from tests.conftest import Spawner

PATHS = ["../x", "a/../../b", "/etc/passwd", "..\\x", "_data", ".hidden", "a\x1b[2J", "a\nb", ""]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the server's user."""
    return tmp_path_factory.mktemp("inputs")


@pytest.fixture(scope="module")
def board(home: Path) -> Iterator[pyrpl_pyro.Board]:
    """A virtual board that keeps a configuration."""
    spawner = Spawner(home)
    process = spawner.serve_virtual(spawner.nameserver(), "inputs")
    uri = process.wait_for(r"at (PYRO:\S+?)[,.] ")[1]
    with pyrpl_pyro.connect(uri) as made:
        yield made
    spawner.kill_all()


@pytest.mark.parametrize("name", PATHS)
def test_states_and_curves_are_no_paths(board: pyrpl_pyro.Board, name: str) -> None:
    for method in ("save_state", "load_state", "erase_state", "get_yml"):
        with pytest.raises(ValueError, match="state"):
            getattr(board.pid0, method)(name)
        with pytest.raises(ValueError, match="state"):
            getattr(board.pid0, method)("other.setpoint")
    with pytest.raises(ValueError, match="state"):
        board.pid0.set_yml("setpoint: 0.1", name)
    if name:
        with pytest.raises(ValueError, match="curve"):
            board.scope.curve_name = name
        with pytest.raises(ValueError, match="curve"):
            board.scope.setup(curve_name=name)
        with pytest.raises(ValueError, match="curve"):
            board.scope.setup_attributes = {"curve_name": name}
    assert not board.pid0.states


def test_states_and_curves_with_names_of_every_day(board: pyrpl_pyro.Board) -> None:
    board.pid0.setpoint = 0.25
    board.pid0.save_state("Lock 1,5 kHz (slow), größer")
    board.pid0.setpoint = 0.0
    board.pid0.load_state("Lock 1,5 kHz (slow), größer")
    assert board.pid0.setpoint == pytest.approx(0.25, abs=1e-3)
    board.pid0.erase_state("Lock 1,5 kHz (slow), größer")
    board.scope.curve_name = "2024-05-01 cavity #3"
    assert board.scope.curve_name == "2024-05-01 cavity #3"
    board.pid1.set_yml("setpoint: 0.5\n", None)
    assert board.pid1.setpoint == pytest.approx(0.5, abs=1e-3)


EVIL = [
    "__import__('os').system('touch /tmp/evil')",
    "().__class__.__bases__[0].__subclasses__()",
    "np.load('/etc/passwd')",
    "np.lib",
    "ch1.tofile('/tmp/x')",
    "9**9**9**9",
    "(9**99)**(9**9)",
    "np.power(9, 9).tofile('x')",
    "[0 for _ in ch1]",
    "(lambda: 0)()",
    "open('/etc/passwd')",
    "exec('1')",
    "'x' * 10",
    "ch1 if ch2 else ch1",
    "np.ones(10000000000)",
    "1 << 99999999",
    "(" * 250 + "1" + ")" * 40,
    "x" * 301,
    "np.sum(ch1, out=ch2)",
    "f'{ch1}'",
    "(ch1 := 3)",
]


@pytest.mark.parametrize("formula", EVIL)
def test_formulas_that_do_more_than_calculate(board: pyrpl_pyro.Board, formula: str) -> None:
    before = board.scope.math_formula
    for attempt in (
        lambda: setattr(board.scope, "math_formula", formula),
        lambda: board.scope.setup(math_formula=formula),
        lambda: board.scope.set_yml("math_formula: " + repr(formula)),
    ):
        with pytest.raises(ValueError, match=r"formula|YAML"):
            attempt()
    assert board.scope.math_formula == before


@pytest.mark.parametrize(
    "formula",
    ["ch1 * ch2", "-ch1 + 2*ch2**2", "np.sqrt(ch1**2 + ch2**2)", "np.where(ch1 > 0, ch1, np.nan)",
     "1e-3 * times", "abs(ch1) // 2 ** -3", "np.mean(ch1) - ch2", ""],
)  # fmt: skip
def test_formulas_that_calculate(board: pyrpl_pyro.Board, formula: str) -> None:
    board.scope.math_formula = formula
    assert board.scope.math_formula == formula


@given(st.text(alphabet="ch12np.()*+-/_ abs'[]:=,tims", max_size=40))
@settings(max_examples=300, deadline=None)
def test_a_formula_is_taken_or_refused(formula: str) -> None:
    try:
        check_formula(formula)
    except ValueError:
        return
    assert "__" not in formula


@pytest.mark.parametrize(
    "name", ["pyrpl.rp.end_all", "parent._clear", "_set", "rp.client", "c._erase", "inputs.a b"]
)
def test_a_stage_calls_methods_of_its_lockbox_only(board: pyrpl_pyro.Board, name: str) -> None:
    stage = board.lockbox.sequence[0]
    with pytest.raises(ValueError, match="function of a stage"):
        stage.function_call = name
    stage.function_call = "unlock"
    assert stage.function_call == "unlock"
    stage.function_call = ""


def test_no_other_configuration_is_opened(board: pyrpl_pyro.Board, home: Path) -> None:
    config = board.pyrplconfig
    for name in ("/tmp/evil", "../evil", "global_config", str(home / "other.yml")):
        with pytest.raises(ValueError, match="another configuration"):
            config.configfile = name
    with pytest.raises(ValueError, match="password"):
        config.module = "redpitaya"
    config.module = "lockbox"
    config.refresh()
    assert "sequence" in config.text
    config.configfile = config.configfile
    assert not list(home.rglob("evil*"))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    "text", [BOMB, "&a [*a]", "a: " + "[" * 60, "!!python/object/apply:os.system ['id']", "a: [", 7]
)
def test_yaml_that_explodes_or_makes_objects(board: pyrpl_pyro.Board, text: Any) -> None:
    with pytest.raises(ValueError, match="YAML"):
        board.pid0.set_yml(text)
    with pytest.raises(ValueError, match="YAML"):
        board.pid0.set_yml(text, "state")
    if isinstance(text, str):
        with pytest.raises(ValueError, match="YAML"):
            board.pyrplconfig.text = text
    assert board.pid0.setpoint is not None


@pytest.mark.parametrize("name", ["__class__", "_data", "parent", "a.b", "a b", "", "x" * 1000, 7])
def test_names_of_attributes_are_checked(board: pyrpl_pyro.Board, name: Any) -> None:
    request = board._link.request
    for operation, rest in (
        (Operation.GET, []),
        (Operation.SET, [1]),
        (Operation.CALL, [[], {}]),
    ):
        with pytest.raises((AttributeError, TypeError)):
            request(operation, "pid0", name, *rest)


@pytest.mark.parametrize("path", ["__class__", "pid0.__class__", "pid0.parent", "x" * 600, 7, None])
def test_paths_of_modules_are_checked(board: pyrpl_pyro.Board, path: Any) -> None:
    with pytest.raises((AttributeError, TypeError, LookupError)):
        board._link.request(Operation.GET, path, "setpoint")
    with pytest.raises((AttributeError, TypeError, LookupError)):
        board._link.request(Operation.DESCRIBE, path)


def test_what_the_server_needs_is_not_replaced(board: pyrpl_pyro.Board) -> None:
    request = board._link.request
    for path, name in (("", "c"), ("", "pid0"), ("pid0", "name"), ("scope", "addr_base"),
                       ("", "rp"), ("", "scope")):  # fmt: skip
        with pytest.raises(AttributeError):
            request(Operation.SET, path, name, "x")
    assert board.pid0.setpoint is not None
    assert board.scope.name == "scope"


def test_a_proxy_of_elsewhere_is_not_contacted(board: pyrpl_pyro.Board, free_port: Any) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.5)
        evil = Pyro5.api.Proxy(f"PYRO:pyrpl.inputs.pid1@127.0.0.1:{trap.getsockname()[1]}")
        other = Pyro5.api.Proxy(f"PYRO:evil@127.0.0.1:{trap.getsockname()[1]}")
        with Pyro5.api.Proxy(pyrpl_pyro.uri_of(board.scope)) as scope:
            scope.input1 = evil
            assert scope.input1 == "pid1"
            for wrong in (other, [other], {"a": [other]}):
                with pytest.raises(ValueError, match="no module"):
                    scope.input1 = wrong
            with pytest.raises(ValueError, match="not accepted in a call"):
                scope.input1 = ValueError("made from a dict")
        with pytest.raises(TimeoutError):
            trap.accept()


def test_nothing_was_written_outside(board: pyrpl_pyro.Board, home: Path) -> None:
    written = {path.name for path in home.rglob("*") if path.is_file()}
    assert not any("evil" in name or name.startswith("..") for name in written)
    assert not os.path.exists("/tmp/evil")
