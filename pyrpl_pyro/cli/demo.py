"""``pyrpl-pyro demo``."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from ..errors import PyrplError
from .child import Child
from .common import Common, command
from .demo_processes import BOARD, DemoProcesses

TOLERANCE = 0.01
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
        cavity: Annotated[
            bool, typer.Option("--cavity", help="Lock a simulated Fabry-Perot cavity.")
        ] = False,
    ) -> None:
        """Show it all on a virtual board, without hardware."""
        with _end_at_signal(), contextlib.ExitStack() as stack:
            if cavity:
                from .demo_cavity import CavityDemo

                CavityDemo(stack, output).run(keep)
            else:
                Demo(stack, output).run(keep)


class Demo:
    """A sine that one client generates and another acquires."""

    def __init__(self, stack: contextlib.ExitStack, output: Path):
        self._processes = DemoProcesses(stack)
        self._say = self._processes.say
        self._output = output

    def run(self, keep: bool) -> None:
        """Do the whole demo."""
        address, folder = self._processes.start()
        self._say("client 1 generates a sine of 1 kHz and 0.5 V with asg0")
        self._run_client("client 1", "generate", address, BOARD)
        self._say("client 2 acquires it with scope")
        file = os.path.join(folder, "trace.npy")
        self._run_client("client 2", "acquire", address, BOARD, file)
        self._show(file)
        self._processes.tell_how_to_connect(address)
        self._processes.finish(keep)

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
