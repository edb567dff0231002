"""Modules, attributes and methods of a board that are awaited."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from .async_iteration import AsyncIteration
from .handle import AcquisitionHandle
from .module import ModuleProxy

if TYPE_CHECKING:
    from .asynchronous import AsyncBoard


@dataclass(frozen=True)
class Place:
    """A module by its path."""

    path: str


Step = str | tuple[Any] | Place
"""On the way to a member: the name of an attribute, (key,) or where to begin."""


class AsyncMember:
    """A place in a board: module, attribute or method, as turns out when it is awaited.

    Nothing is asked of the server before. ``await rp.pid0.setpoint`` reads an attribute,
    ``await rp.scope.single()`` calls a method, ``await rp.pid0`` makes sure that there is
    such a module. The names ``set`` and ``stream`` are those described here.
    """

    _owner: AsyncBoard
    _steps: tuple[Step, ...]

    def __init__(self, board: AsyncBoard, steps: tuple[Step, ...]):
        object.__setattr__(self, "_owner", board)
        object.__setattr__(self, "_steps", steps)

    @property
    def _board(self) -> AsyncBoard:
        return self._owner

    async def set(self, **values: Any) -> None:
        """Write attributes, in order and in one message: ``await rp.pid0.set(p=1, i=2)``.

        Raises
        ------
        BatchError
            One of several failed: which one, and what was done.
        """

        def write() -> None:
            module = self._found()
            found = {name: plain(value) for name, value in values.items()}
            if len(found) == 1:
                setattr(module, *next(iter(found.items())))
                return
            with self._board._sync.batch():
                for name, value in found.items():
                    setattr(module, name, value)

        await self._board._run(write)

    def stream(self, *signals: Any, **options: Any) -> AsyncIteration:
        """Follow frames: ``async for frame in rp.scope.stream(): ...``

        Parameters are those of ``stream()`` without asyncio, see :class:`pyrpl_pyro.Stream`.
        """
        return AsyncIteration(self._board, lambda: self._found().stream(*plain(signals), **options))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{self!r}: {name!r} is private to PyRPL", name=name)
        return AsyncMember(self._board, (*self._steps, name))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            f"a write has to be awaited: await {_text(self._steps)}.set({name}=...)", name=name
        )

    def __getitem__(self, key: Any) -> AsyncMember:
        return AsyncMember(self._board, (*self._steps, (key,)))

    __iter__ = None
    __contains__ = None

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{_text(self._steps)} has no value yet; await it.")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(args, kwargs)

    def __await__(self) -> Generator[Any, None, Any]:
        return self._get().__await__()

    async def __aenter__(self) -> AsyncMember:
        await self._board._run(lambda: self._found().__enter__())
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._board._run(lambda: self._found().__exit__(None, None, None))

    def __dir__(self) -> list[str]:
        path = _text(self._steps).removeprefix("rp").removeprefix(".")
        # What is known already: to ask would block the loop.
        schema = self._board._sync._schemas.get(path)
        own = ["set", "stream"]
        return own if schema is None else [*own, *schema.attributes, *schema.methods]

    def __repr__(self) -> str:
        return f"<{_text(self._steps)} of board {self._board._sync._name}; await it>"

    async def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        def call() -> Any:
            given = {name: plain(value) for name, value in kwargs.items()}
            return self._found()(*plain(args), **given)

        return await self._board._run(call)

    async def _get(self) -> Any:
        def get() -> Any:
            found = self._found()
            if callable(found) and not isinstance(found, ModuleProxy):
                raise TypeError(f"{_text(self._steps)} is a method: await {_text(self._steps)}()")
            return found

        return await self._board._run(get)

    def _found(self) -> Any:
        """What it is, by the proxies without asyncio; in a thread."""
        found: Any = self._board._sync
        for step in self._steps:
            if isinstance(step, str):
                found = getattr(found, step)
            elif isinstance(step, tuple):
                found = found[step[0]]
            else:
                found = found._proxy(step.path)
        return found


class AsyncRun:
    """A run that goes on in the server; ``await`` gives its result."""

    def __init__(self, board: AsyncBoard, handle: AcquisitionHandle):
        self._board = board
        self._handle = handle

    def __await__(self) -> Generator[Any, None, Any]:
        return self.result().__await__()

    async def result(self, timeout: float | None = None) -> Any:
        """Wait for the result (s), as without asyncio."""
        return await self._board._run(lambda: self._handle.result(timeout))

    async def done(self) -> bool:
        """Whether the run is complete, failed or cancelled."""
        return bool(await self._board._run(self._handle.done))

    async def cancelled(self) -> bool:
        """Whether the run was cancelled."""
        return bool(await self._board._run(self._handle.cancelled))

    async def cancel(self) -> bool:
        """Stop the run; False when it was done already."""
        return bool(await self._board._run(self._handle.cancel))

    def __repr__(self) -> str:
        return f"{self._handle!r}"


def plain(value: Any) -> Any:
    """A value with proxies instead of what stands for them; in a thread."""
    if isinstance(value, AsyncMember):
        return value._found()
    if isinstance(value, AsyncRun):
        return value._handle
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    return value


def _text(steps: tuple[Step, ...]) -> str:
    text = "rp"
    for step in steps:
        if isinstance(step, tuple):
            text += f"[{step[0]!r}]"
        else:
            text += f".{step if isinstance(step, str) else step.path}"
    return text
