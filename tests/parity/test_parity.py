"""Every public member of every module of PyRPL, local and through the proxies.

The reference process walks PyRPL's objects with code of its own. Each public name that it
finds must be remote, with the same value, type, documentation, signature and options, or on
the deny list with its reason.
"""

from __future__ import annotations

import fnmatch
import inspect
import re
import warnings
from typing import Any

import pytest

import pyrpl_pyro
from pyrpl_pyro.client.handle import AcquisitionHandle
from pyrpl_pyro.client.module import ModuleProxy
from pyrpl_pyro.schema import AttributeSchema
from pyrpl_pyro.server import deny
from pyrpl_pyro.wire.references import Curve
from tests.parity import tables
from tests.parity.census import Member, ModuleCensus
from tests.parity.conftest import Sides, Tally
from tests.parity.forms import Form, curve_form, error_form, form_of, shown
from tests.parity.values import other_setup, other_value

pytestmark = pytest.mark.timeout(60)


def special(item: Any) -> Form | None:
    if isinstance(item, ModuleProxy):
        return "module", item._path
    if isinstance(item, AcquisitionHandle):
        return ("run",)
    if isinstance(item, Curve):
        return curve_form(item.pk, item.data, item.params, special)
    return None


def class_name(error: BaseException) -> str:
    """The class that the error had in the server."""
    return str(getattr(error, "original_class", type(error).__name__)).rpartition(".")[2]


def read_remote(module: Any, name: str) -> Form:
    try:
        return form_of(getattr(module, name), special)
    except Exception as error:
        return error_form(class_name(error))


