"""Make the pictures of docs/virtual-board.md: what PyRPL measures there, with theory.

Run ``python docs/make_pictures.py [NAME...]`` from anywhere; it takes some 20 s. The measurements
are those of tests/plants/instruments.py, which the tests compare with the same theory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

import pyrpl_pyro  # noqa: E402
from pyrpl_pyro.cli import demo_cavity  # noqa: E402
from tests.plants import instruments, theory  # noqa: E402
from tests.plants.bench import Bench  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
COLOURS = "tab:blue", "tab:orange", "tab:green"
DOT = {"linestyle": "none", "marker": "o", "markersize": 3}
LINE = {"color": "0.3", "linewidth": 1, "zorder": 1}
#: Frequencies of the lines.
POINTS = 600

Draw = Callable[[Bench, Figure], None]
DRAWINGS: dict[str, Draw] = {}


def drawing(draw: Draw) -> Draw:
    """Register the function that draws the picture of its name."""
    DRAWINGS[draw.__name__] = draw
    return draw


def bode(
    figure: Figure,
    title: str,
    measured: tuple[np.ndarray, np.ndarray],
    line: tuple[np.ndarray, np.ndarray],
    line_name: str = "theory",
) -> None:
    """Magnitude and phase of a measured transfer function, with theory as a line."""
    magnitude, phase = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    for frequencies, transfer, style, name in (
        (*line, LINE, line_name),
        (*measured, {**DOT, "color": COLOURS[0]}, "PyRPL's network analyser"),
    ):
        magnitude.loglog(frequencies, abs(transfer), label=name, **style)
        phase.semilogx(frequencies, np.angle(transfer, deg=True), **style)
    magnitude.set(title=title, ylabel="magnitude (V/V)")
    phase.set(xlabel="frequency (Hz)", ylabel="phase (deg)", yticks=range(-180, 181, 90))
    magnitude.legend(fontsize="small")
    for axes in (magnitude, phase):
        axes.grid(alpha=0.3)


def network(name: str, title: str) -> None:
    """Register the picture of a measurement with the network analyser."""

    def draw(board: Bench, figure: Figure) -> None:
        frequencies, transfer = getattr(instruments, name)(board)
        dense = np.geomspace(frequencies[0], frequencies[-1], POINTS)
        bode(figure, title, (frequencies, transfer), (dense, getattr(theory, name)(dense)))

    DRAWINGS[name] = draw


network("low_pass", "low_pass: 50 kHz, third order, gain 0.8")
network("band_pass", "band_pass: 20 kHz about 100 kHz, order 2")
network("resonance", "resonance: 30 kHz, quality 20, crosstalk 0.01")
network("interferometer", "interferometer: small signals at half fringe, piezo at 20 kHz")
network("beat_note", "beat_note: its phase, demodulated by iq0, slowly locked")
network("thermal", "thermal: from pwm0 to in1, time constants 5 ms and 1 ms")


@drawing
def iir(board: Bench, figure: Figure) -> None:
    """The designed response as PyRPL shows it, with what its model leaves out."""
    frequencies, transfer, design = instruments.iir(board)
    line = frequencies, theory.iir(frequencies, design)
    bode(figure, "iir: two notches and a resonance", (frequencies, transfer), line, "design")


@drawing
def noise(board: Bench, figure: Figure) -> None:
    """Density of white and 1/f noise."""
    axes = figure.subplots()
    frequencies, density, _ = instruments.white_noise(board)
    shown = slice(3, None, 4)
    dots = {**DOT, "markersize": 1}
    axes.loglog(
        frequencies[shown],
        np.sqrt(density[shown]) * 1e6,
        **{**dots, "color": COLOURS[0], "label": "white, 1 uV/sqrt(Hz)"},
    )
    # What PyRPL's correction of the scope's average makes of a flat density.
    flat = 1 / np.sqrt(theory.boxcar(frequencies, 125e6 / 64))
    line = {**LINE, "zorder": 3}
    axes.loglog(frequencies[1:], flat[1:], **line, label="theory")
    frequencies, density = instruments.flicker_noise(board)
    axes.loglog(
        frequencies[shown],
        np.sqrt(density[shown]) * 1e6,
        **{**dots, "color": COLOURS[1], "label": "1/f, 1 mV/sqrt(Hz) at 1 Hz"},
    )
    axes.loglog(frequencies[2:], 1e3 / np.sqrt(frequencies[2:]), **line)
    axes.set(
        title="PyRPL's spectrum analyser sees the added noise",
        xlabel="frequency (Hz)",
        ylabel="density of in1 (uV/sqrt(Hz))",
        xlim=(20, 1e6),
    )
    axes.legend(fontsize="small", markerscale=4)
    axes.grid(alpha=0.3)


@drawing
def modulation(board: Bench, figure: Figure) -> None:
    """The field of a modulated carrier in the plane of both quadratures."""
    axes = figure.subplots()
    size, carrier = theory.sideband(), 0.25
    angle = np.linspace(0, 2 * np.pi, 200)
    theories = (
        (carrier + size * np.cos(angle), 0 * angle),
        (carrier + 0 * angle, size * np.cos(angle)),
        (carrier + size * np.cos(angle), size * np.sin(angle)),
    )
    results = instruments.modulation(board).items()
    for (kind, result), line, colour in zip(results, theories, COLOURS, strict=True):
        _, _, in_phase, quadrature = result
        axes.plot(*line, **LINE)
        shown = slice(1, None, 60)
        axes.plot(in_phase[shown], quadrature[shown], color=colour, label=kind, **DOT)
    axes.set(
        title="A carrier of 7 MHz, modulated at 20 kHz by iq0, demodulated by iq2",
        xlabel="in phase (V)",
        ylabel="quadrature (V)",
        aspect="equal",
        xlim=(0, 0.45),
    )
    axes.legend(fontsize="small", loc="upper left")
    axes.grid(alpha=0.3)


@drawing
def cavity_lock(_: Bench, figure: Figure) -> None:
    """What ``pyrpl-pyro demo --cavity`` records, on a board of its own."""
    with pyrpl_pyro.launch(virtual=True, plant="cavity") as rp:
        lockbox = demo_cavity.set_up_lockbox(rp, rp.virtual.plant)
        lockbox.calibrate_all()
        traces = demo_cavity.record(rp, lockbox, print)
    figure.set_size_inches(6.4, 7.0)
    for axes, panel in zip(figure.subplots(3, 1), demo_cavity.draw(traces).panels, strict=True):
        for label, curve in panel.curves.items():
            axes.plot(panel.x, curve, label=label, linewidth=0.8)
        axes.set(xlabel=panel.x_label, ylabel=panel.y_label)
        axes.grid(alpha=0.3)
    figure.suptitle("PyRPL's lockbox locks a virtual cavity", fontsize="medium")
    figure.axes[0].legend(fontsize="small", loc="upper right")


def main(names: list[str]) -> None:
    """Make the pictures `names`, or all."""
    unknown = set(names) - set(DRAWINGS)
    if unknown:
        raise SystemExit(f"no picture {', '.join(unknown)}; there are {', '.join(DRAWINGS)}")
    PICTURES.mkdir(exist_ok=True)
    board = Bench()
    for name in names or DRAWINGS:
        figure = Figure(figsize=(6.4, 4.2), layout="constrained")
        DRAWINGS[name](board, figure)
        figure.savefig(PICTURES / f"{name}.png", dpi=90)
        print(PICTURES / f"{name}.png")
    board.close()


if __name__ == "__main__":
    main(sys.argv[1:])
