"""What our own client asks for: one packed request, one packed reply. Qt thread only."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ..errors import BatchError, NotTransferable
from ..security import EVERYONE, Identity
from ..wire.codec import pack, unpack
from ..wire.describing import describe
from ..wire.exceptions import encode_exception
from ..wire.protocol import Operation, Status
from ..wire.references import ModuleReference
from . import permissions
from .acting import acting_for
from .board import ServedBoard
from .executor import Job, current_job
from .lease import Terms
from .progress import progress_of

logger = logging.getLogger(__name__)

_OPERATIONS = {operation.value: operation for operation in Operation}
_LEASING: dict[Operation | None, Callable[..., Any]] = {
    Operation.LEASE: lambda leases, session, identifier, paths, terms, timeout: leases.lease(
        session, identifier, paths, Terms(**terms), timeout
    ),
    Operation.TAKE_OVER: lambda leases, session, identifier, paths, terms: leases.take_over(
        session, identifier, paths, Terms(**terms)
    ),
    Operation.RELEASE: lambda leases, session, identifier: leases.release(session, identifier),
    Operation.LEASES: lambda leases, session: [leases.describe(), leases.of(session)],
}
_STREAMING: dict[Operation | None, Callable[..., Any]] = {
    Operation.OPEN_STREAM: lambda streams: streams.open,
    Operation.NEXT_FRAME: lambda streams: streams.next,
    Operation.CLOSE_STREAM: lambda streams: streams.close,
}
_BATCHED = (Operation.GET, Operation.SET, Operation.CALL)


class Requests:
    """Does what requests ask for; each runs as a :class:`~.executor.Job`.

    Parameters
    ----------
    board : ServedBoard
    stop : callable
        Asks the server process to shut down.
    identity_of : callable
        Who the client of a session is.
    """

    def __init__(
        self,
        board: ServedBoard,
        stop: Callable[[], None],
        identity_of: Callable[[str], Identity] = lambda session: EVERYONE,
    ):
        self._board = board
        self._stop = stop
        self._identity_of = identity_of

    def failed(self, error: BaseException) -> bytes:
        """The reply that carries an error."""
        return pack([Status.FAILED.value, encode_exception(error), self._board.revision])

    def pending(self, job: Job) -> bytes:
        """The reply that a call is not done yet, with how far it is."""
        found = None
        if job.request is not None:
            try:
                found = progress_of(self._board, job.request, job)
            except Exception:
                # What a module of a user counts is no reason for a call to fail.
                logger.debug("no progress of %s", describe(job.request), exc_info=True)
        return pack([Status.PENDING.value, found])

    def perform(self, request: bytes, session: str) -> bytes:
        """Do what a packed request asks for; return the packed reply."""
        message: Any = None
        job = current_job()
        if job is not None:
            job.session = session
        try:
            message = unpack(request, lambda item: self._resolve(item, session))
            if job is not None:
                job.request = message
            with acting_for(session):
                operation = _OPERATIONS.get(message[0])
                result, adjustments = self._operate(operation, message[1:], session)
            return self._packed(message, result, adjustments, session)
        except BaseException as error:
            # Whatever PyRPL raises, SystemExit included, belongs to the caller.
            kind = type(error).__name__
            logger.info("error for %s: %s: %s", describe(message), kind, _first_line(error))
            return self.failed(error)

    def _packed(
        self, message: list[Any], result: Any, adjustments: list[Any], session: str
    ) -> bytes:
        board = self._board
        reply = [Status.DONE.value, result, board.revision, adjustments]
        try:
            return pack(reply, lambda item: board.convert(item, session))
        except NotTransferable as error:
            text = f"the result of {describe(message)} cannot cross: {error}"
            raise NotTransferable(text) from error

    def _resolve(self, item: Any, session: str) -> Any:
        if isinstance(item, ModuleReference):
            return self._board.tree.find(item.path) if item.path else self._board.root.pyrpl
        return self._board.handles.find(item.identifier)

    def _operate(
        self, operation: Operation | None, arguments: list[Any], session: str
    ) -> tuple[Any, list[Any]]:
        board = self._board
        permissions.check(self._identity_of(session), operation, arguments)
        if operation is Operation.GET:
            return board.dispatcher.get(*arguments), []
        if operation is Operation.SET:
            adjustments = board.dispatcher.set(*arguments)
            board.watcher.scan_after(arguments[0])
            return None, adjustments
        if operation is Operation.CALL:
            return board.call(*arguments)
        if operation is Operation.BATCH:
            return self._batch(arguments[0], session)
        if operation is Operation.DESCRIBE:
            return board.describer.describe(*arguments).to_dict(), []
        if operation is Operation.TREE:
            board.watcher.scan()
            return list(board.watcher.paths().items()), []
        if operation is Operation.INFO:
            return board.info().to_dict(), []
        if operation is Operation.DIAGNOSE:
            return board.diagnosis.examine(), []
        if operation is Operation.HANDLE:
            return board.call_handle(*arguments), []
        if operation is Operation.NEXT_CURVE:
            path, after, timeout = arguments
            return board.curves.next(board.tree.find(path), after, timeout), []
        if operation is Operation.QUADRATURES:
            path, duration = arguments
            return board.lock_in.quadratures(board.tree.find(path), duration), []
        if operation is Operation.TAKE_BACK:
            board.way.take_back()
            return board.info().to_dict(), []
        if operation is Operation.JOURNAL:
            return board.journal_since(*arguments), []
        if operation is Operation.SNAPSHOT:
            return board.snapshots.take(*arguments), []
        if operation is Operation.RESTORE:
            return board.snapshots.restore(*arguments), []
        if operation in _LEASING:
            return _LEASING[operation](board.leases, session, *arguments), []
        if operation in _STREAMING:
            return _STREAMING[operation](board.streams)(session, *arguments), []
        if operation is Operation.STOP:
            self._stop()
            return None, []
        raise ValueError("there is no such request, or not as one of its own")

    def _batch(self, steps: list[list[Any]], session: str) -> tuple[Any, list[Any]]:
        job = current_job()
        if job is not None:
            job.uninterrupted = True
        results: list[Any] = []
        adjustments: list[Any] = []
        for number, step in enumerate(steps):
            operation = _OPERATIONS.get(step[0])
            if operation not in _BATCHED:
                raise ValueError(f"a batch takes reads, writes and calls, not {operation!r}")
            try:
                result, adjusted = self._operate(operation, step[1:], session)
            except Exception as error:
                raise _failed_step(steps, number, error) from error
            results.append(result)
            if adjusted:
                adjustments.extend(adjusted)
        return results, adjustments


def _failed_step(steps: list[list[Any]], number: int, error: Exception) -> BatchError:
    texts = [describe(step) for step in steps[: number + 1]]
    before = ", ".join(texts[:-1]) if number else "nothing"
    return BatchError(
        f"step {number + 1} of {len(steps)}, {texts[-1]}, failed: "
        f"{type(error).__name__}: {_first_line(error)} Done before: {before}. "
        "The steps after it were not done.",
        number,
        texts[:-1],
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [""])[0]
