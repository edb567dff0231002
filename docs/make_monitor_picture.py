"""Make docs/pictures/monitor.png: ``pyrpl-pyro monitor`` of a virtual board that works.

Run ``python docs/make_monitor_picture.py`` from anywhere; it takes some 10 s and needs cairosvg
(``python -m pip install cairosvg``).
"""

from __future__ import annotations

import html
import io
import re
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import cairosvg  # noqa: E402
from rich.console import Console  # noqa: E402

import pyrpl_pyro  # noqa: E402
from pyrpl_pyro.cli.monitor_reading import Reader  # noqa: E402
from pyrpl_pyro.cli.monitor_view import Page  # noqa: E402

PICTURE = ROOT / "docs" / "pictures" / "monitor.png"
WIDTH, HEIGHT = 100, 36
#: Height of a line in rich's drawing (pixels).
CELL = 24.4
#: Column and row of each dot of a character of Braille, by its bit.
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))


def _with_dots(svg: str) -> str:
    """Characters of Braille, which few monospaced fonts have, as the dots that they are."""
    return re.sub(
        r'<text [^>]*? x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)</text>',
        _drawn,
        svg,
    )


def _drawn(match: re.Match[str]) -> str:
    text = html.unescape(match[4])
    if not any(_is_braille(character) for character in text):
        return match[0]
    left, baseline = float(match[1]), float(match[2])
    width = float(match[3]) / len(text)
    top, height = baseline - CELL * 0.8, CELL
    circles = [
        f'<circle cx="{left + width * (place + (0.25, 0.75)[column]):.1f}" '
        f'cy="{top + height * (row + 0.5) / 4:.1f}" r="1.6" fill="#5fafff"/>'
        for place, character in enumerate(text)
        if _is_braille(character)
        for bit, (column, row) in enumerate(DOTS)
        if ord(character) >> bit & 1
    ]
    rest = "".join("&#160;" if _is_braille(c) else html.escape(c) for c in text)
    return match[0].replace(f">{match[4]}<", f">{rest}<") + "".join(circles)


def _is_braille(character: str) -> bool:
    return 0x2800 <= ord(character) <= 0x28FF


def main() -> None:
    """Let a board work, and draw the monitor's page of it."""
    warnings.simplefilter("ignore", pyrpl_pyro.ValueAdjustedWarning)
    with pyrpl_pyro.launch(virtual=True, board="bench1") as rp:
        rp.asg0.setup(
            waveform="sin",
            frequency=1e3,
            amplitude=0.4,
            output_direct="out1",
            trigger_source="immediately",
        )
        rp.pid0.setup(input="in1", setpoint=0.1, p=0.05, output_direct="out2")
        rp.pid1.setup(input="in2", i=10)
        rp.scope.setup(
            input1="in1", input2="out2", duration=4e-3, trigger_source="asg0", rolling_mode=False
        )
        rp.scope.continuous()
        rp.pid1.ival = 3.5
        with rp.lease("pid0", reason="locks the cavity"):
            reader = Reader(rp)
            deadline = time.monotonic() + 10
            while not (found := reader.read()).trace or not found.trace.curves:
                if time.monotonic() > deadline:
                    raise SystemExit("the scope gives no curve")
                time.sleep(0.2)
    console = Console(
        record=True, file=io.StringIO(), width=WIDTH, height=HEIGHT, force_terminal=True
    )
    console.print(Page(found, "bench1"))
    svg = console.export_svg(title="pyrpl-pyro monitor bench1")
    # Without a network the font that rich names cannot be fetched.
    svg = _with_dots(svg.replace("Fira Code", "DejaVu Sans Mono"))
    cairosvg.svg2png(bytestring=svg.encode(), write_to=str(PICTURE), output_width=1100)
    print(PICTURE)


if __name__ == "__main__":
    main()
