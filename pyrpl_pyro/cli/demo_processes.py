"""The processes that every demo starts: a name server and a server of a virtual board."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import threading
import time

from ..errors import StartError
from .child import Child

BOARD = "demo"
_SECURITY = ("PYRPL_PYRO_SECURITY_DIRECTORY", "PYRPL_PYRO_SECURITY_TOKEN_FILE")
START_SECONDS = 180.0
"""How long a process may take to start (s); the first on a machine compiles the board."""


class DemoProcesses:
    """Starts the processes, says what happens, and ends them with `stack`."""

    def __init__(self, stack: contextlib.ExitStack, plant: str = "loopback"):
        # All of it is on this computer, whatever the user's settings ask for elsewhere.
        os.environ.update(dict.fromkeys(_SECURITY, ""))
        self._stack = stack
        self._plant = plant
        self._started = time.monotonic()

    def start(self) -> tuple[str, str]:
        """Start all; returns the name server's address and a folder for files."""
        folder = self._stack.enter_context(
            tempfile.TemporaryDirectory(prefix="pyrpl_pyro_demo_", ignore_cleanup_errors=True)
        )
        self.say("starting a name server")
        address = self._start_name_server()
        self.say(f"name server ready at {address}")
        self.say(f"starting a server for a virtual board named {BOARD!r}")
        threading.Thread(target=_load_plotting, name="load plotting", daemon=True).start()
        self._start_board(address, folder)
        return address, folder

    def tell_how_to_connect(self, address: str) -> None:
        """Print what a user can type meanwhile."""
        self.say("connect to it while it runs:")
        print(f'    rp = pyrpl_pyro.connect("{BOARD}", nameserver="{address}")      # in Python')
        print(f"    pyrpl-pyro list --nameserver {address}                 # in a terminal")

    def finish(self, keep: bool) -> None:
        """End all, with `keep` after Ctrl-C."""
        if keep:
            self.say("running until Ctrl-C")
            self._wait()
        self.say("stopping the server and the name server")
        self._stack.close()
        self.say("done")

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self._started:5.1f} s] {text}", flush=True)

    def _start(
        self, name: str, arguments: list[str], environment: dict[str, str] | None = None
    ) -> Child:
        child = Child(
            name,
            ["pyrpl_pyro", *arguments, "--parent-pid", str(os.getpid())],
            environment,
        )
        self._stack.callback(child.end)
        return child

    def _start_name_server(self) -> str:
        child = self._start(
            "the name server",
            ["nameserver", "--host", "127.0.0.1", "--port", "0", "--storage", "memory",
             "--no-broadcast"],
        )  # fmt: skip
        for line in child.lines(START_SECONDS):
            match = re.search(r"ready at (\S+)", line)
            if match:
                return match[1]
        raise child.failure()

    def _start_board(self, address: str, folder: str) -> None:
        child = self._start(
            "the server",
            ["serve", "--virtual", "--plant", self._plant, "--board", BOARD, "--config", "",
             "--nameserver", address, "--no-broadcast", "--host", "127.0.0.1", "--port", "0",
             "--announce"],
            {"PYRPL_USER_DIR": folder},
        )  # fmt: skip
        for line in child.lines(START_SECONDS):
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue
            if event["event"] == "failed":
                raise StartError(event["text"])
            self.say(f"  {event['text']}")
            if event["event"] == "ready":
                return
        raise child.failure()

    @staticmethod
    def _wait() -> None:
        stopped = threading.Event()
        with contextlib.suppress(KeyboardInterrupt):
            while not stopped.wait(0.5):
                pass


def _load_plotting() -> None:
    """Import what takes long while there is nothing else to do; the import shows its errors."""
    with contextlib.suppress(ImportError):
        import plotext  # noqa: F401
        from matplotlib.backends import backend_agg  # noqa: F401
