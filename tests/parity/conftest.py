"""A local PyRPL and a served one, side by side; and the line that tells how much was compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection
from typing import Any

import pytest

import pyrpl_pyro
from tests.parity.census import AUTHENTICATION


class LocalPyrpl:
    """Asks the reference process; its methods are those of :class:`~.reference.Reference`."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def __getattr__(self, question: str) -> Callable[..., Any]:
        return lambda *arguments: self.begin(question, *arguments)()

    def begin(self, question: str, *arguments: Any) -> Callable[[], Any]:
        """Ask, and return what waits for the answer: both sides can work meanwhile."""
        self._connection.send((question, arguments))

        def answer() -> Any:
            succeeded, result = self._connection.recv()
            if not succeeded:
                pytest.fail(f"the reference process failed:\n{result}")
            return result

        return answer


@dataclass
class Tally:
    """What the walk compared."""

    compared: set[tuple[str, str]] = field(default_factory=set)
    denied: set[tuple[str, str]] = field(default_factory=set)
    written: set[tuple[str, str]] = field(default_factory=set)
    public: dict[str, int] = field(default_factory=dict)
    modules: int = 0


@dataclass
class Sides:
    """The same board twice: PyRPL in a process of its own, and through a server."""

    local: LocalPyrpl
    remote: pyrpl_pyro.Board

    def module(self, path: str) -> Any:
        """The proxy at a path, reached as a user reaches it."""
        found: Any = self.remote
        for part in path.split(".") if path else []:
            found = found[int(part)] if part.isdecimal() else getattr(found, part)
        return found


_TALLY = pytest.StashKey[Tally]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TALLY] = Tally()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    tally = config.stash[_TALLY]
    if not tally.public:
        return
    accounted = len(tally.compared) + len(tally.denied)
    terminalreporter.write_line(
        f"parity: {len(tally.compared)} members of {tally.modules} modules compared, "
        f"{len(tally.denied)} denied, {accounted} of {sum(tally.public.values())} in all; "
        f"{len(tally.written)} written"
    )


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Tally:
    return request.config.stash[_TALLY]


@pytest.fixture(scope="module")
def sides(
    shared_spawn: Any, shared_nameserver: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sides]:
    """Both with PyRPL's default settings, and each with a user directory of its own."""
    folders = [tmp_path_factory.mktemp(name) for name in ("local", "served")]
    reference = shared_spawn.python("-m", "tests.parity.reference", PYRPL_USER_DIR=str(folders[0]))
    server = shared_spawn(
        "serve",
        *("--virtual", "--board", "parity", "--config", "", "--nameserver", shared_nameserver),
        PYRPL_USER_DIR=str(folders[1]),
    )
    port = int(reference.wait_for(r"listens at port (\d+)")[1])
    server.wait_for(r"is ready")
    with (
        Client(("127.0.0.1", port), authkey=AUTHENTICATION) as connection,
        pyrpl_pyro.connect("parity", nameserver=shared_nameserver) as remote,
    ):
        yield Sides(LocalPyrpl(connection), remote)
    server.stop()
    assert reference.wait() == 0, reference.err
