"""Collect writes and calls, and send them as one message."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ..errors import PyrplError
from ..wire.protocol import Operation

_NOTHING = object()


class Deferred:
    """The result of a read or call inside a batch; :attr:`value` is there after the block."""

    def __init__(self) -> None:
        self._value: Any = _NOTHING

    @property
    def value(self) -> Any:
        """What the step returned; PyrplError before the batch was sent."""
        if self._value is _NOTHING:
            raise PyrplError(
                "the batch was not sent, or did not get as far as this step: its results are "
                "there after the `with` block."
            )
        return self._value

    def __bool__(self) -> bool:
        # Without these two, `if` and `==` would decide by this object.
        return bool(self.value)

    def __eq__(self, other: object) -> Any:
        return self.value == other

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        if self._value is _NOTHING:
            return "<result of a batch that was not sent yet; use .value after the block>"
        return f"<result of a batch: {self._value!r}>"


class BatchRecorder(threading.local):
    """The steps that the calling thread has recorded."""

    def __init__(self) -> None:
        self.active = False
        self.steps: list[list[Any]] = []
        self.results: list[Deferred] = []

    def add(self, operation: Operation, *arguments: Any) -> Deferred:
        result = Deferred()
        self.steps.append([operation.value, *arguments])
        self.results.append(result)
        return result


class Batch:
    """The block of :meth:`Board.batch`."""

    def __init__(self, recorder: BatchRecorder, send: Callable[[list[list[Any]]], list[Any]]):
        self._recorder = recorder
        self._send = send

    def __enter__(self) -> Batch:
        if self._recorder.active:
            raise PyrplError("a batch is being recorded in this thread already; end that one first")
        self._recorder.active = True
        self._recorder.steps = []
        self._recorder.results = []
        return self

    def __exit__(self, kind: type[BaseException] | None, *exc_info: object) -> None:
        steps, results = self._recorder.steps, self._recorder.results
        self._recorder.active = False
        self._recorder.steps, self._recorder.results = [], []
        if kind is not None or not steps:
            return
        for result, value in zip(results, self._send(steps), strict=True):
            result._value = value
