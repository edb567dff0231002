"""Everything at once on one board for two minutes: run by test_everything_at_once."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

import psutil
import pytest
from pymodaq.utils.data import DataActuator

import pyrpl_pyro
from pyrpl_pyro import Board
from tests.plugins.headless.driving import Move, Viewer, Waiting, run_for

SECONDS = 120.0
WARM_UP = 20.0
LIMIT_MEGABYTES = 15.0


class Notebook(threading.Thread):
    """Another client of the board, that reads and sets things all the time."""

    def __init__(self, address: str):
        super().__init__(daemon=True)
        self._address = address
        self.end = threading.Event()
        self.error: BaseException | None = None
        self.rounds = 0

    def run(self) -> None:
        try:
            with pyrpl_pyro.connect(self._address) as rp:
                while not self.end.wait(0.05):
                    rp.pid1.setpoint = 0.001 * (self.rounds % 100)
                    assert rp.sampler.in1 is not None
                    rp.pid1.ival = 0.1
                    self.rounds += 1
        except BaseException as error:
            self.error = error


@pytest.mark.timeout(SECONDS + 60)
def test_together(
    rp: Board, make_viewer: Callable[..., Viewer], make_move: Callable[..., Move]
) -> None:
    rp.asg0.setup(waveform="sin", frequency=1e4, amplitude=0.5, trigger_source="immediately")
    rp.scope.setup(
        input1="asg0", duration=8e-3, trigger_source="ch1_positive_edge", rolling_mode=False
    )
    scope, lock_in = make_viewer("PyRPLScope"), make_viewer("PyRPLIQ", "0D")
    move = make_move("PyRPLPID")
    counts = {"scope": 0, "lock-in": 0}
    for name, viewer in (("scope", scope), ("lock-in", lock_in)):
        viewer.module.grab_done_signal.connect(
            lambda data, name=name: counts.__setitem__(name, counts[name] + 1)
        )
        viewer.module.grab()
    notebook = Notebook(pyrpl_pyro.uri_of(rp))
    notebook.start()
    here, server = psutil.Process(), psutil.Process(rp.info().pid)
    memory: list[tuple[float, float]] = []
    moves: list[float] = []
    start = time.monotonic()
    while (now := time.monotonic() - start) < SECONDS:
        value = 0.1 + 0.001 * (len(moves) % 100)
        with Waiting(move.module.move_done_signal, 5.0) as waiting:
            move.module.move_abs(DataActuator(data=value, units="V"))
        moves.append(waiting.seconds)
        run_for(0.2)
        if now > WARM_UP and len(moves) % 25 == 0:
            gc.collect()
            memory.append((here.memory_info().rss, server.memory_info().rss))
    notebook.end.set()
    notebook.join(5)
    for viewer in (scope, lock_in):
        viewer.module.stop_grab()
    run_for(0.5)
    assert notebook.error is None
    assert notebook.rounds > 5 * SECONDS
    grown = [(last - first) / 1e6 for first, last in zip(memory[0], memory[-1], strict=True)]
    print(f"moves {len(moves)}, longest {max(moves):.3f} s, curves {counts}, grown {grown} MB")
    # A busy computer may hold up one of a hundred.
    assert sorted(moves)[int(0.99 * len(moves))] < 0.3
    assert counts["scope"] > 5 * SECONDS
    assert counts["lock-in"] > 2 * SECONDS
    assert max(grown) < LIMIT_MEGABYTES
    for driven in (scope, lock_in, move):
        problems = [text for text in driven.said if "server of board" in text or "rror" in text]
        assert problems == []
