"""Make the pictures of docs/notebooks.md: the shell, a display in a notebook, a plot, a bar.

Run ``python docs/make_interactive_pictures.py`` from anywhere; it takes some 30 s. It needs what
``python -m pip install ".[test]" pyte cairosvg`` installs.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHONPATH"] = str(ROOT)

import cairosvg  # noqa: E402
import pexpect  # noqa: E402
import pyte  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.style import Style  # noqa: E402
from rich.terminal_theme import DIMMED_MONOKAI  # noqa: E402
from rich.text import Text  # noqa: E402

import pyrpl_pyro  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 116, 46
SESSION = (
    "rp.asg0.setup(waveform='sin', frequency=1e3, output_direct='out1')",
    "rp.pid0",
    "rp.pid0.setpoint?",
)
SWEEP = (
    "import pyrpl_pyro; rp = pyrpl_pyro.launch(virtual=True); na = rp.networkanalyzer; "
    "na.setup(input='in1', output_direct='out1', amplitude=0.1, points=200, rbw=80, "
    "trace_average=1); na.single()"
)
CLEAR = "\x0c"
STYLE = """
body { font-family: sans-serif; font-size: 13px; }
th { border-bottom: 1px solid black; padding: 3px 10px; }
td { padding: 3px 10px; }
"""


class Terminal:
    """A program in a terminal, and what is on the screen."""

    def __init__(self, *arguments: str):
        quiet = {"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm-256color", "PAGER": "cat"}
        self.child = pexpect.spawn(
            sys.executable,
            list(arguments),
            env={**os.environ, **quiet, "IPYTHONDIR": tempfile.mkdtemp()},
            encoding="utf-8",
            timeout=60,
            dimensions=(HEIGHT, WIDTH),
        )
        self._screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.Stream(self._screen)

    def wait(self, pattern: str) -> None:
        """Let it print until a text comes."""
        self.child.expect(pattern)
        self._stream.feed(self.child.before + self.child.after)

    def rest(self, seconds: float = 1.5) -> None:
        """Let it print for some time."""
        try:
            self.child.expect("this is never printed", timeout=seconds)
        except pexpect.TIMEOUT:
            self._stream.feed(self.child.before)
            self.child.expect(r"(?s).*")

    def lines(self) -> list[Text]:
        """The screen in its colours, without empty lines at the end."""
        lines = [Text() for _ in range(HEIGHT)]
        for y, line in enumerate(lines):
            row = self._screen.buffer[y]
            for x in range(len(self._screen.display[y].rstrip())):
                line.append(row[x].data, _style(row[x]))
        while lines and not lines[-1].plain:
            lines.pop()
        return lines

    def close(self) -> None:
        """End the program."""
        self.child.sendintr()
        self.child.close(force=True)


def _style(cell: Any) -> Style:
    return Style(
        color=_colour(cell.fg), bgcolor=_colour(cell.bg), bold=cell.bold, reverse=cell.reverse
    )


def _colour(name: str) -> str | None:
    colour = name if name != "default" else None
    if colour and len(colour) == 6 and all(digit in "0123456789abcdef" for digit in colour):
        colour = f"#{colour}"
    if colour and colour.startswith("bright"):
        colour = f"bright_{colour.removeprefix('bright')}"
    return (colour or "").replace("brown", "yellow") or None


def save(lines: list[Text], name: str, title: str) -> None:
    """A picture of lines in a terminal."""
    with open(os.devnull, "w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        for line in lines:
            console.print(line, no_wrap=True, crop=True)
        svg = console.export_svg(title=title, theme=DIMMED_MONOKAI)
    # The font that rich names comes from the web.
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    file = PICTURES / f"{name}.png"
    cairosvg.svg2png(bytestring=svg.encode(), write_to=str(file), output_width=1100)
    print(file)


def picture_of_shell() -> None:
    """The shell with its banner, a table and an explanation."""
    terminal = Terminal("-m", "pyrpl_pyro", "shell", "--virtual")
    terminal.wait(r"In \[")
    terminal.rest()
    for line in SESSION:
        terminal.child.send(line + "\r")
        terminal.rest()
    save(terminal.lines(), "shell", "pyrpl-pyro shell --virtual")
    terminal.child.send(CLEAR + "rp.scope.trigger_source = '")
    terminal.rest()
    terminal.child.send("\t")
    terminal.rest()
    save(terminal.lines(), "shell_completion", "the options of an attribute")
    terminal.close()


def picture_of_bar() -> None:
    """The bar of a sweep."""
    terminal = Terminal("-W", "ignore", "-c", SWEEP)
    for _ in range(3):
        terminal.wait(r"networkanalyzer.single[^\r]*\]")
    save(terminal.lines()[-1:], "progress", "a sweep")
    terminal.close()


def picture_of_display(rp: Any) -> None:
    """A module in a notebook, as its HTML is shown."""
    from PyQt6.QtGui import QPixmap
    from PyQt6.QtWidgets import QApplication, QTextBrowser

    application = QApplication.instance() or QApplication([])
    browser = QTextBrowser()
    browser.document().setDefaultStyleSheet(STYLE)
    browser.setHtml(rp.asg0._repr_html_())
    browser.resize(900, 100)
    browser.setVerticalScrollBarPolicy(browser.verticalScrollBarPolicy().ScrollBarAlwaysOff)
    browser.setFrameShape(browser.Shape.NoFrame)
    browser.show()
    application.processEvents()
    browser.resize(900, int(browser.document().size().height()) + 8)
    application.processEvents()
    picture: QPixmap = browser.grab()
    picture.save(str(PICTURES / "notebook_table.png"))
    print(PICTURES / "notebook_table.png")


def picture_of_plot(rp: Any) -> None:
    """Both channels of the scope."""
    rp.asg0.setup(waveform="sin", frequency=1e3, amplitude=0.5, trigger_source="immediately")
    rp.asg1.setup(waveform="ramp", frequency=2e3, amplitude=0.3, trigger_source="immediately")
    rp.scope.setup(
        input1="asg0", input2="asg1", duration=4e-3, trigger_source="asg0", rolling_mode=False
    )
    rp.scope.single(timeout=10)
    rp.scope.plot(file=PICTURES / "notebook_plot.png")
    print(PICTURES / "notebook_plot.png")


def main() -> None:
    """Make all pictures."""
    import warnings

    warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
    with pyrpl_pyro.launch(virtual=True, board="bench1") as rp:
        picture_of_plot(rp)
        picture_of_display(rp)
    picture_of_shell()
    picture_of_bar()


if __name__ == "__main__":
    main()
