"""The newest curve of each acquisition module, for clients that show it live. Qt thread only.

PyRPL announces each curve, of ``single()`` and of ``continuous()``, to its window. Here the
last one is kept with a number, and a client waits for one that is newer than what it has:
whoever is slow misses curves instead of lagging behind, and all that watch share one run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


class _Newest:
    def __init__(self) -> None:
        self.number = 0
        self.data: list[Any] = []
        self.waiting: set[asyncio.Future[None]] = set()

    def note(self, data: list[Any]) -> None:
        self.number += 1
        self.data = list(data)
        waiting, self.waiting = self.waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)


class Curves:
    """Numbers the curves that PyRPL's acquisition modules show.

    Parameters
    ----------
    loop : asyncio loop
        ``pyrpl.async_utils.LOOP``.
    wait : callable
        ``wait(future, timeout)`` of :class:`~pyrpl_pyro.server.cooperative.Cooperation`.
    """

    def __init__(self, loop: Any, wait: Callable[..., Any]):
        self._loop = loop
        self._wait = wait
        self._newest: dict[int, _Newest] = {}

    def connect(self, module: Any) -> None:
        """Listen to an acquisition module from now on."""
        newest = self._newest[id(module)] = _Newest()
        module._signal_launcher.display_curve.connect(newest.note)

    def next(self, module: Any, after: int, timeout: float) -> list[Any]:
        """Wait for a curve with a number above `after`; return ``[number, x, y]``.

        Parameters
        ----------
        module : AcquisitionModule
        after : int
            Number of the curve that the client has, 0 for none, -1 for the newest at
            present, so that the one returned was announced after the call.
        timeout : float
            Limit (s).

        Raises
        ------
        TypeError
            The module shows no curves.
        TimeoutError
            No new curve within `timeout`.
        """
        newest = self._newest.get(id(module))
        if newest is None:
            name = getattr(module, "name", type(module).__name__)
            raise TypeError(f"{name} shows no curves; scope and spectrumanalyzer do.")
        if after < 0 or after > newest.number:
            after = newest.number
        if newest.number <= after:
            future: asyncio.Future[None] = self._loop.create_future()
            newest.waiting.add(future)
            try:
                self._wait(future, timeout)
            finally:
                newest.waiting.discard(future)
        return [newest.number, *newest.data[:2]]
