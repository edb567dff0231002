"""A connection that is cut after any number of bytes gives no wrong value, and no write twice."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pyrpl_pyro
from pyrpl_pyro.errors import ConnectionLost
from tests.reconnecting.conftest import Bench

TO_SERVER, TO_CLIENT = "to the server", "to the client"


class Cable:
    """Carries the bytes between clients and a server, until it is cut.

    :meth:`cut` cuts each connection that carries more than so many bytes in one direction
    from then on; `times` says how often.
    """

    def __init__(self, server: str):
        self.lead_to(server)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._lock = threading.Lock()
        self._direction = ""
        self._left = 0
        self._times = 0
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, direction: str, after: int, times: int = 1) -> None:
        with self._lock:
            self._direction, self._left, self._times = direction, after, times
            self._after = after

    def lead_to(self, server: str) -> None:
        """Where new connections lead."""
        host, port = server.split(":")
        self._server = (host, int(port))

    def mend(self) -> None:
        self.cut("", 0, 0)

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                for peer in (client, server):
                    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                both = (client, server)
                for direction, source, target in (
                    (TO_SERVER, client, server),
                    (TO_CLIENT, server, client),
                ):
                    threading.Thread(
                        target=self._carry, args=(direction, source, target, both), daemon=True
                    ).start()

    def _carry(self, direction: str, source: Any, target: Any, both: Any) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                allowed, is_cut = self._allowed(direction, len(data))
                target.sendall(data[:allowed])
                if is_cut:
                    break
        for peer in both:
            with contextlib.suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)

    def _allowed(self, direction: str, count: int) -> tuple[int, bool]:
        with self._lock:
            if self._times == 0 or direction != self._direction:
                return count, False
            if count <= self._left:
                self._left -= count
                return count, False
            allowed, self._left = self._left, self._after
            self._times -= 1
            self.cuts += 1
            return allowed, True


@pytest.fixture
def cable(bench: Bench) -> Iterator[Cable]:
    made = Cable(bench.address)
    yield made
    made.close()


@pytest.fixture
def rp(bench: Bench, cable: Cable) -> Iterator[Any]:
    """A client whose connections go through the cable."""
    with pyrpl_pyro.connect(f"PYRO:pyrpl.bench@{cable.address}", timeout=20) as board:
        yield board


REQUEST_BYTES = 40 + 20
REPLY_BYTES = 40 + 14


@pytest.mark.parametrize(
    ("direction", "longest"), [(TO_SERVER, REQUEST_BYTES), (TO_CLIENT, REPLY_BYTES)]
)
def test_a_read_gives_the_value(
    bench: Bench, cable: Cable, rp: Any, direction: str, longest: int
) -> None:
    told: list[pyrpl_pyro.Reconnection] = []
    rp.on_reconnect(told.append)
    with bench.connect() as other:
        other.pid0.setpoint = 0.375
        other.pid1.setpoint = -0.25
    for after in range(0, longest, 2):
        cable.cut(direction, after)
        assert rp.pid0.setpoint == 0.375, after
        cable.mend()
        assert rp.pid1.setpoint == -0.25, after
    assert cable.cuts > longest // 3
    assert len(told) == cable.cuts
    assert not any(connection.server_restarted for connection in told)


@pytest.mark.parametrize("direction", [TO_SERVER, TO_CLIENT])
def test_a_large_reply_is_whole_or_lost(cable: Cable, rp: Any, direction: str) -> None:
    wave = np.round(np.linspace(-0.5, 0.5, 16384) * 2**13) / 2**13
    rp.asg0.data = wave
    expected = rp.asg0.data
    for after in (1, 1000, 65535, 65576, 131000):
        cable.cut(direction, after, times=2)
        lost: list[ConnectionLost] = []
        values = expected
        try:
            values = rp.asg0.data
        except ConnectionLost as error:
            lost.append(error)
        assert np.array_equal(values, expected)
        assert [error.call for error in lost] in ([], ["asg0.data"])
        cable.mend()
        assert np.array_equal(rp.asg0.data, expected)


@pytest.mark.parametrize("direction", [TO_SERVER, TO_CLIENT])
@pytest.mark.parametrize("kind", ["call", "batch"])
def test_what_is_done_is_done_at_most_once(
    bench: Bench, cable: Cable, rp: Any, direction: str, kind: str
) -> None:
    # Modules appear with each call, after which the client would read descriptions first.
    pid0, append = rp.pid0, rp.lockbox.sequence.append

    def add() -> None:
        if kind == "call":
            append({})
            return
        with rp.batch():
            pid0.p  # noqa: B018
            append({})

    lost = 0
    with bench.connect() as other:
        for after in range(0, 92, 13):
            # Each second cut is in the handshake of the connection after the last cut.
            if after % 2:
                assert pid0.name == "pid0"
            before = len(other.lockbox.sequence)
            cable.cut(direction, after)
            errors: list[ConnectionLost] = []
            try:
                add()
            except ConnectionLost as error:
                errors.append(error)
            added = len(other.lockbox.sequence) - before
            assert [error.sent for error in errors] in ([], [True])
            if not errors:
                assert added == 1, after
            elif direction == TO_SERVER:
                assert added == 0, after
            else:
                assert added in (0, 1), after
            lost += len(errors)
            cable.mend()
        while len(other.lockbox.sequence):
            del other.lockbox.sequence[0]
    assert lost > 2


def test_a_write_after_a_silent_loss_is_done(cable: Cable, rp: Any) -> None:
    rp.pid0.setpoint = 0.5
    cable.cut(TO_CLIENT, 0)
    with pytest.raises(ConnectionLost):
        rp.pid0.setpoint = 0.25
    cable.mend()
    # The new connection is made, then closed while nobody uses it.
    assert rp.pid0.setpoint == 0.25
    for channel in list(rp._link._channels):
        channel._socket.shutdown(socket.SHUT_RDWR)
    threading.Event().wait(0.1)
    rp.pid0.setpoint = -0.5
    assert rp.pid0.setpoint == -0.5


def test_another_board_at_the_address_is_not_taken_for_it(
    bench: Bench, cable: Cable, rp: Any, virtual_server: str, shared_nameserver: str
) -> None:
    rp.pid0.setpoint = 0.375
    with pyrpl_pyro.connect(virtual_server, nameserver=shared_nameserver) as other:
        before = other.pid0.setpoint
        cable.lead_to(other.info().address)
        cable.cut(TO_CLIENT, 0)
        with rp.timeout(0.5), pytest.raises(ConnectionLost, match="the server of board shared now"):
            rp.pid0.p  # noqa: B018
        with rp.timeout(0.5), pytest.raises(ConnectionLost, match="was not sent"):
            rp.pid0.setpoint = 0.5
        assert other.pid0.setpoint == before
    cable.mend()
    cable.lead_to(bench.address)
    assert rp.pid0.setpoint == 0.375
