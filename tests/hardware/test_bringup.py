"""A start on a board that is not as it should be: one message that says what to do."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from pyrpl_pyro.virtual import VirtualBoard
from pyrpl_pyro.virtual.serving import BoardServer
from pyrpl_pyro.virtual.serving.linux import Setup

pytestmark = pytest.mark.timeout(120)

STARTS = {
    "password": (Setup(), ("--password", "wrong")),
    "release": (Setup(version="hello", image_loaded=False), ()),
    "image": (Setup(image_loaded=False), ("--no-reloadfpga",)),
    "bitfile": (Setup(image_loaded=False), ("--config", "other-bitfile")),
}


@pytest.fixture(scope="module")
def messages(shared_spawn, shared_nameserver):
    """What each start printed to stderr; all at once, as each takes some seconds."""
    folder = Path(shared_spawn.environment["PYRPL_USER_DIR"]) / "config"
    folder.mkdir(parents=True, exist_ok=True)
    text = "redpitaya:\n  filename: fpga/missing.bin\n"
    (folder / "other-bitfile.yml").write_text(text, encoding="utf-8")
    with ExitStack() as cleaning:
        processes = {}
        for name, (setup, arguments) in STARTS.items():
            board = VirtualBoard(plant="none")
            cleaning.callback(board.close)
            address = cleaning.enter_context(BoardServer(board, port=0, sshport=0, setup=setup))
            processes[name] = shared_spawn(
                *("serve", "--board", f"start-{name}", "--nameserver", shared_nameserver),
                *("--hostname", "127.0.0.1", "--sshport", address.sshport),
                *("--boardport", address.port, *arguments),
            )
        assert {process.wait(90) for process in processes.values()} == {1}
        yield {name: process.err.splitlines()[-3:] for name, process in processes.items()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("password", "Authentication failed"),
        ("release", "does not say its release in /root/.version"),
        ("image", "Start without --no-reloadfpga"),
        ("bitfile", "fpga/missing.bin"),
    ],
)
def test_a_start_that_fails_says_why(messages, name, expected):
    assert expected in "\n".join(messages[name])
