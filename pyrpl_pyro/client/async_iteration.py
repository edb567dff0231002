"""An iterator that waits, for ``async for``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asynchronous import AsyncBoard

_END = object()


class AsyncIteration:
    """``async for frame in rp.scope.stream(): ...``

    It ends with ``aclose()``, at the end of an ``async with`` block, and when nobody refers
    to it any longer, as after ``break`` in ``async for frame in rp.scope.stream():``. When a
    task is cancelled that waits for a frame, no frame is lost: the next wait gets it.
    """

    def __init__(self, board: AsyncBoard, make: Callable[[], Any], closing: str = "close"):
        self._board = board
        self._make = make
        self._closing = closing
        self._lock = asyncio.Lock()
        self._iterator: Any = None
        self._closed = False

    async def __aenter__(self) -> AsyncIteration:
        async with self._lock:
            await self._open()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    def __aiter__(self) -> AsyncIteration:
        return self

    async def __anext__(self) -> Any:
        async with self._lock:
            if self._closed:
                raise StopAsyncIteration
            iterator = await self._open()
            found = await self._board._run(lambda: next(iterator, _END))
        if found is _END:
            raise StopAsyncIteration
        return found

    async def aclose(self) -> None:
        """End it."""
        self._closed = True
        if self._iterator is not None:
            await self._board._run(getattr(self._iterator, self._closing))

    async def _open(self) -> Any:
        if self._iterator is None:
            self._iterator = await self._board._run(self._make)
        return self._iterator
