"""PyRPL on a virtual board, hosted in the ways that are compared.

Each host has a virtual board of its own, so that none waits for another's.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import socket
from collections.abc import Iterator
from typing import Any

READY_SECONDS = 240.0

_processes = multiprocessing.get_context("spawn")


def make_pyrpl() -> Any:
    """A ``Pyrpl`` object on a virtual board in this process, as a server makes it."""
    from pyrpl_pyro.server import bringup, qt_binding
    from pyrpl_pyro.server.adoption import Adoption
    from pyrpl_pyro.server.kept import KeptState
    from pyrpl_pyro.server.options import ServerOptions
    from pyrpl_pyro.virtual import VirtualBoard

    logging.disable(logging.WARNING)
    qt_binding.choose()
    bringup.make_user_directory()
    options = ServerOptions(board="benchmark", virtual=True, config="")
    adoption = Adoption(False, KeptState(None, "benchmark", "virtual"))
    return bringup.start_pyrpl(options, "", VirtualBoard(), adoption, lambda text: None)


def modules_of(pyrpl_object: Any) -> dict[str, Any]:
    """All modules by name."""
    return {module.name: module for module in pyrpl_object.modules}


class QueueWorker:
    """PyRPL behind two ``multiprocessing.Queue``, with one command for each thing to do."""

    def __init__(self) -> None:
        self._requests: Any = _processes.Queue()
        self._replies: Any = _processes.Queue()
        self._process = _processes.Process(
            target=_serve_queues, args=(self._requests, self._replies), daemon=True
        )
        self._process.start()
        self._replies.get(timeout=READY_SECONDS)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def ask(self, *request: Any) -> Any:
        self.send(*request)
        return self.receive()

    def send(self, *request: Any) -> None:
        self._requests.put(request)

    def receive(self) -> Any:
        return self._replies.get()

    def close(self) -> None:
        self._requests.put(None)
        self._process.join(5)
        self._process.kill()


def _serve_queues(requests: Any, replies: Any) -> None:
    modules = modules_of(make_pyrpl())
    replies.put("ready")
    while (request := requests.get()) is not None:
        replies.put(_answer(modules, *request))


def _answer(modules: dict[str, Any], command: str, name: str = "", *details: Any) -> Any:
    if command == "echo":
        return name
    module = modules[name]
    if command == "get":
        return getattr(module, details[0])
    if command == "set":
        return setattr(module, *details)
    if command == "call":
        return getattr(module, details[0])(**details[1])
    if command == "trace as tolist()":
        return module.data_avg.tolist()
    if command == "trace as list(array)":
        return [list(channel) for channel in module.data_avg]
    if command == "single as tolist()":
        return module.single(timeout=2).tolist()
    if command == "try single":
        with contextlib.suppress(TimeoutError):
            return module.single(timeout=details[0])
        return None
    raise ValueError(command)


@contextlib.contextmanager
def queue_worker() -> Iterator[QueueWorker]:
    """A worker process with queues."""
    worker = QueueWorker()
    try:
        yield worker
    finally:
        worker.close()


@contextlib.contextmanager
def rpyc_modules() -> Iterator[Any]:
    """Root of an rpyc server, which serves one client in the thread that PyRPL lives in."""
    import rpyc

    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=_serve_rpyc, args=(theirs,), daemon=True)
    process.start()
    try:
        if not ours.poll(READY_SECONDS):
            raise TimeoutError("the rpyc server did not start")
        connection = rpyc.connect("127.0.0.1", ours.recv(), config={"sync_request_timeout": 30})
        with contextlib.closing(connection):
            yield connection.root
    finally:
        process.join(2)
        process.kill()


def _serve_rpyc(pipe: Any) -> None:
    import rpyc

    modules = modules_of(make_pyrpl())

    class ModuleService(rpyc.Service):
        def exposed_module(self, name: str) -> Any:
            return modules[name]

        def exposed_trace_bytes(self) -> bytes:
            return modules["scope"].data_avg.tobytes()

    config = {"allow_public_attrs": True, "allow_setattr": True, "allow_pickle": True}
    with socket.create_server(("127.0.0.1", 0)) as server:
        pipe.send(server.getsockname()[1])
        client, _ = server.accept()
    stream = rpyc.SocketStream(client)
    rpyc.connect_stream(stream, ModuleService, config).serve_all()
