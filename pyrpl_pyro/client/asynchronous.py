"""Boards in programs with asyncio: ``await rp.pid0.setpoint``.

Each call runs in a thread of a small pool, with the connection of that thread, and through
the same proxies as without asyncio; so errors, reconnecting and values are the same. When
the task that waits is cancelled, its connection is ended, and with it what the server waits
for.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import weakref
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import PyrplError
from ..wire.protocol import Operation
from .async_iteration import AsyncIteration
from .async_members import AsyncMember, AsyncRun, Place, plain
from .cancelling import Cancellation
from .connecting import connect
from .handle import AcquisitionHandle
from .module import ModuleProxy

if TYPE_CHECKING:
    from .board import Board

_THREADS = 64
"""Calls that are waited for at once; further ones wait for their turn."""


def connect_async(
    board: str | None = None,
    *,
    nameserver: str | None = None,
    timeout: float | None = None,
    settings: str | Path | None = None,
) -> Connecting:
    """Connect to a board from a program with asyncio, or a notebook.

    ``async with connect_async("bench1") as rp:`` or ``rp = await connect_async("bench1")``,
    which is closed with ``await rp.close()``.

    Parameters and errors are those of :func:`pyrpl_pyro.connect`.

    Returns
    -------
    Connecting
        Gives an :class:`AsyncBoard`.
    """
    return Connecting(
        lambda: connect(board, nameserver=nameserver, timeout=timeout, settings=settings)
    )


class Connecting:
    """What :func:`pyrpl_pyro.connect_async` returns: to be awaited, or for ``async with``."""

    def __init__(self, connect_now: Callable[[], Board]):
        self._connect = connect_now
        self._board: AsyncBoard | None = None

    def __await__(self) -> Generator[Any, None, AsyncBoard]:
        return self._open().__await__()

    async def __aenter__(self) -> AsyncBoard:
        self._board = await self._open()
        return self._board

    async def __aexit__(self, *exc_info: object) -> None:
        if self._board is not None:
            await self._board.close()

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"no board yet, so no {name!r}: use `rp = await connect_async(...)` or "
            "`async with connect_async(...) as rp:`."
        )

    async def _open(self) -> AsyncBoard:
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="pyrpl_pyro")
        opening = threads.submit(self._connect)
        try:
            board = await asyncio.wrap_future(opening)
        except BaseException:
            opening.add_done_callback(_close_unused)
            threads.shutdown(wait=False)
            raise
        # Several calls at once have no use for one line in the terminal.
        board._link.progress = False
        return AsyncBoard(board, threads)


def _close_unused(opening: Any) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _end(board: Board, threads: ThreadPoolExecutor) -> None:
    """End the threads first: they hold connections of the board."""
    threads.shutdown(wait=True)
    board.close()


def _end_later(board: Board, threads: ThreadPoolExecutor) -> None:
    with contextlib.suppress(RuntimeError):
        threading.Thread(target=_end, args=(board, threads), daemon=True).start()


class AsyncBoard(AsyncMember):
    """A board whose calls and attributes are awaited.

    ``await rp.pid0.setpoint`` reads, ``await rp.pid0.set(setpoint=0.1)`` writes,
    ``await rp.scope.single(timeout=2)`` calls, ``async for frame in rp.scope.stream():``
    follows. All that :class:`~pyrpl_pyro.Board` has is there to be awaited, too:
    ``await rp.info()``.
    """

    def __init__(self, board: Board, threads: ThreadPoolExecutor):
        set_own = object.__setattr__
        set_own(self, "_sync", board)
        set_own(self, "_threads", threads)
        set_own(self, "_pending", set())
        # Its board and threads must not be collected at once: they end in order.
        set_own(self, "_finalizer", weakref.finalize(self, _end_later, board, threads))
        self._finalizer.atexit = False
        set_own(self, "_steps", ())

    @property
    def _board(self) -> AsyncBoard:
        # No reference to itself: a board that nobody has any longer ends at once.
        return self

    async def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function with the board of :func:`pyrpl_pyro.connect`, in a thread.

        For what is no single call: a batch, or a whole procedure that was written without
        asyncio. When the task is cancelled, its call at that time ends, and each further one
        raises AcquisitionCancelled.

        Parameters
        ----------
        function : callable
            ``function(board, *args)``.
        """
        return await self._run(lambda: function(self._sync, *args))

    async def close(self) -> None:
        """Close the connections; what is waited for ends."""
        for cancellation in list(self._pending):
            cancellation.cancel()
        if self._finalizer.detach() is not None:
            await asyncio.to_thread(_end, self._sync, self._threads)

    async def __aenter__(self) -> AsyncBoard:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    def lease(self, *modules: Any, **terms: Any) -> AsyncLease:
        """Modules for this program alone: ``async with rp.lease("pid0"): ...``

        Parameters are those of :meth:`pyrpl_pyro.Board.lease`.
        """
        return AsyncLease(self, lambda: self._sync.lease(*plain(modules), **terms))

    def watch(self, since: int | None = None) -> AsyncIteration:
        """Entries of the journal as they come: ``async for change in rp.watch(): ...``"""
        return AsyncIteration(self, lambda: self._sync.watch(since=since), "stop")

    def timeout(self, *limits: Any) -> Any:
        """There is none: ``asyncio.timeout(2)`` limits what is awaited in its block."""
        raise PyrplError("async with asyncio.timeout(2): limits what is awaited in its block.")

    def cancellable(self) -> Any:
        """There is none: the cancelled task ends its call."""
        raise PyrplError("a task that is cancelled ends its call, here and in the server.")

    def batch(self) -> Any:
        """There is none: ``set()`` sends several values in one message, ``run()`` any batch."""
        raise PyrplError(
            "a batch cannot be awaited step by step: rp.pid0.set(p=1, i=2) sends several values "
            "in one message, and await rp.run(function) runs any batch in a thread."
        )

    def __repr__(self) -> str:
        return f"<AsyncBoard {self._sync._name} at {self._sync._link.address}>"

    async def _run(self, function: Callable[[], Any]) -> Any:
        """Run a function in a thread; end what it waits for when the task is cancelled."""
        cancellation = Cancellation()

        def perform() -> Any:
            with self._sync._link.cancellable(cancellation):
                return function()

        try:
            working = self._threads.submit(perform)
        except RuntimeError:
            raise PyrplError(f"{self!r} was closed; connect_async() makes a new one.") from None
        self._pending.add(cancellation)
        try:
            return self._shown(await asyncio.wrap_future(working))
        except asyncio.CancelledError:
            cancellation.cancel()
            self._stay()
            raise
        finally:
            self._pending.discard(cancellation)

    def _stay(self) -> None:
        """Have a connection: without one the server would end the runs of this client."""
        with contextlib.suppress(RuntimeError):
            self._threads.submit(self._sync._request, Operation.INFO)

    def _shown(self, value: Any) -> Any:
        """What stands for a value: modules and runs can be awaited as those of this board."""
        if isinstance(value, ModuleProxy):
            path = value._path
            return AsyncMember(self, (Place(path),)) if path else self
        if isinstance(value, AcquisitionHandle):
            return AsyncRun(self, value)
        if type(value) in (list, tuple):
            return type(value)(self._shown(item) for item in value)
        return value


class AsyncLease:
    """A lease for ``async with``; ``await`` leases until :meth:`release`."""

    def __init__(self, board: AsyncBoard, make: Callable[[], Any]):
        self._board = board
        self._make = make
        self._lease: Any = None

    def __await__(self) -> Generator[Any, None, AsyncLease]:
        return self.__aenter__().__await__()

    async def __aenter__(self) -> AsyncLease:
        self._lease = await self._board._run(self._make)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.release()

    async def release(self) -> None:
        """Give the modules back."""
        if self._lease is not None:
            await self._board._run(self._lease.release)
