"""A bar for calls that take long, in a terminal and in Jupyter.

The server says how far a call is each time that it answers "not done yet". Nothing is shown
for calls of less than a second, in other threads than the main one, when standard error is
neither a terminal nor Jupyter's, and when tqdm is not installed.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable
from typing import Any

from ..wire.protocol import HOLD_SECONDS

_switch = {"on": True}

_WITH_COUNT = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]"
_WITHOUT_COUNT = "{desc} [{elapsed}]"


def progress(on: bool) -> None:
    """Show bars for long calls in this program, or not; on at first.

    The setting ``client.progress`` (or the environment variable
    ``PYRPL_PYRO_CLIENT_PROGRESS=off``) switches them off for good.
    """
    _switch["on"] = bool(on)


def wanted(setting: bool) -> bool:
    """Whether bars are shown here and now."""
    if not (setting and _switch["on"]) or sys.stderr is None:
        return False
    if threading.current_thread() is not threading.main_thread():
        return False
    if not (sys.stderr.isatty() or _in_jupyter()):
        return False
    return importlib.util.find_spec("tqdm") is not None


class Bar:
    """The bar of one call; appears with the first :meth:`show`, vanishes with :meth:`close`.

    Parameters
    ----------
    started : float
        For how long the call has been going on (s).
    """

    def __init__(self, started: float = HOLD_SECONDS):
        self._started = started
        self._bar: Any = None

    def show(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done, and how much of it is done; total 0 is not known."""
        if self._bar is None:
            from tqdm.std import tqdm

            # With a delay it does not appear before it knows what to say.
            self._bar = tqdm(file=sys.stderr, leave=False, dynamic_ncols=True, delay=1e-9)
            self._bar.start_t -= self._started
        bar = self._bar
        bar.total = total or None
        bar.bar_format = _WITH_COUNT if total else _WITHOUT_COUNT
        bar.n = min(done, total)
        bar.set_description_str(text, refresh=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def for_call(setting: bool) -> tuple[Callable[[list[Any]], None], Callable[[], None]]:
    """What to call with each "not done yet" of the server, and at the end."""
    if not wanted(setting):
        return (lambda reply: None), (lambda: None)
    bar = Bar()

    def tell(reply: list[Any]) -> None:
        if len(reply) > 1 and reply[1]:
            bar.show(*reply[1])

    return tell, bar.close


def for_start(setting: bool) -> tuple[Callable[[str], None], Callable[[], None]]:
    """What to call with each step of the start of a server, and at the end."""
    if not wanted(setting):
        return (lambda text: None), (lambda: None)
    bar = Bar(0.0)
    return bar.show, bar.close


def _in_jupyter() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"
