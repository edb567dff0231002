"""PyRPL as its users have it: no server, no proxies, on a virtual board of its own.

Run as ``python -m tests.parity.reference``: prints where it listens, and answers questions
about PyRPL's modules in the main thread, where PyRPL has to live. It walks PyRPL's objects
with code of its own, so that what the server forgets to expose is found.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import traceback
from multiprocessing.connection import Connection, Listener
from typing import Any

from tests.parity.census import AUTHENTICATION, Member, ModuleCensus
from tests.parity.forms import Form, curve_form, error_form, form_of


class Reference:
    """Answers questions about a local ``Pyrpl`` object."""

    def __init__(self) -> None:
        import pyrpl.pyrpl
        from pyrpl.redpitaya import RedPitaya

        from pyrpl_pyro.virtual import VirtualBoard, VirtualClient

        board = VirtualBoard()

        class LocalRedPitaya(RedPitaya):
            def startdummyclient(self) -> None:
                self.client = VirtualClient(board)
                self.makemodules()

        pyrpl.pyrpl.RedPitaya = LocalRedPitaya
        self.board = board
        self.pyrpl = pyrpl.pyrpl.Pyrpl(config="", hostname="_FAKE_", gui=False, silence_env=True)

    # Questions. Each takes and returns what can be pickled.

    def paths(self) -> list[str]:
        return ["", *self._modules()]

    def census(self, path: str) -> ModuleCensus:
        objects = self._objects(path)
        children = self._children(objects[0]) if path else {m.name: m for m in self.pyrpl.modules}
        kind = type(objects[0])
        found = ModuleCensus(path, kind.__name__, inspect.cleandoc(kind.__doc__ or ""))
        found.children = list(children)
        for item in objects:
            for name in set(dir(type(item))) | set(vars(item)):
                if not name.startswith("_") and name not in found.members:
                    found.members[name] = self._member(item, name, children)
        return found

    def read(self, path: str, names: list[str]) -> dict[str, Form]:
        """Read attributes in the order given."""
        return {name: self._read(path, name) for name in names}

    def write(self, path: str, name: str, value: Any) -> Form:
        """Write, and read back; what reading or writing raised otherwise."""
        try:
            setattr(self._owner(path, name), name, self._argument(value))
        except Exception as error:
            return error_form(type(error).__name__)
        return self._read(path, name)

    def call(self, path: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Form:
        args = tuple(self._argument(item) for item in args)
        try:
            result = getattr(self._owner(path, name), name)(*args, **kwargs)
            if asyncio.iscoroutine(result):
                from pyrpl.async_utils import ensure_future

                result = ensure_future(result)
            return self._form(result)
        except Exception as error:
            return error_form(type(error).__name__)

    def source_of_the_board(self) -> str:
        """The text of the classes ``Pyrpl`` and ``RedPitaya``."""
        classes = (type(self.pyrpl), type(self.pyrpl.rp).__base__)
        return "".join(inspect.getsource(kind) for kind in classes if kind is not None)

    # How the answers are found.

    def _modules(self) -> dict[str, Any]:
        found: dict[str, Any] = {}

        def add(path: str, module: Any) -> None:
            found[path] = module
            for name, child in self._children(module).items():
                add(f"{path}.{name}", child)

        for module in self.pyrpl.modules:
            add(module.name, module)
        return found

    def _children(self, module: Any) -> dict[str, Any]:
        from pyrpl.module_attributes import ModuleList

        found = {name: getattr(module, name) for name in module._module_attributes}
        if isinstance(module, ModuleList):
            found |= {str(index): element for index, element in enumerate(module)}
        return found

    def _objects(self, path: str) -> list[Any]:
        return [self._modules()[path]] if path else [self.pyrpl, self.pyrpl.rp]

    def _owner(self, path: str, name: str) -> Any:
        objects = self._objects(path)
        if len(objects) == 1:
            return objects[0]
        return next((item for item in objects if hasattr(item, name)), objects[0])

    def _member(self, item: Any, name: str, children: dict[str, Any]) -> Member:
        from pyrpl.attributes import BaseAttribute

        static = inspect.getattr_static(item, name)
        if name in children:
            return Member(name, "module")
        if inspect.isroutine(static) and not inspect.isdatadescriptor(static):
            return self._method(item, name)
        if isinstance(static, BaseAttribute):
            return Member(
                name,
                "attribute",
                doc=inspect.cleandoc(static.__doc__ or ""),
                descriptor=type(static).__name__,
                options=self._options(item, static),
                has_setter=True,
            )
        if isinstance(static, property):
            has_setter = static.fset is not None
            doc = inspect.getdoc(static) or ""
            return Member(name, "attribute", doc, descriptor="property", has_setter=has_setter)
        return Member(name, "attribute", descriptor="plain")

    def _method(self, item: Any, name: str) -> Member:
        method = getattr(item, name)
        try:
            signature = str(inspect.signature(method))
        except ValueError:
            # Python does not tell the signature of some methods of list.
            signature = "(*args, **kwargs)"
        return Member(name, "method", inspect.getdoc(method) or "", signature)

    def _options(self, item: Any, descriptor: Any) -> list[Form] | None:
        for name in ("options", "valid_frequencies"):
            try:
                function = getattr(descriptor, name)
            except (AttributeError, TypeError):
                continue
            if callable(function):
                return [self._form(option) for option in function(item)]
        return None

    def _read(self, path: str, name: str) -> Form:
        owner = self._owner(path, name)
        try:
            return self._form(getattr(owner, name))
        except Exception as error:
            return error_form(type(error).__name__)

    def _form(self, value: Any) -> Form:
        from pyrpl.attributes import AttributeList
        from pyrpl.curvedb import CurveDB
        from pyrpl.memory import MemoryBranch, MemoryTree
        from pyrpl.modules import Module

        def special(item: Any) -> Form | None:
            if isinstance(item, Module):
                path = next((p for p, m in self._modules().items() if m is item), None)
                return ("module", path) if path else ("cannot cross", "a module that is no more")
            if item is self.pyrpl or item is self.pyrpl.rp:
                return "module", ""
            if isinstance(item, (MemoryTree, MemoryBranch)):
                return form_of(_plain(item._data), special)
            if isinstance(item, CurveDB):
                return curve_form(item.pk, item.data, dict(item.params), special)
            if isinstance(item, asyncio.Future):
                return ("run",)
            if isinstance(item, (AttributeList, type({}.keys()), type({}.values()))):
                return form_of(list(item), special)
            return None

        return form_of(value, special)

    def _argument(self, value: Any) -> Any:
        if isinstance(value, tuple) and len(value) == 2 and value[0] == "module":
            return self._modules()[value[1]]
        return value


def _plain(data: Any) -> Any:
    """A branch of the configuration as new dicts and lists; passwords never cross."""
    if isinstance(data, dict):
        return {k: "********" if k == "password" else _plain(v) for k, v in data.items()}
    if isinstance(data, list):
        return [_plain(item) for item in data]
    return data


def answer(reference: Reference, connection: Connection) -> None:
    """Answer until the test hangs up."""
    from qtpy import QtWidgets

    application = QtWidgets.QApplication.instance()
    while True:
        try:
            question, arguments = connection.recv()
        except (EOFError, ConnectionError):
            return
        try:
            connection.send((True, getattr(reference, question)(*arguments)))
        except Exception:
            connection.send((False, traceback.format_exc()))
        application.processEvents()


def main() -> None:
    reference = Reference()
    with Listener(("127.0.0.1", 0), authkey=AUTHENTICATION) as listener:
        print(f"reference listens at port {listener.address[1]}", flush=True)
        with listener.accept() as connection:
            answer(reference, connection)
    reference.board.close()
    sys.stdout.flush()


if __name__ == "__main__":
    main()
