"""A server that takes the place of one that was killed leaves the board as it runs."""

from __future__ import annotations

import signal
import time
from typing import Any

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer

from .lock import PLANT, SETPOINT, Trace, changes, close_the_loop

MODULES = (
    "pid0",
    "pid1",
    "pid2",
    "asg0",
    "asg1",
    "iq0",
    "iq1",
    "iir",
    "trig",
    "pwm0",
    "hk",
    "scope",
)

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def board():
    made = VirtualBoard(plant=PLANT)
    yield made
    made.close()


@pytest.fixture
def address(board):
    with BoardServer(board, port=0, sshport=0) as made:
        yield made


class Servers:
    """Servers of one board, one after the other."""

    def __init__(self, spawn: Any, nameserver: str, address: BoardServer):
        self._spawn = spawn
        self._nameserver = nameserver
        self._address = address

    def start(self, *arguments: object) -> Any:
        process = self._spawn(
            *("serve", "--board", "bench1", "--hostname", "127.0.0.1", "--sshport"),
            *(self._address.sshport, "--boardport", self._address.port),
            *("--nameserver", self._nameserver, *arguments),
        )
        process.wait_for("is ready")
        return process

    def connect(self) -> Any:
        return pyrpl_pyro.connect("bench1", nameserver=self._nameserver, timeout=10)


@pytest.fixture
def servers(spawn, nameserver, address):
    return Servers(spawn, nameserver, address)


def settings_of(rp: Any) -> dict[str, Any]:
    return {name: dict(getattr(rp, name).setup_attributes) for name in MODULES}


def drive_everything(rp: Any) -> None:
    """Set up what drives outputs, in ways that PyRPL's start would disturb."""
    close_the_loop(rp)
    rp.asg0.setup(
        frequency=1234, amplitude=0.1, waveform="square", trigger_source="immediately",
        output_direct="out2",
    )  # fmt: skip
    rp.iq0.setup(
        frequency=3e6, amplitude=0.2, output_direct="out2", bandwidth=[1e3, 1e3], gain=0.5,
        acbandwidth=1000, input="in1",
    )  # fmt: skip
    rp.iir.setup(zeros=[-1e4], poles=[-2e3], input="in2", output_direct="off", gain=0.1)
    rp.pwm0.input = "pid0"
    rp.hk.expansion_P3_output = False
    rp.hk.expansion_P2 = True
    rp.lockbox.outputs.output1.setup(output_channel="out2", desired_unity_gain_frequency=150)
    rp.lockbox.inputs.input1.input_signal = "in2"
    rp.lockbox.sequence[0].setup(input="input1", outputs={"output1": {"lock_on": True}})
    rp.lockbox.lock()


def test_a_lock_survives_the_kill_of_its_server(servers, board):
    first = servers.start()
    with servers.connect() as rp:
        drive_everything(rp)
        # PyRPL writes its file every 3 s; what is set just before the end is not in it.
        time.sleep(3.5)
        rp.pid0.i = -110
        rp.asg0.offset = 0.125
        rp.iq0.output_direct = "off"
        rp.pid0.setpoint = SETPOINT + 1e-3
        expected, epoch = settings_of(rp), rp.info().epoch
        assert rp.lockbox.current_state == "lock_on"
    with Trace(board) as trace:
        begin = time.monotonic()
        time.sleep(1.0)
        killed = time.monotonic()
        board.writes.start()
        first.stop(signal.SIGKILL)
        second = servers.start()
        ready = time.monotonic()
        with servers.connect() as rp:
            assert settings_of(rp) == expected
            assert rp.lockbox.current_state == "lock_on"
            assert rp.info().epoch != epoch
        time.sleep(1.0)
        end = time.monotonic()
        assert changes(board) == []
        parts = [trace.between(*span) for span in ((begin, killed), (killed, ready), (ready, end))]
    assert "the board goes on as it is" in second.err
    assert "goes on holding its lock, at stage 0" in second.err
    for in1, out1 in parts:
        assert abs(np.mean(in1) - SETPOINT) < 0.01
        assert np.std(in1) < 0.02
        # The drift is followed: 0.05 rad/s are 6 mV/s.
        assert np.ptp(out1) < 0.15
    # What is set afterwards is set.
    with servers.connect() as rp:
        rp.pid0.i = -120
        rp.lockbox.unlock()
        assert rp.pid2.i == 0
    assert len(changes(board)) > 0


@pytest.mark.slow
def test_a_board_that_was_loaded_anew_gets_the_saved_settings(servers, board):
    first = servers.start()
    with servers.connect() as rp:
        rp.pid0.setup(setpoint=0.25, output_direct="out1")
        time.sleep(3.5)
        rp.pid0.p = 0.5
    first.stop(signal.SIGKILL)
    # Soon after a crash the count of a board that has just been started tells too little.
    time.sleep(31)
    board.reset()
    second = servers.start()
    with servers.connect() as rp:
        assert rp.pid0.setpoint == 0.25
        assert rp.pid0.output_direct == "out1"
    assert "the saved settings are written to the board: its FPGA was loaded" in second.err
    # By hand, after an orderly end too.
    with servers.connect() as rp:
        rp.pid0.setpoint = 0.5
    second.stop()
    board.write(0x40300104, 0x0400)
    board.writes.start()
    servers.start("--adopt")
    with servers.connect() as rp:
        assert rp.pid0.setpoint == 0.125
    # An IIR filter that was never set up has 0 loops, which PyRPL does not know.
    assert [write for write in changes(board) if write.name != "iir.loops"] == []