def place(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def denied(path: str, name: str) -> str | None:
    return deny.reason(name, is_board=path == "")


def attributes_of(census: ModuleCensus) -> list[Member]:
    """Attributes that are remote, in the order in which both sides read them."""
    members = [census.members[name] for name in sorted(census.members)]
    return [m for m in members if m.kind == "attribute" and denied(census.path, m.name) is None]


def read_everything(sides: Sides) -> None:
    """PyRPL makes some attributes when another one is read; after this both have made them."""
    for path in sides.local.paths():
        census = sides.local.census(path)
        names = [member.name for member in attributes_of(census)]
        names = [name for name in names if place(path, name) not in tables.NEEDS_A_SECOND]
        local = sides.local.begin("read", path, names)
        module = sides.module(path)
        for name in names:
            read_remote(module, name)
        local()


@pytest.fixture(scope="module")
def warm_sides(sides: Sides) -> Sides:
    read_everything(sides)
    return sides


def compare_values(sides: Sides, tally: Tally | None = None) -> list[str]:
    """Read every attribute of every module on both sides; return what differs."""
    differences = []
    for path in sides.local.paths():
        census = sides.local.census(path)
        names = [member.name for member in attributes_of(census)]
        if tally is None:
            names = [name for name in names if place(path, name) not in tables.NEEDS_A_SECOND]
        answer = sides.local.begin("read", path, names)
        module = sides.module(path)
        remote = {name: read_remote(module, name) for name in names}
        local = answer()
        for name in names:
            if tally is not None:
                tally.compared.add((path, name))
            differences.append(tables.difference(place(path, name), local[name], remote[name]))
    return [difference for difference in differences if difference]


def test_the_same_modules(warm_sides: Sides, tally: Tally) -> None:
    local = warm_sides.local.paths()
    modules = warm_sides.remote.info().modules
    remote = ["", *(path for path in modules if path not in tables.BOARD_OWN)]
    assert remote == local
    tally.modules = len(local)
    for path in local:
        census = warm_sides.local.census(path)
        module = warm_sides.module(path)
        assert module._path == path
        assert type(module).__name__ == (census.class_name if path else "Board")
        if path:
            assert type(module).__doc__.startswith(census.doc)
        for child in census.children:
            if child.isidentifier():
                assert getattr(module, child)._path == place(path, child)
                tally.compared.add((path, child))


def test_every_public_member_is_remote_or_denied(warm_sides: Sides, tally: Tally) -> None:
    missing, ghosts = [], []
    for path in warm_sides.local.paths():
        census = warm_sides.local.census(path)
        module = warm_sides.module(path)
        own = set(tables.MODULE_OWN if path else tables.BOARD_OWN) - set(census.members)
        listed = set(dir(module)) - own
        expected = {name for name in census.members if denied(path, name) is None}
        missing += [place(path, name) for name in expected - listed]
        ghosts += [place(path, name) for name in listed - expected]
        tally.public[path] = len(census.members)
    assert not missing, f"public in PyRPL, but not remote and not on the deny list: {missing}"
    assert not ghosts, f"remote, but not in PyRPL: {ghosts}"


def test_denied_members_say_why(warm_sides: Sides, tally: Tally) -> None:
    for path in warm_sides.local.paths():
        module = warm_sides.module(path)
        for name in warm_sides.local.census(path).members:
            reason = denied(path, name)
            if reason is None:
                continue
            assert len(reason) > 10
            with pytest.raises(AttributeError) as raised:
                getattr(module, name)
            assert reason in str(raised.value)
            assert name in str(raised.value)
            with pytest.raises(AttributeError) as raised:
                setattr(module, name, None)
            assert reason in str(raised.value)
            tally.denied.add((path, name))


def test_the_deny_list_names_what_exists(warm_sides: Sides) -> None:
    """Some names exist with a real board only; PyRPL's source has them."""
    paths = warm_sides.local.paths()
    members = {name for path in paths for name in warm_sides.local.census(path).members}
    source = warm_sides.local.source_of_the_board()
    for name in deny.names():
        assert name in members or re.search(rf"\bself\.{name}\b", source), name


def test_values(warm_sides: Sides, tally: Tally) -> None:
    differences = compare_values(warm_sides, tally)
    assert not differences, "\n".join(differences)


def test_documentation(warm_sides: Sides) -> None:
    count = 0
    for path in warm_sides.local.paths():
        module = warm_sides.module(path)
        for member in attributes_of(warm_sides.local.census(path)):
            if not member.doc:
                continue
            if path:
                doc = getattr(type(module), member.name).__doc__
            else:
                # All boards share one class, which has no properties of its own.
                doc = module._schema("").attributes[member.name].doc
            assert member.doc in doc, place(path, member.name)
            count += 1
    assert count > 300


def test_methods(warm_sides: Sides, tally: Tally) -> None:
    count = 0
    for path in warm_sides.local.paths():
        module = warm_sides.module(path)
        for member in warm_sides.local.census(path).members.values():
            if member.kind != "method" or denied(path, member.name) is not None:
                continue
            method = getattr(module, member.name)
            where = place(path, member.name)
            assert callable(method), where
            assert method.__name__ == member.name
            assert (method.__doc__ or "") == member.doc, where
            assert str(inspect.signature(method)) == member.signature, where
            tally.compared.add((path, member.name))
            count += 1
    assert count > 500


def test_options(warm_sides: Sides) -> None:
    count = 0
    for path in warm_sides.local.paths():
        schema = warm_sides.remote._schema(path)
        for member in attributes_of(warm_sides.local.census(path)):
            described = schema.attributes[member.name].options
            if member.options is None:
                assert not described, place(path, member.name)
                continue
            remote = [form_of(option, special) for option in described or []]
            assert remote == member.options, place(path, member.name)
            count += 1
    assert count > 50


def test_acquisitions(warm_sides: Sides, tally: Tally) -> None:
    """A trace is of the same kind on both sides, and brings the same attributes with it."""
    settings: dict[str, dict[str, Any]] = {
        "scope": {"duration": 1e-3, "rolling_mode": False, "trace_average": 1, "input1": "asg0"},
        "networkanalyzer": {"points": 5, "rbw": 1e5, "trace_average": 1},
        "spectrumanalyzer": {"trace_average": 1},
    }
    for path, values in settings.items():
        for name, value in values.items():
            set_on_both(warm_sides, path, name, value)
        before = set(warm_sides.local.census(path).members)
        answer = warm_sides.local.begin("call", path, "single", (5,), {})
        remote = call_remote(warm_sides.module(path), "single", (5,))
        assert tables.difference(f"{path}.single", answer(), remote) is None
        assert set(warm_sides.local.census(path).members) > before
        answer = warm_sides.local.begin("call", path, "save_curve", (), {})
        remote = call_remote(warm_sides.module(path), "save_curve", ())
        assert tables.difference(f"{path}.save_curve", answer(), remote) is None
    read_everything(warm_sides)
    test_every_public_member_is_remote_or_denied(warm_sides, tally)
    differences = compare_values(warm_sides, tally)
    assert not differences, "\n".join(differences)


def write_remote(module: Any, name: str, value: Any) -> Form:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
            setattr(module, name, value)
    except Exception as error:
        return error_form(class_name(error))
    return read_remote(module, name)


def test_writes(warm_sides: Sides, tally: Tally) -> None:
    wrong = []
    for path in warm_sides.local.paths():
        module = warm_sides.module(path)
        schema = warm_sides.remote._schema(path)
        for member in attributes_of(warm_sides.local.census(path)):
            where = place(path, member.name)
            if not member.has_setter:
                continue
            wrong += compare_write(warm_sides, module, schema.attributes[member.name], where)
            tally.written.add((path, member.name))
    assert not wrong, "\n".join(wrong)
    for path in ("scope", "networkanalyzer", "spectrumanalyzer"):
        # Writing run_continuous started runs, which the two sides stopped at different points.
        on_both(warm_sides, path, "single", 5)
    differences = compare_values(warm_sides)
    assert not differences, "after all was restored:\n" + "\n".join(differences)


def compare_write(sides: Sides, module: Any, schema: AttributeSchema, where: str) -> list[str]:
    """Write another value on both sides, read it back, and restore what was there."""
    path, name = module._path, schema.name
    before = sides.local.read(path, [name])[name]
    present = getattr(module, name, None)
    try:
        value = tables.written_value(where)
        if value is None and name == "setup_attributes":
            value = other_setup(sides.remote._schema(path), present)
        elif value is None:
            value = other_value(schema, present)
    except LookupError as error:
        return [f"{where}: {error}"]
    remote = write_remote(module, name, value)
    local = sides.local.write(path, name, value)
    wrong = [tables.difference(f"{where} = {value!r}", local, remote, where)]
    if local == before and not tables.does_not_stick(where):
        wrong.append(f"{where} = {value!r} changed nothing in local PyRPL: {shown(local)}")
    remote = write_remote(module, name, present)
    local = sides.local.write(path, name, present)
    wrong.append(tables.difference(f"{where} = {present!r} (restored)", local, remote, where))
    return [text for text in wrong if text]


def call_remote(module: Any, name: str, args: tuple[Any, ...]) -> Form:
    try:
        return form_of(getattr(module, name)(*args), special)
    except Exception as error:
        return error_form(class_name(error))


def test_calls(warm_sides: Sides) -> None:
    """Methods that compute or look something up return the same."""
    wrong, count = [], 0
    for path in warm_sides.local.paths():
        module = warm_sides.module(path)
        for member in warm_sides.local.census(path).members.values():
            where = place(path, member.name)
            args = tables.arguments(where)
            if member.kind != "method" or args is None:
                continue
            local = warm_sides.local.call(path, member.name, args, {})
            remote = call_remote(module, member.name, args)
            wrong.append(tables.difference(f"{where}{args}", local, remote, where))
            count += 1
    assert not any(wrong), "\n".join(text for text in wrong if text)
    assert count > 150


def on_both(sides: Sides, path: str, name: str, *args: Any) -> None:
    """Call a method on both sides; the results need not be the same."""
    local = sides.local.call(path, name, args, {})
    assert local[0] != "error", local
    remote = call_remote(sides.module(path), name, args)
    assert remote[0] != "error", remote


def set_on_both(sides: Sides, path: str, name: str, value: Any) -> None:
    local = sides.local.write(path, name, value)
    remote = write_remote(sides.module(path), name, value)
    assert tables.difference(f"{path}.{name} = {value!r}", local, remote, place(path, name)) is None


def test_states(warm_sides: Sides) -> None:
    """Settings that are saved under a name, changed, and loaded again."""
    on_both(warm_sides, "pid0", "save_state", "mine")
    set_on_both(warm_sides, "pid0", "setpoint", 0.25)
    for name, args in (("get_yml", ()), ("get_yml", ("mine",))):
        local = warm_sides.local.call("pid0", name, args, {})
        assert call_remote(warm_sides.remote.pid0, name, args) == local
    on_both(warm_sides, "pid0", "load_state", "mine")
    assert warm_sides.remote.pid0.states == ["mine"]
    assert compare_values(warm_sides) == []
    on_both(warm_sides, "pid0", "erase_state", "mine")
    assert compare_values(warm_sides) == []


def test_modules_as_values(warm_sides: Sides) -> None:
    remote = warm_sides.remote
    for name, path in (("input1", "pid0"), ("input2", "iq2")):
        before = getattr(remote.scope, name)
        local = warm_sides.local.write("scope", name, ("module", path))
        assert write_remote(remote.scope, name, getattr(remote, path)) == local
        set_on_both(warm_sides, "scope", name, before)
    stage = remote.lockbox.sequence[0]
    assert stage == remote.lockbox.sequence[-1]
    assert len(remote.lockbox.sequence) == 1
    assert list(remote.lockbox.sequence) == [stage]
    assert list(remote.lockbox.inputs) == [
        remote.lockbox.inputs.input1,
        remote.lockbox.inputs["input_from_output"],
    ]


def compare_everything(sides: Sides) -> None:
    """The walk of the tests above for modules that have appeared since."""
    test_the_same_modules(sides, Tally())
    read_everything(sides)
    test_every_public_member_is_remote_or_denied(sides, Tally())
    assert compare_values(sides) == []
    test_methods(sides, Tally())


def test_modules_that_appear_later(warm_sides: Sides) -> None:
    before = warm_sides.local.paths()
    on_both(warm_sides, "lockbox.sequence", "append", {"setpoint": 0.5})
    set_on_both(warm_sides, "lockbox", "input_classes", {"extra": "InputDirect"})
    new = set(warm_sides.local.paths()) - set(before)
    assert {"lockbox.sequence.1", "lockbox.inputs.extra"} < new
    compare_everything(warm_sides)
    assert warm_sides.remote.lockbox.inputs["extra"] == warm_sides.remote.lockbox.inputs.extra
    on_both(warm_sides, "lockbox.sequence", "pop")
    warm_sides.local.call("lockbox.inputs", "__delitem__", ("extra",), {})
    del warm_sides.remote.lockbox.inputs["extra"]
    assert warm_sides.local.paths() == before
    compare_everything(warm_sides)


@pytest.mark.slow
def test_another_class_of_lockbox(warm_sides: Sides) -> None:
    """It replaces the lockbox and most of what is below it."""
    for name in ("FabryPerot", "Lockbox"):
        set_on_both(warm_sides, "lockbox", "classname", name)
        assert type(warm_sides.remote.lockbox).__name__ == name
        compare_everything(warm_sides)


def test_the_tables_name_what_exists(warm_sides: Sides) -> None:
    """An exception that excepts nothing hides the next mistake."""
    names = {
        place(path, name)
        for path in warm_sides.local.paths()
        for name in warm_sides.local.census(path).members
    }
    for pattern in tables.patterns():
        attribute = pattern.removesuffix(".default__time").removesuffix(".data.1")
        assert any(fnmatch.fnmatchcase(name, attribute) for name in names), pattern
