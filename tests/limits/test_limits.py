"""A server with narrow limits: each is refused with a clear error, and all others go on."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import psutil
import Pyro5.api
import Pyro5.errors
import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import LimitReached, ServerFull, SettingsError
from pyrpl_pyro.wire.protocol import Operation
from tests.conftest import Spawner

from .strangers import (
    CONNECT_FAIL,
    INVOKE,
    address_of,
    answer,
    connection,
    header,
    hello,
    is_closed,
    message,
)

CLIENTS, CONNECTIONS, RUNS, CALLS, HELLO, MESSAGE = 6, 10, 3, 5, 1.0, 2.0
OWN_CONNECTIONS = 8


@pytest.fixture(scope="module")
def spawner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spawner]:
    """Processes of this file."""
    made = Spawner(tmp_path_factory.mktemp("limits"))
    yield made
    made.kill_all()


@pytest.fixture(scope="module")
def names(spawner: Spawner) -> str:
    """Address of a name server."""
    return spawner.nameserver()


@pytest.fixture(scope="module")
def server(spawner: Spawner, names: str) -> str:
    """URI of a server with narrow limits."""
    process = spawner(
        *("serve", "--virtual", "--board", "narrow", "--config", "", "--nameserver", names),
        PYRPL_PYRO_SERVER_CLIENTS=str(CLIENTS),
        PYRPL_PYRO_SERVER_CONNECTIONS=str(CONNECTIONS),
        PYRPL_PYRO_SERVER_CONNECTIONS_PER_CLIENT=str(OWN_CONNECTIONS),
        PYRPL_PYRO_SERVER_RUNS_PER_CLIENT=str(RUNS),
        PYRPL_PYRO_SERVER_CALLS_WAITING=str(CALLS),
        PYRPL_PYRO_SERVER_MESSAGE_SIZE="1",
        PYRPL_PYRO_SERVER_HANDSHAKE_TIMEOUT=str(HELLO),
        PYRPL_PYRO_SERVER_MESSAGE_TIMEOUT=str(MESSAGE),
    )
    return process.wait_for(r"at (PYRO:\S+?)[,.] ")[1]


@pytest.fixture
def board(server: str) -> Iterator[pyrpl_pyro.Board]:
    """A client that was there before."""
    deadline = time.monotonic() + 10
    while True:
        try:
            made = pyrpl_pyro.connect(server)
            break
        except ServerFull:
            # Those of the test before have just been let go.
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield made
    made.close()


def _slowest_call(board: pyrpl_pyro.Board, seconds: float) -> float:
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        board.pid0.setpoint  # noqa: B018
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def test_more_clients_than_allowed_are_told_so(
    server: str, names: str, board: pyrpl_pyro.Board
) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(CLIENTS - 1):
            stack.enter_context(contextlib.closing(pyrpl_pyro.connect(server)))
        with pytest.raises(ServerFull, match=f"board narrow is full: it has its {CLIENTS} clients"):
            pyrpl_pyro.connect(server)
        with pytest.raises(Pyro5.errors.CommunicationError, match=f"its {CLIENTS} clients"):
            Pyro5.api.Proxy(server)._pyroBind()
        assert board.pid0.setpoint == 0
        (listed,) = pyrpl_pyro.discover(nameserver=names)
        assert (listed.board, listed.state) == ("narrow", "full")
    assert board.pid0.setpoint == 0


@contextlib.contextmanager
def threads_that_use(*boards: pyrpl_pyro.Board) -> Iterator[list[BaseException]]:
    """A thread for each board, with its connection until the end; gives the errors."""
    found: list[BaseException] = []
    leave = threading.Event()

    def use(board: pyrpl_pyro.Board) -> None:
        try:
            board.pid0.setpoint  # noqa: B018
        except BaseException as error:
            found.append(error)
        leave.wait(20)

    threads = [threading.Thread(target=use, args=(board,)) for board in boards]
    for thread in threads:
        thread.start()
    yield found
    leave.set()
    for thread in threads:
        thread.join()


def test_more_connections_than_allowed_are_told_so(
    server: str, board: pyrpl_pyro.Board, until: Any
) -> None:
    with contextlib.closing(pyrpl_pyro.connect(server)) as other:
        boards = [board, other] * (CONNECTIONS // 2)
        with threads_that_use(*boards) as found:
            until(lambda: found, 20)
            assert isinstance(found[0], ServerFull), found
            assert f"its {CONNECTIONS} connections" in str(found[0])
            assert board.pid0.setpoint == 0


def test_one_client_leaves_connections_for_others(
    server: str, board: pyrpl_pyro.Board, until: Any
) -> None:
    with threads_that_use(*[board] * OWN_CONNECTIONS) as found:
        until(lambda: found, 20)
        assert isinstance(found[0], ServerFull), found
        assert f"this client has {OWN_CONNECTIONS} connections" in str(found[0])
        assert "raise 'connections_per_client' in [server]" in str(found[0])
        with contextlib.closing(pyrpl_pyro.connect(server)) as other:
            assert other.pid0.setpoint == 0
        assert board.pid0.setpoint == 0


def test_a_hundred_that_say_nothing_hold_nobody_up(server: str, board: pyrpl_pyro.Board) -> None:
    board.pid0.setpoint  # noqa: B018
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(connection(address_of(server))) for _ in range(100)]
        assert _slowest_call(board, 0.3) < 1.0
        with contextlib.closing(pyrpl_pyro.connect(server)) as another:
            assert another.pid0.setpoint == 0
        for peer in silent:
            assert is_closed(peer, HELLO + 8)


def test_places_of_the_silent_go_to_those_who_speak(server: str, board: pyrpl_pyro.Board) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(400):
            stack.enter_context(connection(address_of(server)))
        began = time.monotonic()
        with contextlib.closing(pyrpl_pyro.connect(server)) as another:
            assert another.pid0.setpoint == 0
        assert time.monotonic() - began < 5.0
        assert board.pid0.setpoint == 0


@pytest.mark.parametrize("native", [True, False])
def test_a_byte_a_second_is_ended(server: str, board: pyrpl_pyro.Board, native: bool) -> None:
    said = hello(uuid.uuid4().hex if native else None)
    with connection(address_of(server), said) as peer:
        assert answer(peer)
        slow = message(INVOKE, b"\x91\x06" + bytes(100))
        ended = 0.0
        began = time.monotonic()
        for byte in slow:
            try:
                peer.sendall(bytes([byte]))
            except OSError:
                ended = time.monotonic() - began
                break
            assert board.pid0.setpoint == 0
            time.sleep(0.5)
        assert 0.5 * MESSAGE < ended < MESSAGE + 10


def test_half_a_hello_is_ended(server: str, board: pyrpl_pyro.Board) -> None:
    with connection(address_of(server), hello()[:20]) as peer:
        assert board.pid0.setpoint == 0
        assert is_closed(peer, HELLO + 8)


def test_half_a_request_is_ended(server: str, board: pyrpl_pyro.Board) -> None:
    with connection(address_of(server), hello(uuid.uuid4().hex)) as peer:
        assert answer(peer)
        peer.sendall(header(INVOKE, 1000)[:20])
        assert board.pid0.setpoint == 0
        assert is_closed(peer, MESSAGE + 8)


def test_who_never_reads_replies_is_dropped(server: str, board: pyrpl_pyro.Board) -> None:
    import msgpack

    process = psutil.Process(board.info().pid)
    before = process.memory_info().rss
    tree = message(INVOKE, msgpack.packb([4, "scope"]))
    with connection(address_of(server), hello(uuid.uuid4().hex)) as peer:
        assert answer(peer)
        peer.setblocking(False)
        ended, began = False, time.monotonic()
        while not ended and time.monotonic() - began < MESSAGE + 15:
            try:
                peer.send(tree * 10)
            except BlockingIOError:
                assert _slowest_call(board, 0.05) < 2.0
            except OSError:
                ended = True
        assert ended
    assert process.memory_info().rss - before < 50e6


def test_an_idle_client_stays(server: str, board: pyrpl_pyro.Board) -> None:
    plain = Pyro5.api.Proxy(server.replace("narrow", "narrow.pid0"))
    assert plain.setpoint == 0
    channel_before = board._link._local.channel
    time.sleep(max(HELLO, MESSAGE) + 1.0)
    assert plain.setpoint == 0
    assert board.pid0.setpoint == 0
    assert board._link._local.channel is channel_before
    plain._pyroRelease()


def test_a_message_that_is_too_long(server: str, board: pyrpl_pyro.Board) -> None:
    with pytest.raises(pyrpl_pyro.PyrplError):
        board.pid0.setup(setpoint=b"x" * (1 << 21))
    assert board.pid0.setpoint == 0


def test_too_many_runs_of_a_client(board: pyrpl_pyro.Board) -> None:
    board.scope.setup(duration=8.0, trigger_source="ext_positive_edge")
    began = [board.scope.single_async()]
    began += [board.scope.wait_for_pretrigger_async() for _ in range(RUNS - 1)]
    with pytest.raises(LimitReached, match=f"{RUNS} runs under way"):
        board.scope.wait_for_pretrigger_async()
    for run in began:
        run.cancel()
    assert board.pid0.setpoint == 0


def test_too_many_calls_that_wait(server: str, board: pyrpl_pyro.Board) -> None:
    board.scope.setup(duration=0.1, trigger_source="ext_positive_edge")
    outcomes: list[str] = []

    def wait() -> None:
        try:
            board._link.request(Operation.NEXT_CURVE, "scope", -1, 3.0)
        except BaseException as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=wait) for _ in range(CALLS + 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert "LimitReached" in outcomes
    assert outcomes.count("TimeoutError") >= 3
    assert board.pid0.setpoint == 0


def test_a_refusal_is_read_though_the_client_said_more(
    server: str, board: pyrpl_pyro.Board
) -> None:
    wrong = hello(uuid.uuid4().hex, target="no such object")
    with connection(address_of(server), wrong + bytes(1000)) as peer:
        reply = answer(peer)
        assert reply is not None
        assert reply[0] == CONNECT_FAIL
    assert board.pid0.setpoint == 0


def test_settings_say_what_a_limit_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyrpl_pyro import settings

    monkeypatch.setenv("PYRPL_PYRO_SERVER_CLIENTS", "many")
    with pytest.raises(SettingsError, match="whole number"):
        settings.load()
