"""Streams of frames: curves of an acquisition module, samples of the sampler. Qt thread only.

A client opens a stream under an identifier of its own choice and asks for one frame after
the other. To open one again, or to ask again for a frame, does no harm; so a client whose
connection broke may repeat what it asked for.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable
from typing import Any

from ..errors import LimitReached
from .curve_source import CurveSource
from .executor import QtExecutor
from .readers import Reader
from .sampling import Sampling, check_terms

_MOST_PER_SESSION = 50
_MOST_FRAMES = 1000
_IDLE_SECONDS = 60.0
"""A reader that does not ask for so long is forgotten (s); it opens the stream again then."""
_LONGEST_WAIT = 10.0
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Streams:
    """All streams of a board.

    Parameters
    ----------
    find : callable
        The module at a path.
    call : callable
        ``call(session, path, method)`` calls a method for a client, with all checks.
    check_reachable : callable
        Raises BoardUnreachable while the board is away.
    executor : QtExecutor
    loop : asyncio loop
    wait : callable
        ``wait(future, timeout)`` of :class:`~pyrpl_pyro.server.cooperative.Cooperation`.
    """

    def __init__(
        self,
        find: Callable[[str], Any],
        call: Callable[[str, str, str], None],
        check_reachable: Callable[[], None],
        executor: QtExecutor,
        loop: Any,
        wait: Callable[..., Any],
    ):
        self._find = find
        self._call = call
        self._check_reachable = check_reachable
        self._executor = executor
        self._loop = loop
        self._wait = wait
        self._curves: dict[int, CurveSource] = {}
        self._samplings: dict[tuple[Any, ...], Sampling] = {}
        self._readers: dict[tuple[str, str], tuple[Reader, Callable[[], None]]] = {}

    def connect(self, module: Any, path: str) -> None:
        """Curves of an acquisition module can be streamed from now on."""

        def call(session: str, method: str) -> None:
            self._call(session, path, method)

        self._curves[id(module)] = CurveSource(path, module, call)

    def claimed(self, module: Any) -> None:
        """A client asked for a continuous run of a module."""
        source = self._curves.get(id(module))
        if source is not None:
            source.claimed()

    def open(self, session: str, identifier: Any, path: str, terms: Any) -> dict[str, Any]:
        """Open a stream, or do nothing when the client has opened it already.

        Parameters
        ----------
        terms : dict
            ``buffer`` (frames), for the sampler ``signals`` (names) and ``rate`` (Hz), for
            others ``begun``, see :meth:`CurveSource.open`.

        Raises
        ------
        TypeError, ValueError
            The module has no stream, or not such a one.
        ModuleLeased
            It would have to be started, and somebody else has it.
        LimitReached
            The client has too many streams.
        """
        if not isinstance(identifier, str) or not _IDENTIFIER.fullmatch(identifier):
            raise ValueError("a stream is named by 1 to 64 letters, digits, _ and -")
        if not isinstance(terms, dict):
            raise TypeError("the terms of a stream are a dict")
        known = self._readers.get((session, identifier))
        if known is not None:
            return {}
        self._check_room(session)
        module = self._find(path)
        reader = Reader(session, _checked_buffer(terms.get("buffer")))
        source = self._curves.get(id(module))
        if source is not None:
            opened = source.open(reader, terms.get("begun") is True)
            close = functools.partial(source.close, reader)
        elif "signals" in terms and (signals := _signals_of(module)):
            opened, close = self._open_sampling(module, signals, reader, terms)
        else:
            name = getattr(module, "name", type(module).__name__)
            raise TypeError(
                f"{name} has no stream of this kind; scope, spectrumanalyzer and sampler have."
            )
        self._readers[session, identifier] = (reader, close)
        return opened

    def next(self, session: str, identifier: Any, after: int, timeout: float) -> list[Any] | None:
        """The next frame of a stream, see :meth:`Reader.next`; None for one that is not open."""
        known = self._readers.get((session, identifier))
        if known is None:
            return None
        reader = known[0]
        self._check_reachable()
        try:
            return reader.next(after, min(timeout, _LONGEST_WAIT), self._loop, self._wait)
        finally:
            if reader.ended:
                self.close(session, identifier)

    def close(self, session: str, identifier: Any) -> None:
        """End a stream; one that does not exist has ended."""
        known = self._readers.pop((session, identifier), None)
        if known is not None:
            known[1]()

    def drop_session(self, session: str) -> None:
        """End the streams of a client that has gone."""
        for owner, identifier in list(self._readers):
            if owner == session:
                self.close(owner, identifier)

    def look_around(self) -> None:
        """End what nobody asks for, and tell of runs that failed."""
        limit = time.monotonic() - _IDLE_SECONDS
        for (session, identifier), (reader, _close) in list(self._readers.items()):
            if reader.asked_at < limit and not reader.is_waited_for:
                self.close(session, identifier)
        for source in self._curves.values():
            source.look_around()

    def _open_sampling(
        self, module: Any, known: list[str], reader: Reader, terms: dict[str, Any]
    ) -> tuple[dict[str, Any], functools.partial[None]]:
        signals, rate = check_terms(terms["signals"], terms.get("rate"), known)
        key = (id(module), signals, rate)
        sampling = self._samplings.get(key)
        if sampling is None:
            sampling = self._samplings[key] = Sampling(module, signals, rate, self._executor)
        return sampling.open(reader), functools.partial(self._close_sampling, key, reader)

    def _close_sampling(self, key: tuple[Any, ...], reader: Reader) -> None:
        if self._samplings[key].close(reader):
            del self._samplings[key]

    def _check_room(self, session: str) -> None:
        count = sum(1 for owner, _identifier in self._readers if owner == session)
        if count >= _MOST_PER_SESSION:
            raise LimitReached(
                f"this client has {count} streams, as many as it may. End some: close(), or the "
                "end of a `with` block."
            )


def _signals_of(module: Any) -> list[str]:
    """The registers with a voltage that a module like PyRPL's sampler has."""
    from pyrpl.attributes import FloatRegister

    kind = type(module)
    if not hasattr(kind, "stats"):
        return []
    members = {name: value for base in kind.__mro__ for name, value in vars(base).items()}
    return [name for name, value in members.items() if isinstance(value, FloatRegister)]


def _checked_buffer(frames: Any) -> int:
    if isinstance(frames, bool) or not isinstance(frames, int):
        raise TypeError(f"buffer is a number of frames, not {frames!r}.")
    if not 1 <= frames <= _MOST_FRAMES:
        raise ValueError(f"buffer must be 1 to {_MOST_FRAMES} frames, not {frames}.")
    return frames
