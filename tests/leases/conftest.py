"""A virtual board for the tests of leases, and programs that hold one."""

import contextlib
import sys
from pathlib import Path

import pytest

import pyrpl_pyro
from tests.conftest import Spawner

GRACE = 0.5
HOLDER = Path(__file__).parent / "holder.py"


@contextlib.contextmanager
def leased_board(home):
    """A board with nothing connected to it; gives its URI."""
    spawner = Spawner(home)
    address = spawner.nameserver()
    arguments = ("--config", "", "--plant", "none")
    environment = {"PYRPL_PYRO_SERVER_LEASE_GRACE": str(GRACE)}
    server = spawner(
        *("serve", "--virtual", "--board", "leased", "--nameserver", address, *arguments),
        **environment,
    )
    try:
        yield server.wait_for(r"modules at (PYRO:\S+?),")[1]
    finally:
        spawner.kill_all()


@pytest.fixture(scope="package")
def uri(tmp_path_factory):
    """URI of a board that ends with the tests of this folder."""
    with leased_board(tmp_path_factory.mktemp("leases")) as found:
        yield found


@pytest.fixture
def client(uri):
    """Connect a client, which is closed at the end of the test."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(pyrpl_pyro.connect(uri, timeout=10))


@pytest.fixture
def hold(spawn, uri):
    """Start a program that leases modules and stays."""

    def start(*arguments, where=uri):
        program = spawn.command(sys.executable, HOLDER, where, *arguments)
        program.wait_for("holding")
        return program

    return start


@pytest.fixture
def free(client, until):
    """At the end nothing is leased, and the outputs are off."""
    yield
    rp = client()
    until(lambda: not rp.leases(), 10, "a lease is stuck")
    for module in (rp.asg0, rp.asg1, rp.pid0, rp.pid1):
        assert module.owner is None
        module.output_direct = "off"
    rp.pid0.setup(p=0, i=0, setpoint=0)
    rp.pid0.ival = 0
