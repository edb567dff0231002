"""Start a private server process for this program."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable
from typing import IO, Any

import Pyro5.core

from ..errors import SettingsError, StartError
from .board import Board
from .connecting import Where, connect_privately
from .link import private_servers
from .progress_bar import for_start

_STOP_SECONDS = 6.0
_OUTPUT_SHOWN = 2000
_numbers = itertools.count(1)


def launch(
    *,
    virtual: bool = False,
    hostname: str | None = None,
    plant: str | dict[str, Any] | None = None,
    plant_file: str | os.PathLike[str] | None = None,
    board: str | None = None,
    gui: bool = False,
    config: str | None = None,
    timeout: float = 60.0,
    progress: Callable[[str], None] | None = None,
    **options: Any,
) -> Board:
    """Start a server process that belongs to this program, and connect to it.

    It ends with the ``with`` block or :meth:`Board.close`, with this program, and also
    when this program is killed. It is not registered with a name server.

    Parameters
    ----------
    virtual : bool
        Use the virtual Red Pitaya.
    hostname : str, optional
        Host name or address of a real one.
    plant : str or dict, optional
        What is connected to the virtual one: a name such as "none" or "loopback" (cables from
        each output to the input with the same number, which is the default), a text with
        parameters as in "loopback:gain=0.5,white=1e-7", or a dict with "name" and parameters.
    plant_file : path, optional
        Python file with plants of your own, which can be chosen by name then.
    board : str, optional
        Name of the board in messages.
    gui : bool
        Show PyRPL's own window.
    config : str, optional
        Name of PyRPL's configuration; default: none is kept for a virtual board, the
        board's name for a real one.
    timeout : float
        Limit for each step of the start (s), as the first one on a machine compiles the virtual
        board.
    progress : callable, optional
        Called with a line of text for each step of the start; default: they are shown in a
        terminal and in Jupyter, see :func:`pyrpl_pyro.progress`.
    **options
        Further fields of :class:`pyrpl_pyro.server.options.ServerOptions`.

    Raises
    ------
    StartError
        The server did not start; the message says why.
    """
    if virtual == (hostname is not None):
        raise SettingsError("launch() takes either virtual=True or hostname=..., one of the two.")
    if plant is not None and not virtual:
        raise SettingsError("launch() takes plant=... only with virtual=True.")
    if not isinstance(plant, (str, dict, type(None))):
        raise SettingsError(
            f"plant={plant!r} is wrong: expected a text NAME or NAME:KEY=VALUE,..., or a dict "
            'with "name" and parameters (describe() of a plant gives one).'
        )
    if plant_file is not None and not virtual:
        raise SettingsError("launch() takes plant_file=... only with virtual=True.")
    name = board or f"private{os.getpid()}-{next(_numbers)}"
    given = {
        "board": name,
        "virtual": virtual,
        "hostname": hostname,
        "gui": gui,
        "config": "" if virtual and config is None else config,
        "use_nameserver": False,
        "announce": True,
        "log_level": "WARNING",
        "parent_pid": os.getpid(),
        **({} if plant is None else {"plant": plant}),
        **({} if plant_file is None else {"plant_file": os.fspath(plant_file)}),
        **options,
    }
    server = _PrivateServer(given)
    tell, end = (progress, lambda: None) if progress is not None else for_start(Where.of().progress)
    try:
        uri = server.wait_until_ready(timeout, tell)
        server.note_address(uri)
        made = connect_privately(uri)
    except BaseException:
        server.stop()
        raise
    finally:
        end()
    object.__setattr__(made, "_ended", server.stop)
    weakref.finalize(made, server.stop)
    return made


class _PrivateServer:
    def __init__(self, options: dict[str, Any]):
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pyrpl_pyro.server", json.dumps(options, default=_plain)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            **_apart_from_the_terminal(),
        )
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        assert self._process.stdout is not None
        self._address = ""
        # A forked process must not ask the system for the end of a process that is not its child.
        self._output_ended = threading.Event()
        reader = threading.Thread(
            target=_read_events,
            args=(self._process.stdout, self._events, self._output_ended),
            daemon=True,
        )
        reader.start()

    def wait_until_ready(self, timeout: float, progress: Callable[[str], None]) -> str:
        last = "starting"
        while True:
            try:
                event = self._events.get(timeout=timeout)
            except queue.Empty:
                raise StartError(
                    f"the server did not get on with its start within {timeout:g} s; the last it "
                    f"said was: {last}. {self._output()}"
                ) from None
            if event is None:
                raise StartError(f"the server ended while it started. {self._output()}")
            if event.get("event") == "ready":
                return str(event["uri"])
            if event.get("event") == "failed":
                raise StartError(str(event["text"]))
            last = str(event.get("text", last))
            progress(last)

    def note_address(self, uri: str) -> None:
        """Let connections to it know when it has ended for good."""
        self._address = Pyro5.core.URI(uri).location or ""
        private_servers[self._address] = self._output_ended.is_set

    def stop(self) -> None:
        """Close the lifeline; the server shuts down in order, or is killed."""
        private_servers.pop(self._address, None)
        process = self._process
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP_SECONDS)
        self._log.close()

    def _output(self) -> str:
        self._log.seek(0)
        text = self._log.read().decode(errors="replace").strip()
        return f"Its output:\n{text[-_OUTPUT_SHOWN:]}" if text else "It printed nothing."


def _read_events(
    stream: IO[bytes], events: queue.Queue[dict[str, Any] | None], ended: threading.Event
) -> None:
    with stream:
        for line in stream:
            # PyRPL and Qt may print lines of their own.
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict):
                    events.put(event)
    ended.set()
    events.put(None)


def _plain(value: Any) -> Any:
    # Numbers of numpy, and paths.
    if hasattr(value, "item"):
        return value.item()
    return os.fspath(value)


def _apart_from_the_terminal() -> dict[str, Any]:
    # Ctrl-C in the terminal is meant for this program, not for its server.
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
