"""An unchanged PyRPL on virtual boards at an address, set up in the ways that it can meet."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer, Setup

PROGRAM = Path(__file__).with_name("start_pyrpl.py")
LED, LEDS = 0x40000030, 0xA5
START_SECONDS = 60

#: What is on the board, and how PyRPL is started.
CASES = {
    "auto": (Setup(), {"reloadfpga": "auto"}),
    "never": (Setup(), {"reloadfpga": False}),
    "always": (Setup(), {"reloadfpga": True}),
    "another image": (Setup(image_loaded=False), {"reloadfpga": "auto"}),
    "another image, never": (Setup(image_loaded=False), {"reloadfpga": False}),
    "no server": (Setup(server_installed=False), {"reloadfpga": False}),
    "release 3": (Setup("3.00-1", server_installed=False), {"reloadfpga": True}),
    "release 1": (Setup("1.04", image_loaded=False), {"reloadfpga": True}),
    "unknown release": (Setup("none of yours"), {"reloadfpga": False}),
    "wrong password": (Setup(), {"reloadfpga": False, "password": "secret"}),
}

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def started(shared_spawn, tmp_path_factory):
    """What PyRPL said in each case. Four start at a time: PyRPL mostly sleeps."""

    def start(case):
        setup, arguments = CASES[case]
        with ExitStack() as cleaning:
            board = VirtualBoard()
            cleaning.callback(board.close)
            board.write(LED, LEDS)
            server = cleaning.enter_context(BoardServer(board, port=0, sshport=0, setup=setup))
            told = {"port": server.port, "sshport": server.sshport, **arguments}
            process = shared_spawn.python(
                PROGRAM, json.dumps(told), PYRPL_USER_DIR=str(tmp_path_factory.mktemp("user"))
            )
            process.wait(START_SECONDS)
            lines = re.findall(r"^\{.*\}$", process.out, re.MULTILINE)
            assert lines, f"{case}: {process.out}\n{process.err}"
            return {**json.loads(lines[-1]), "log": process.err}

    with ThreadPoolExecutor(4) as pool:
        futures = {case: pool.submit(start, case) for case in CASES}
    return {case: future.result() for case, future in futures.items()}


@pytest.mark.parametrize(
    "case",
    [
        "auto",
        "never",
        "always",
        "another image",
        "no server",
        "release 3",
        "release 1",
        "unknown release",
    ],
)
def test_pyrpl_starts_and_acquires(started, case):
    result = started[case]
    assert "error" not in result, result
    assert result["setpoint"] == 0.25
    amplitude, residual = result["sine"]
    assert amplitude == pytest.approx(0.5, rel=0.01)
    assert residual < 5e-3


def test_loading_the_image_resets_the_registers(started):
    # PyRPL 0.9.9 leaves the LED register alone.
    kept = {case: started[case]["led"] for case in ("auto", "never", "always", "another image")}
    assert kept == {"auto": LEDS, "never": LEDS, "always": 0, "another image": 0}


def test_the_release_is_told(started):
    releases = [started[case]["version"] for case in ("auto", "release 3", "unknown release")]
    assert releases == ["2.00", "3.00", "unknown"]


def test_another_image_shows_as_users_know_it(started):
    assert started["another image, never"]["error"] == "ZeroDivisionError"


def test_a_wrong_password_is_refused(started):
    result = started["wrong password"]
    assert result["error"] == "ExpectedPyrplError"
    assert "Authentication failed" in result["text"]


def test_loading_the_image_leaves_the_cables(tmp_path):
    board = VirtualBoard(plant="none")
    try:
        board.set_inputs(1234, -99)
        counter = 0x4010015C
        before = board.read(counter)[0]
        board.write(0x40310104, 77)
        board.reset()
        assert board.read(counter)[0] < before
        assert board.read(0x40310104)[0] == 0
        assert np.array_equal(board.read(0x403A0010), [1234])
    finally:
        board.close()
