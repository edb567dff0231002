"""What our own client talks to: one packed request, one packed reply."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import Pyro5.api

from ..errors import AcquisitionCancelled, BatchError, NotTransferable, PyrplError
from ..wire.codec import pack, unpack
from ..wire.exceptions import encode_exception
from ..wire.protocol import HOLD_SECONDS, Operation, Status
from ..wire.references import ModuleReference
from .board import ServedBoard
from .executor import Job, QtExecutor, current_job
from .peer import has_gone
from .sessions import Sessions

logger = logging.getLogger(__name__)

_FIRST_LOOK = 0.05
_NEXT_LOOK = 0.1


@dataclass
class _Ticket:
    job: Job
    connection: int


@Pyro5.api.expose
class Service:
    """The Pyro object behind ``pyrpl_pyro.service``; its methods run in worker threads."""

    def __init__(
        self,
        board: ServedBoard,
        executor: QtExecutor,
        sessions: Sessions,
        stop: Callable[[], None],
    ):
        self._board = board
        self._executor = executor
        self._sessions = sessions
        self._stop = stop
        self._lock = threading.Lock()
        self._tickets: dict[str, _Ticket] = {}
        self._jobs: dict[int, set[Job]] = {}

    def invoke(self, request: bytes) -> bytes:
        """Do what a packed request asks for; reply within about a second.

        A call that is not done by then is answered ``[PENDING, ticket]``.
        """
        connection = Pyro5.api.current_context.client
        session = self._sessions.of(connection).identifier
        job = self._executor.start(self._perform, request, session)
        return self._answer(connection, job, None)

    def collect(self, ticket: str) -> bytes:
        """The reply to a request that was pending, or ``[PENDING, ticket]`` again."""
        connection = Pyro5.api.current_context.client
        with self._lock:
            entry = self._tickets.get(ticket)
        if entry is None or entry.connection != id(connection):
            raise ValueError("this connection has no such pending call")
        return self._answer(connection, entry.job, ticket)

    def _answer(self, connection: Any, job: Job, ticket: str | None) -> bytes:
        """Wait for a job, but not for ever, and not for a client that has gone."""
        try:
            return job.future.result(_FIRST_LOOK)
        except TimeoutError:
            if job.future.done():
                return self._failed(job.future.exception())
        except PyrplError as error:
            return self._failed(error)
        if ticket is None:
            with self._lock:
                self._jobs.setdefault(id(connection), set()).add(job)
        deadline = time.monotonic() + HOLD_SECONDS
        while not job.future.done() and time.monotonic() < deadline:
            try:
                job.future.exception(_NEXT_LOOK)
            except TimeoutError:
                if has_gone(connection.sock):
                    self._executor.cancel(job, _gone())
                    raise ConnectionResetError("the client has gone") from None
        if not job.future.done():
            return self._pending(connection, job, ticket)
        with self._lock:
            self._tickets.pop(ticket or "", None)
            self._jobs.get(id(connection), set()).discard(job)
        error = job.future.exception()
        return job.future.result() if error is None else self._failed(error)

    def _pending(self, connection: Any, job: Job, ticket: str | None) -> bytes:
        if ticket is None:
            ticket = uuid.uuid4().hex
            with self._lock:
                self._tickets[ticket] = _Ticket(job, id(connection))
        return pack([Status.PENDING.value, ticket])

    def _failed(self, error: BaseException | None) -> bytes:
        description = encode_exception(error or RuntimeError("the call ended without a result"))
        return pack([Status.FAILED.value, description, self._board.revision])

    def forget(self, connection: Any) -> None:
        """Cancel what a closed connection left waiting."""
        with self._lock:
            jobs = self._jobs.pop(id(connection), set())
            for key, entry in list(self._tickets.items()):
                if entry.connection == id(connection):
                    del self._tickets[key]
        for job in jobs:
            if not job.future.done():
                self._executor.cancel(job, _gone())

    # From here on: in the Qt thread, as the body of a Job.

    def _perform(self, request: bytes, session: str) -> bytes:
        board = self._board
        what = "request"
        try:
            message = unpack(request, lambda item: self._resolve(item, session))
            operation, arguments = Operation(message[0]), message[1:]
            what = _describe(operation, arguments)
            result, adjustments = self._operate(operation, arguments, session)

            def convert(item: Any) -> Any:
                return board.convert(item, session)

            try:
                return pack([Status.DONE.value, result, board.revision, adjustments], convert)
            except NotTransferable as error:
                raise NotTransferable(f"the result of {what} cannot cross: {error}") from error
        except BaseException as error:
            # Whatever PyRPL raises, SystemExit included, belongs to the caller.
            logger.info("error for %s: %s: %s", what, type(error).__name__, _first_line(error))
            return self._failed(error)

    def _resolve(self, item: Any, session: str) -> Any:
        if isinstance(item, ModuleReference):
            return self._board.tree.find(item.path) if item.path else self._board.root.pyrpl
        return self._board.handles.find(item.identifier)

    def _operate(
        self, operation: Operation, arguments: list[Any], session: str
    ) -> tuple[Any, list[Any]]:
        board = self._board
        if operation is Operation.GET:
            return board.dispatcher.get(*arguments), []
        if operation is Operation.SET:
            adjustments = board.dispatcher.set(*arguments)
            board.watcher.scan_after(arguments[0])
            return None, adjustments
        if operation is Operation.CALL:
            result, adjustments = board.dispatcher.call(*arguments)
            board.watcher.scan_after(arguments[0])
            return result, adjustments
        if operation is Operation.BATCH:
            return self._batch(arguments[0], session)
        if operation is Operation.DESCRIBE:
            return board.describer.describe(*arguments).to_dict(), []
        if operation is Operation.TREE:
            board.watcher.scan()
            return list(board.watcher.paths().items()), []
        if operation is Operation.INFO:
            return board.info().to_dict(), []
        if operation is Operation.HANDLE:
            return board.call_handle(*arguments), []
        if operation is Operation.STOP:
            self._stop()
            return None, []
        raise ValueError(f"operation {operation} is not a request of its own")

    def _batch(self, steps: list[list[Any]], session: str) -> tuple[Any, list[Any]]:
        job = current_job()
        if job is not None:
            job.uninterrupted = True
        results: list[Any] = []
        adjustments: list[Any] = []
        done: list[str] = []
        for number, step in enumerate(steps):
            operation, arguments = Operation(step[0]), step[1:]
            what = _describe(operation, arguments)
            if operation not in (Operation.GET, Operation.SET, Operation.CALL):
                raise ValueError(f"a batch takes reads, writes and calls, not {operation.name}")
            try:
                result, adjusted = self._operate(operation, arguments, session)
            except Exception as error:
                before = ", ".join(done) if done else "nothing"
                failure = BatchError(
                    f"step {number + 1} of {len(steps)}, {what}, failed: "
                    f"{type(error).__name__}: {_first_line(error)} Done before: {before}. "
                    "The steps after it were not done.",
                    number,
                    done,
                )
                raise failure from error
            results.append(result)
            adjustments.extend(adjusted)
            done.append(what)
        return results, adjustments


def _gone() -> AcquisitionCancelled:
    return AcquisitionCancelled("the client that waited has gone")


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [""])[0]


def _describe(operation: Operation, arguments: list[Any]) -> str:
    if operation in (Operation.GET, Operation.SET, Operation.CALL) and len(arguments) >= 2:
        place = ".".join(str(part) for part in arguments[:2] if part != "")
        if operation is Operation.SET and len(arguments) == 3:
            return f"{place} = {str(arguments[2])[:60]}"
        return f"{place}()" if operation is Operation.CALL else place
    return operation.name.lower()


