"""Each module as a Pyro object of its own, for any Pyro5 client.

One class is made for each PyRPL class: its properties and methods carry Pyro's mark, and
each use hops into the Qt thread. An attribute that PyRPL's object gets only later
(``data_x`` after the first trace) is found by the metaclass when it is asked for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import Pyro5.api
import Pyro5.errors
import Pyro5.server

from ..errors import AccessRefused, AcquisitionCancelled, SettingsError
from ..naming import object_name, split_name
from ..schema import ModuleSchema
from ..wire.exceptions import nearest_python_error
from ..wire.plain import to_plain
from ..wire.printable import printable
from ..wire.protocol import Operation
from ..wire.references import HandleReference, ModuleReference
from ..wire.serializers import ProxyReference
from . import deny, permissions
from .acting import acting_for
from .board import ServedBoard
from .executor import QtExecutor, current_job
from .peer import has_gone
from .sessions import Sessions

logger = logging.getLogger(__name__)

_LOOK_AGAIN = 0.1
_DEEPEST = 64
_RUN = "run."
_DESCRIBE_LIMIT = 10.0

_PYRO_OPERATORS = ("__getitem__", "__setitem__", "__delitem__", "__len__", "__iter__")


class PlainAccess:
    """Does for plain clients what :class:`~.service.Service` does for ours."""

    def __init__(
        self, board: ServedBoard, executor: QtExecutor, sessions: Sessions, daemon: Any
    ) -> None:
        self.board = board
        self._executor = executor
        self._sessions = sessions
        self._daemon = daemon
        board.handles.forgotten = self._forget_run

    def run(self, function: Callable[[], Any]) -> Any:
        """Run a function in the Qt thread and return its result as plain values.

        Raises the error as one of Python's own classes. A client that goes away while it
        waits cancels the call.
        """
        connection = Pyro5.api.current_context.client
        session = self._sessions.of(connection).identifier

        def perform() -> Any:
            running = current_job()
            if running is not None:
                running.session = session
            with acting_for(session):
                return to_plain(function(), lambda item: self._convert(item, session))

        self._executor.check_room()
        job, future = self._executor.start(perform)
        while not future.done():
            try:
                future.exception(_LOOK_AGAIN)
            except TimeoutError:
                if has_gone(connection.sock):
                    reason = AcquisitionCancelled("the client that waited has gone")
                    self._executor.cancel(job, reason)
                    raise ConnectionResetError("the client has gone") from None
        error = future.exception()
        if error is not None:
            logger.info("error for a plain client: %s: %s", type(error).__name__, error)
            raise nearest_python_error(error) from error
        return future.result()

    def check(self, operation: Operation, *arguments: Any) -> None:
        """Refuse, as one of Python's own errors, what the calling client may not ask for."""
        session = self._sessions.of(Pyro5.api.current_context.client)
        try:
            permissions.check(session.identity, operation, list(arguments))
        except AccessRefused as error:
            raise PermissionError(str(error)) from None

    def attributes(self, path: str) -> set[str]:
        """Names of the attributes that the module has now."""
        describe = self.board.describer.describe
        return set(self._executor.submit(describe, path).result(_DESCRIBE_LIMIT).attributes)

    def _forget_run(self, identifier: str) -> None:
        self._daemon.unregister(_RUN + identifier)

    def resolve(self, argument: Any, depth: int = 0) -> Any:
        """A proxy that a client passes is the module that it stands for."""
        if isinstance(argument, ProxyReference):
            return self._module_of(argument.uri)
        if depth > _DEEPEST:
            raise ValueError("an argument is nested too deeply")
        if isinstance(argument, dict):
            return {key: self.resolve(item, depth + 1) for key, item in argument.items()}
        if type(argument) in (list, tuple, set):
            return type(argument)(self.resolve(item, depth + 1) for item in argument)
        if isinstance(argument, Pyro5.api.URI):
            raise ValueError(f"{argument} is an address, which no module takes; pass a proxy")
        return argument

    def _module_of(self, uri: str) -> Any:
        try:
            board, path = split_name(str(Pyro5.api.URI(uri).object))
        except (Pyro5.errors.PyroError, SettingsError) as error:
            raise ValueError(f"{printable(uri, 200)} is no module") from error
        if board != self.board.name:
            raise ValueError(f"{printable(uri, 200)} is not a module of this board")
        return self.board.tree.find(path) if path else self.board.root.pyrpl

    def _convert(self, item: Any, session: str) -> Any:
        converted = self.board.convert(item, session)
        if isinstance(converted, ModuleReference):
            return self._daemon.objectsById[object_name(self.board.name, converted.path)]
        if isinstance(converted, HandleReference):
            return self._handle_object(converted)
        return converted

    def _handle_object(self, reference: HandleReference) -> Any:
        identifier = _RUN + reference.identifier
        found = self._daemon.objectsById.get(identifier)
        if found is None:
            found = RunObject(self, reference)
            self._daemon.register(found, identifier)
        return found


