"""``pyrpl-pyro demo``."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from ..errors import PyrplError, StartError
from .child import Child
from .common import Common, command

BOARD = "demo"
TOLERANCE = 0.01
_START_SECONDS = 180.0
_CLIENT_SECONDS = 20.0


class WrongSignal(PyrplError):
    """The demo acquired another signal than it generated."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""

    @command(app, "demo", shared=("traceback",))
    def demo(
        common: Common,
        output: Annotated[
            Path, typer.Option(metavar="FILE", help="Where to save the plot.")
        ] = Path("pyrpl_pyro_demo.png"),
        keep: Annotated[
            bool, typer.Option("--keep", help="Leave everything running until Ctrl-C.")
        ] = False,
    ) -> None:
        """Show it all on a virtual board, without hardware."""
        with _end_at_signal(), contextlib.ExitStack() as stack:
            Demo(stack, output).run(keep)


class Demo:
    """Starts the processes, and says what happens."""

    def __init__(self, stack: contextlib.ExitStack, output: Path):
        self._stack = stack
        self._output = output
        self._started = time.monotonic()

    def run(self, keep: bool) -> None:
        """Do the whole demo."""
        folder = self._stack.enter_context(
            tempfile.TemporaryDirectory(prefix="pyrpl_pyro_demo_", ignore_cleanup_errors=True)
        )
        self._say("starting a name server")
        address = self._start_name_server()
        self._say(f"name server ready at {address}")
        self._say(f"starting a server for a virtual board named {BOARD!r}")
        threading.Thread(target=_load_plotting, name="load plotting", daemon=True).start()
        self._start_board(address, folder)
        self._say("client 1 generates a sine of 1 kHz and 0.5 V with asg0")
        self._run_client("client 1", "generate", address, BOARD)
        self._say("client 2 acquires it with scope")
        file = os.path.join(folder, "trace.npy")
        self._run_client("client 2", "acquire", address, BOARD, file)
        self._show(file)
        self._say("connect to it while it runs:")
        print(f'    rp = pyrpl_pyro.connect("{BOARD}", nameserver="{address}")      # in Python')
        print(f"    pyrpl-pyro list --nameserver {address}                 # in a terminal")
        if keep:
            self._say("running until Ctrl-C")
            self._wait()
        self._say("stopping the server and the name server")
        self._stack.close()
        self._say("done")

    def _say(self, text: str) -> None:
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
        for line in child.lines(_START_SECONDS):
            match = re.search(r"ready at (\S+)", line)
            if match:
                return match[1]
        raise child.failure()

    def _start_board(self, address: str, folder: str) -> None:
        child = self._start(
            "the server",
            ["serve", "--virtual", "--board", BOARD, "--config", "", "--nameserver", address,
             "--no-broadcast", "--host", "127.0.0.1", "--port", "0", "--announce"],
            {"PYRPL_USER_DIR": folder},
        )  # fmt: skip
        for line in child.lines(_START_SECONDS):
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue
            if event["event"] == "failed":
                raise StartError(event["text"])
            self._say(f"  {event['text']}")
            if event["event"] == "ready":
                return
        raise child.failure()

    def _run_client(self, name: str, *arguments: str) -> None:
        child = Child(name, ["pyrpl_pyro.cli.demo_client", *arguments])
        try:
            for line in child.lines(_CLIENT_SECONDS):
                self._say(f"  {name}: {line}")
            if child.process.wait(_CLIENT_SECONDS):
                raise child.failure()
        finally:
            child.end()

    def _show(self, file: str) -> None:
        import numpy as np

        from .. import plotting
        from .demo_client import AMPLITUDE, FREQUENCY
        from .sine_fit import fit_sine

        t, ch1, _ = np.load(file)
        factor, unit = 1e3, "ms"
        drawing = plotting.Drawing(
            "asg0 acquired with scope on the virtual board",
            [plotting.Panel(t * factor, f"time ({unit})", "voltage (V)", {"ch1: asg0": ch1})],
        )
        print(plotting.to_terminal(drawing))
        plotting.save(drawing, self._output)
        self._say(f"plot saved to {self._output}")
        sine = fit_sine(t, ch1)
        self._say(
            f"the acquired sine has {sine.frequency:.2f} Hz and {sine.amplitude:.4f} V amplitude"
        )
        for name, value, expected, unit in (
            ("frequency", sine.frequency, FREQUENCY, "Hz"),
            ("amplitude", sine.amplitude, AMPLITUDE, "V"),
        ):
            if not abs(value - expected) <= TOLERANCE * expected:
                raise WrongSignal(
                    f"the {name} of the acquired sine is {value:g} {unit}, more than 1 % off the "
                    f"{expected:g} {unit} that were generated"
                )

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


@contextlib.contextmanager
def _end_at_signal() -> Iterator[None]:
    """Clean up at SIGTERM too, as Python does at SIGINT."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
