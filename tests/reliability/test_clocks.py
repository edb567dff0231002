"""The time of day is set while a server runs: no limit may depend on it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

import pyrpl_pyro

from ..conftest import ROOT

DAY = 86400.0

SITE = """
import time, datetime
_file, _true = {file!r}, time.time

def _shift():
    with open(_file) as file:
        return float(file.read() or 0)

def _set():
    return _true() + _shift()

time.time = _set
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the supervisor needs POSIX")
@pytest.mark.timeout(120)
def test_a_time_of_day_that_jumps_ends_nothing(spawn: Any, tmp_path: Path) -> None:
    """Every process of the server, its supervisor and the name server see another time of day."""
    file = tmp_path / "shift"
    file.write_text("0")
    (tmp_path / "sitecustomize.py").write_text(SITE.format(file=str(file)))
    spawn.environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(ROOT)])
    nameserver = spawn.nameserver()
    process = spawn(
        *("serve", "--virtual", "--plant", "none", "--board", "bench1", "--config", ""),
        *("--nameserver", nameserver, "--supervise", "--watchdog", 6),
    )
    process.wait_for("is ready")
    with pyrpl_pyro.connect("bench1", nameserver=nameserver) as rp:
        before = rp.info()
        with rp.lease("pid0", reason="clock"):
            rp.pid0.setpoint = 0.25
            for shift in (10 * DAY, -10 * DAY):
                file.write_text(str(shift))
                time.sleep(4)
                assert rp.pid0.setpoint == 0.25
                rp.pid0.p = 0.5
                assert abs(rp.scope.single(timeout=20)[0].mean()) < 1
            assert rp.info().epoch == before.epoch
    assert before.pid == next(
        info.pid for info in pyrpl_pyro.discover(nameserver=nameserver) if info.board == "bench1"
    )
    assert "started again" not in process.err