@Pyro5.api.expose
class RunObject:
    """A run that goes on, for a plain client."""

    def __init__(self, access: PlainAccess, reference: HandleReference):
        self._access = access
        self._identifier = reference.identifier

    def done(self) -> bool:
        return self._ask("done")

    def cancelled(self) -> bool:
        return self._ask("cancelled")

    def cancel(self) -> bool:
        return self._ask("cancel")

    def result(self, timeout: float | None = None) -> Any:
        return self._ask("result", timeout)

    def _ask(self, method: str, *args: Any) -> Any:
        board = self._access.board
        self._access.check(Operation.HANDLE, self._identifier, method)
        return self._access.run(lambda: board.call_handle(self._identifier, method, list(args)))


@Pyro5.api.expose
class BoardService:
    """What our own client connects to; a plain client may ask it about the server."""

    def __init__(self, access: PlainAccess):
        self._access = access

    def info(self) -> dict[str, Any]:
        """The fields of :class:`pyrpl_pyro.BoardInfo`."""
        return self._access.run(lambda: self._access.board.info().to_dict())


class _ExposedMeta(type):
    """Finds attributes that appear later; Pyro looks for properties of the class."""

    def __getattr__(cls, name: str) -> Any:
        if deny.reason(name) is not None or name.startswith("__"):
            raise AttributeError(name)
        return _attribute(name)


class ExposedModule(metaclass=_ExposedMeta):
    """Base of the classes that are made for PyRPL's classes."""

    _pyroExposed = True

    def __init__(self, access: PlainAccess, path: str):
        self._access = access
        self._path = path


def _attribute(name: str, doc: str = "") -> property:
    def read(self: ExposedModule) -> Any:
        dispatcher = self._access.board.dispatcher
        self._access.check(Operation.GET, self._path, name)
        return self._access.run(lambda: dispatcher.get(self._path, name))

    def write(self: ExposedModule, value: Any) -> None:
        access = self._access
        access.check(Operation.SET, self._path, name)
        access.run(lambda: access.board.dispatcher.set(self._path, name, access.resolve(value)))

    read._pyroExposed = True  # type: ignore[attr-defined]
    write._pyroExposed = True  # type: ignore[attr-defined]
    return property(read, write, doc=doc)


def _method(name: str, doc: str = "") -> Callable[..., Any]:
    def call(self: ExposedModule, *args: Any, **kwargs: Any) -> Any:
        access = self._access
        access.check(Operation.CALL, self._path, name)

        def perform() -> Any:
            positional = [access.resolve(item) for item in args]
            named = {key: access.resolve(item) for key, item in kwargs.items()}
            result, _adjustments = access.board.call(self._path, name, positional, named)
            return result

        return access.run(perform)

    call.__name__ = name
    call.__qualname__ = name
    call.__doc__ = doc
    call._pyroExposed = True  # type: ignore[attr-defined]
    return call


def exposed_class(schema: ModuleSchema) -> type[ExposedModule]:
    """The class that a module is registered as."""
    members: dict[str, Any] = {"__doc__": schema.doc}
    for name, attribute in schema.attributes.items():
        members[name] = _attribute(name, attribute.doc)
    for name in schema.submodules:
        if name.isidentifier():
            members[name] = _attribute(name)
    for name, method in schema.methods.items():
        members[name] = _method(name, method.doc)
    for name in schema.special:
        if name in _PYRO_OPERATORS:
            members[name] = _method(name)
    made: Any = _ExposedMeta(schema.class_name, (ExposedModule,), members)
    return made


class BoardDaemonObject(Pyro5.server.DaemonObject):
    """Pyro's own daemon object, which also tells of attributes that appeared later."""

    @Pyro5.api.expose
    def registered(self) -> list[str]:
        """The modules; not the runs, whose names are known to those who began them."""
        return [name for name in super().registered() if not name.startswith(_RUN)]

    @Pyro5.api.expose
    def get_metadata(self, objectId: str) -> dict[str, Any]:
        metadata = super().get_metadata(objectId)
        exposed = self.daemon.objectsById.get(objectId)
        if not isinstance(exposed, ExposedModule):
            return metadata
        return {**metadata, "attrs": metadata["attrs"] | exposed._access.attributes(exposed._path)}
