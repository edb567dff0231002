"""Modules of a remote board used as if they were local."""

from __future__ import annotations

import copy
import inspect
import multiprocessing
import os
import pickle
import pydoc
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import NotTransferable, PyrplError, SettingsError, ValueAdjustedWarning


@pytest.fixture(scope="module")
def rp(shared_spawn: Any) -> Iterator[pyrpl_pyro.Board]:
    """A private virtual board for the tests of this file."""
    with shared_spawn.launch("client") as board:
        yield board


def test_importing_loads_neither_qt_nor_pyrpl() -> None:
    code = (
        "import pyrpl_pyro, sys; "
        "print([m for m in sys.modules if m.split('.')[0].lower() in "
        "('pyrpl', 'qtpy', 'pyqt5', 'pyqt6', 'pyside6', 'qasync', 'numba', 'typer', 'rich')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "[]", done.stderr


def test_attributes_read_and_write(rp: Any) -> None:
    rp.pid0.setpoint = 0.25
    assert rp.pid0.setpoint == 0.25
    assert type(rp.scope.decimation) is int
    assert rp.rp.scope == rp.redpitaya.scope == rp.scope


def test_dir_completes_attributes_methods_and_modules(rp: Any) -> None:
    assert {"setpoint", "p", "setup", "input"} <= set(dir(rp.pid0))
    assert {"scope", "pid0", "lockbox", "asgs", "batch", "close", "rp"} <= set(dir(rp))
    assert {"inputs", "outputs", "sequence"} <= set(dir(rp.lockbox))
    assert not [name for name in dir(rp.scope) if name.startswith("_")]


def test_help_shows_pyrpls_documentation(rp: Any) -> None:
    text = pydoc.render_doc(rp.pid0.setup, renderer=pydoc.plaintext)
    assert "setup(**kwds)" in text
    assert "pid setpoint [volts]" in text
    assert (
        "proportional integral differential" in pydoc.render_doc(rp.pid0).lower() or rp.pid0.__doc__
    )
    assert "volts" in type(rp.pid0).setpoint.__doc__
    assert str(inspect.signature(rp.scope.single)) == "(timeout=None)"


def test_repr_says_which_module_of_which_board(rp: Any) -> None:
    assert "pid0" in repr(rp.pid0)
    assert "client" in repr(rp.pid0)
    assert "client" in repr(rp)


def test_an_unknown_attribute_suggests_the_nearest(rp: Any) -> None:
    with pytest.raises(AttributeError, match="setpoint"):
        rp.pid0.setpiont = 0.1
    with pytest.raises(AttributeError, match="Did you mean decimation"):
        rp.scope.decimatio  # noqa: B018
    assert not hasattr(rp.scope, "no_such_thing")
    with pytest.raises(AttributeError, match="nothing was set"):
        rp.pid0.setup(setpoint=0.5, unknown=1)
    assert rp.pid0.setpoint != 0.5


def test_what_is_denied_says_why(rp: Any) -> None:
    with pytest.raises(AttributeError, match="password"):
        rp.parameters  # noqa: B018
    with pytest.raises(AttributeError, match="private"):
        rp.scope._rawdata_ch1  # noqa: B018
    assert "password" not in str(rp.c["redpitaya"]) or rp.c["redpitaya"]["password"] == "********"


def test_a_method_is_not_overwritten(rp: Any) -> None:
    with pytest.raises(AttributeError, match="is a method"):
        rp.pid0.setup = 1
    with pytest.raises(TypeError, match="is an attribute"):
        rp._call("pid0", "setpoint", (), {})


def test_a_clamped_value_is_reported_once(rp: Any) -> None:
    with pytest.warns(ValueAdjustedWarning, match=r"pid1.setpoint: asked for 5, PyRPL set 0.99"):
        rp.pid1.setpoint = 5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rp.pid1.setpoint = 5
        rp.pid1.setpoint = 0.5
    with pytest.warns(ValueAdjustedWarning, match="asked for -7"):
        rp.pid1.setpoint = -7


def test_a_rounded_value_is_reported_also_from_setup(rp: Any) -> None:
    with pytest.warns(ValueAdjustedWarning, match=r"asg1.frequency: asked for 1234.5") as caught:
        rp.asg1.setup(frequency=1234.5, amplitude=0.5)
    assert caught[0].filename == __file__
    assert rp.asg1.frequency == pytest.approx(1234.5, abs=0.12)


def test_modules_cross_both_ways(rp: Any) -> None:
    rp.scope.input1 = rp.pid2
    assert rp.scope.input1 == "pid2"
    assert rp.lockbox.outputs.output1.pid in [rp.pid0, rp.pid1, rp.pid2]
    assert rp.modules[2] is rp.scope
    assert len(rp.modules) == 29


def test_a_module_of_another_board_is_refused(rp: Any) -> None:
    other = pyrpl_pyro.Board("127.0.0.1:1", "other", timeout=1)
    stranger = pyrpl_pyro.client.module.ModuleProxy(other, "pid0")
    with pytest.raises(NotTransferable, match="another board"):
        rp.scope.input1 = stranger


def test_managers_lend_modules(rp: Any) -> None:
    with rp.asgs.pop("me") as asg:
        assert asg == rp.asg1
        assert rp.asg1.owner == "me"
    assert rp.asg1.owner is None


def test_nested_modules_and_lists(rp: Any) -> None:
    assert rp.lockbox.inputs["input1"] == rp.lockbox.inputs.input1
    assert "input1" in rp.lockbox.inputs
    assert "nothing" not in rp.lockbox.inputs
    assert next(iter(rp.lockbox.inputs)) == rp.lockbox.inputs.input1
    before = len(rp.lockbox.sequence)
    rp.lockbox.sequence.append({})
    assert len(rp.lockbox.sequence) == before + 1
    assert "Stage" in type(rp.lockbox.sequence[before]).__name__
    del rp.lockbox.sequence[before]
    assert len(rp.lockbox.sequence) == before
    with pytest.raises(IndexError):
        rp.lockbox.sequence[before]


def test_another_lockbox_class_appears_remotely(rp: Any) -> None:
    kept = rp.lockbox.classname
    try:
        rp.lockbox.classname = "FabryPerot"
        assert type(rp.lockbox).__name__ == "FabryPerot"
        assert {"transmission", "reflection", "pdh"} <= set(dir(rp.lockbox.inputs))
        rp.lockbox.inputs.pdh.mod_freq = 20e6
    finally:
        rp.lockbox.classname = kept
    assert type(rp.lockbox).__name__ == kept


def test_curves_cross_as_data(rp: Any) -> None:
    rp.scope.setup(trigger_source="immediately", duration=1e-3)
    rp.scope.single(timeout=20)
    curve, _ = rp.scope.save_curve()
    x, y = curve.data
    assert len(x) == len(y) == 16384
    assert curve.params["ch"] == 0
    assert curve.name == "scope curve ch1"
    rp.curveviewer.pk = curve.pk
    assert rp.curveviewer.pk == curve.pk


def test_states_and_yml(rp: Any) -> None:
    rp.pid2.setup(setpoint=0.125, p=1.0)
    rp.pid2.save_state("quarter")
    rp.pid2.setpoint = 0.5
    assert "quarter" in rp.pid2.states
    rp.pid2.load_state("quarter")
    assert rp.pid2.setpoint == 0.125
    assert "setpoint: 0.125" in rp.pid2.get_yml("quarter")
    rp.pid2.erase_state("quarter")
    assert "quarter" not in rp.pid2.states


def test_attributes_that_appear_later(rp: Any) -> None:
    rp.spectrumanalyzer.stop()
    rp.scope.setup(trigger_source="immediately", duration=1e-3)
    trace = rp.scope.single(timeout=20)
    assert np.array_equal(rp.scope.data_avg, trace)
    assert rp.scope.data_x.shape == (16384,)
    assert rp.scope.current_avg == 1


def test_arrays_of_arguments(rp: Any) -> None:
    ramp = np.linspace(-1, 1, 16384)
    rp.asg0.data = ramp
    assert np.allclose(rp.asg0.data, ramp, atol=2**-12)


def test_an_object_that_cannot_cross_is_named(rp: Any) -> None:
    with pytest.raises(NotTransferable, match=r"builtins\.object"):
        rp.pid0.setpoint = object()
    assert rp.pid0.p is not None


def test_batch_runs_in_order_and_gives_results(rp: Any) -> None:
    with rp.batch():
        rp.pid0.setpoint = 0.125
        first = rp.pid0.setpoint
        rp.pid0.setpoint = 0.25
        second = rp.pid0.setpoint
        name = rp.pid0.help()
        with pytest.raises(PyrplError, match="not sent"):
            first.value  # noqa: B018
        with pytest.raises(PyrplError, match="not sent"):
            assert first
    assert first == 0.125
    assert (first.value, second.value) == (0.125, 0.25)
    assert "docstring" in name.value


def test_batch_says_which_step_failed_and_what_was_done(rp: Any) -> None:
    rp.pid0.setup(setpoint=0, p=0)
    error = pyrpl_pyro.errors.BatchError
    with pytest.raises(error, match="step 2 of 3") as caught, rp.batch():  # noqa: PT012
        rp.pid0.setpoint = 0.5
        rp.pid0.input = "nonsense"
        rp.pid0.p = 1
    assert caught.value.step == 1
    assert caught.value.done == ["pid0.setpoint = 0.5"]
    assert (rp.pid0.setpoint, rp.pid0.p) == (0.5, 0)


def test_batch_that_fails_on_the_client_sends_nothing(rp: Any) -> None:
    rp.pid0.setpoint = 0
    with pytest.raises(ZeroDivisionError), rp.batch():  # noqa: PT012
        rp.pid0.setpoint = 0.5
        1 / 0  # noqa: B018
    assert rp.pid0.setpoint == 0


def test_many_threads_use_one_board(rp: Any) -> None:
    def work(number: int) -> list[float]:
        return [rp.pid0.max_voltage + number for _ in range(50)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert [row[0] - rp.pid0.max_voltage for row in results] == pytest.approx(range(8))


def test_a_proxy_moves_between_threads(rp: Any) -> None:
    seen = []
    thread = threading.Thread(target=lambda: seen.append(rp.scope.decimation))
    thread.start()
    thread.join(10)
    assert seen == [rp.scope.decimation]


def test_pickled_and_copied_proxies(rp: Any) -> None:
    for other in (pickle.loads(pickle.dumps(rp.pid0)), copy.copy(rp.pid0)):
        assert other == rp.pid0
        assert other.setpoint == rp.pid0.setpoint
    again = pickle.loads(pickle.dumps(rp))
    assert again.scope.decimation == rp.scope.decimation


def _read_in_child(module: Any, answers: Any) -> None:
    answers.put((os.getpid(), module.setpoint))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_proxies_in_child_processes(rp: Any, method: str) -> None:
    rp.pid0.setpoint = 0.375
    context = multiprocessing.get_context(method)
    answers = context.Queue()
    child = context.Process(target=_read_in_child, args=(rp.pid0, answers))
    child.start()
    pid, value = answers.get(timeout=30)
    child.join(30)
    assert value == 0.375
    assert pid != os.getpid()
    assert rp.pid0.setpoint == 0.375


def test_uri_of(rp: Any) -> None:
    uri = pyrpl_pyro.uri_of(rp.pid0)
    assert uri.startswith("PYRO:pyrpl.client.pid0@127.0.0.1:")
    assert pyrpl_pyro.uri_of(rp).startswith("PYRO:pyrpl.client@")
    with pytest.raises(TypeError, match="expected a board"):
        pyrpl_pyro.uri_of(3)
    with pyrpl_pyro.connect(uri) as again:
        assert again.pid0.setpoint == rp.pid0.setpoint


def test_info(rp: Any) -> None:
    info = rp.info()
    assert info.board == "client"
    assert info.hardware == "virtual"
    assert len(info.modules) >= 38
    assert info.since is not None


def test_launch_takes_one_kind_of_board() -> None:
    with pytest.raises(SettingsError, match="one of the two"):
        pyrpl_pyro.launch()
    with pytest.raises(SettingsError, match="one of the two"):
        pyrpl_pyro.launch(virtual=True, hostname="rp-f08d6c.local")
