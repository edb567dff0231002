"""Garbage of all kinds against a server, which answers everybody else all the time."""

from __future__ import annotations

import contextlib
import json
import marshal
import time
import uuid
from collections.abc import Callable, Iterator

import msgpack
import psutil
import pytest
import serpent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pyrpl_pyro
from tests.conftest import Spawner

from .strangers import (
    CONNECT,
    CONNECT_FAIL,
    INVOKE,
    JSON,
    MARSHAL,
    MSGPACK,
    PING,
    RESULT,
    SERPENT,
    address_of,
    answer,
    connection,
    header,
    hello,
    is_closed,
    message,
)

_EXAMPLES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_GIGABYTES = 2 << 30


class Target:
    """The server, and a client of it that has to be answered."""

    def __init__(self, uri: str):
        self.address = address_of(uri)
        self.board = pyrpl_pyro.connect(uri)
        self.process = psutil.Process(self.board.info().pid)

    def answers(self) -> None:
        """Fail unless a client that was there before is answered soon."""
        began = time.monotonic()
        assert self.board.pid0.setpoint == 0
        assert time.monotonic() - began < 5.0

    def throw(self, *parts: bytes, native: bool | None = None) -> None:
        """Send it on a new connection, before a hello or after one of either kind."""
        first = []
        if native is not None:
            first = [hello(uuid.uuid4().hex if native else None)]
        with connection(self.address, *first) as peer, contextlib.suppress(OSError):
            if first:
                assert answer(peer)
            for part in parts:
                peer.sendall(part)
            peer.settimeout(0.02)
            with contextlib.suppress(TimeoutError):
                peer.recv(1 << 16)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server, at the end of which nothing may have grown."""
    spawner = Spawner(tmp_path_factory.mktemp("fuzz"))
    process = spawner(
        *("serve", "--virtual", "--board", "fuzz", "--config", "", "--log-level", "WARNING"),
        *("--nameserver", spawner.nameserver()),
        PYRPL_PYRO_SERVER_HANDSHAKE_TIMEOUT="2",
        PYRPL_PYRO_SERVER_MESSAGE_TIMEOUT="2",
    )
    made = Target(process.wait_for(r"at (PYRO:\S+?)[,.] ")[1])
    yield made
    made.board.close()
    spawner.kill_all()


ways = st.sampled_from([None, False, True])
fields = st.fixed_dictionaries(
    {},
    optional={
        "tag": st.binary(min_size=4, max_size=4),
        "version": st.integers(0, 65535),
        "serializer": st.integers(0, 255),
        "flags": st.integers(0, 65535),
        "number": st.integers(0, 65535),
        "annotations": st.integers(0, 2**32 - 1),
        "magic": st.integers(0, 65535),
    },
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=20)
    | st.binary(max_size=20) | st.sampled_from(["pid0", "setpoint", "__class__", "setup"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)  # fmt: skip


@given(st.binary(max_size=200), ways)
@_EXAMPLES
def test_garbage(target: Target, data: bytes, native: bool | None) -> None:
    target.throw(data, native=native)
    target.answers()


@given(st.sampled_from([CONNECT, INVOKE, PING]), st.integers(0, 255) | st.none(), fields,
       st.binary(max_size=60), st.integers(0, 2**32 - 1) | st.none(), ways)  # fmt: skip
@_EXAMPLES
def test_each_field_of_a_header(
    target: Target,
    kind: int,
    other: int | None,
    wrong: dict[str, object],
    payload: bytes,
    length: int | None,
    native: bool | None,
) -> None:
    head = header(
        kind if other is None else other,
        len(payload) if length is None else length,
        **wrong,  # type: ignore[arg-type]
    )
    target.throw(head + payload, native=native)
    target.answers()


@given(plain, st.integers(0, 300), ways)
@_EXAMPLES
def test_messages_cut_off_and_requests_of_any_values(
    target: Target, value: object, cut: int, native: bool | None
) -> None:
    with contextlib.suppress(OverflowError):
        whole = message(INVOKE, msgpack.packb(value))
        target.throw(whole[:cut] if cut < len(whole) else whole, native=native)
    target.answers()


@given(st.integers(-1, 40), st.lists(plain, max_size=5))
@_EXAMPLES
def test_requests_with_any_arguments(target: Target, operation: int, rest: list[object]) -> None:
    if operation == 9:
        # Asks the server to stop, which it may.
        return
    with contextlib.suppress(OverflowError):
        target.throw(message(INVOKE, msgpack.packb([operation, *rest])), native=True)
    target.answers()


@given(plain, plain, plain, plain)
@_EXAMPLES
def test_plain_calls_with_any_arguments(
    target: Target, name: object, method: object, positional: object, named: object
) -> None:
    data = serpent.dumps((name, method, positional, named))
    target.throw(message(INVOKE, data, serializer=SERPENT), native=False)
    target.answers()


@pytest.mark.parametrize("native", [None, True, False])
@pytest.mark.parametrize("serializer", [MARSHAL, JSON, 0, 77])
def test_marshal_and_json(target: Target, native: bool | None, serializer: int) -> None:
    content = {"handshake": "hello", "object": "pyrpl.fuzz"}
    data = {MARSHAL: marshal.dumps(content), JSON: json.dumps(content).encode()}.get(
        serializer, b"?"
    )
    first = [] if native is None else [hello(uuid.uuid4().hex if native else None)]
    with connection(target.address, *first) as peer:
        if first:
            assert answer(peer)
            peer.sendall(message(INVOKE, data, serializer=serializer))
        else:
            peer.sendall(message(CONNECT, data, serializer=serializer))
            reply = answer(peer)
            assert reply is not None
            assert reply[0] == CONNECT_FAIL
            assert b"serpent" in reply[1]
        assert is_closed(peer, 5)
    target.answers()


def test_marshal_by_the_way_of_relayed_data(target: Target) -> None:
    # Pyro decodes this annotation with marshal, whatever the serializers of the daemon are.
    evil = marshal.dumps(("x", "pyrpl.fuzz", "info"))
    annotation = b"BLBI" + len(evil).to_bytes(4, "big") + evil
    head = header(INVOKE, 0, serializer=SERPENT, flags=1 << 5, annotations=len(annotation))
    with connection(target.address, hello()) as peer:
        assert answer(peer)
        peer.sendall(head + annotation)
        assert is_closed(peer, 5)
    target.answers()


@pytest.mark.parametrize("native", [None, True, False])
def test_two_gigabytes_are_announced(target: Target, native: bool | None) -> None:
    before = target.process.memory_info().vms
    for lengths in ({"payload": _GIGABYTES}, {"annotations": _GIGABYTES}):
        first = [] if native is None else [hello(uuid.uuid4().hex if native else None)]
        with connection(target.address, *first) as peer:
            if first:
                assert answer(peer)
            kind = CONNECT if native is None else INVOKE
            peer.sendall(header(kind, **lengths))
            assert is_closed(peer, 5)
    assert target.process.memory_info().vms - before < 1e9
    target.answers()


def test_what_is_announced_is_not_allocated(target: Target) -> None:
    before = target.process.memory_info().rss
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            peer = stack.enter_context(connection(target.address, hello(uuid.uuid4().hex)))
            assert answer(peer)
            peer.sendall(header(INVOKE, 16 << 20))
        target.answers()
        assert target.process.memory_info().rss - before < 50e6


@pytest.mark.parametrize("serializer", [SERPENT, MSGPACK])
@pytest.mark.parametrize("kind", [CONNECT, INVOKE])
def test_nested_deeply(target: Target, serializer: int, kind: int) -> None:
    deep = {
        SERPENT: [b"[" * 30_000, b"-" * 30_000 + b"1", b"1" + b"+1" * 15_000, b"(" * 50 + b")"],
        MSGPACK: [b"\x91" * 30_000, b"\x81\xa1a" * 10_000],
    }
    for data in deep[serializer]:
        target.throw(
            message(kind, data, serializer=serializer), native=None if kind == CONNECT else False
        )
        if serializer == MSGPACK:
            target.throw(message(INVOKE, data), native=True)
    target.answers()


def test_a_flood_of_calls_without_reply(target: Target) -> None:
    oneway = message(
        INVOKE,
        serpent.dumps(("pyrpl.fuzz.pid0", "__getattr__", ("setpoint",), {})),
        serializer=SERPENT,
        flags=1 << 2,
    )
    with connection(target.address, hello()) as peer:
        assert answer(peer)
        peer.sendall(oneway * 500)
        target.answers()
        peer.sendall(message(PING, b"ping"))
        assert answer(peer) is not None
    assert RESULT


def test_nothing_has_grown(target: Target, until: Callable[..., None]) -> None:
    until(lambda: target.process.num_threads() < 20, 20, "the end of threads")
    until(lambda: target.process.num_fds() < 25, 20, "the end of connections")
    before = target.process.memory_info().rss
    for _ in range(100):
        target.throw(b"PYRO" + bytes(60))
        target.throw(header(INVOKE, 100) + bytes(10), native=True)
    until(lambda: target.process.num_threads() < 20, 20, "the end of threads")
    until(lambda: target.process.num_fds() < 25, 20, "the end of connections")
    assert target.process.memory_info().rss - before < 10e6
    target.answers()
