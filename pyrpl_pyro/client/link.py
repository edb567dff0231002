"""The connections of one client to one server: one for each thread, made when needed."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from ..errors import BoardNotAnswering, BoardNotFound, NameServerNotFound, ServerClosed
from ..security import Credentials
from ..wire.codec import Convert, unpack
from ..wire.exceptions import decode_exception
from ..wire.protocol import Operation, Status
from . import progress_bar
from .call import COLLECT, Call, is_pending
from .cancelling import Cancellation
from .channel import Channel
from .losses import away, may_have_run, timed_out
from .opening import ServiceProxy, open_connection
from .reconnecting import Reconnection

logger = logging.getLogger(__name__)

_SHARE_SECONDS = 3.0
"""At least so much of the time to connect goes to where the server was (s)."""

_NO_LIMITS = (None, None)

private_servers: dict[str, Callable[[], bool]] = {}
"""By address: whether a server that this program launched has ended, and will not come back."""


_links: weakref.WeakSet[Link] = weakref.WeakSet()


def _abandon_all() -> None:
    for link in list(_links):
        link.start_over()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_all)


class Link:
    """Sends requests and returns replies; connects again when the connection was lost.

    A request that surely was not sent is sent when the server is there again. One that may
    have been done is not: it raises :class:`~pyrpl_pyro.errors.ConnectionLost`, unless it
    only reads; then it is sent once more.

    Parameters
    ----------
    address : str
        "host:port" of the server.
    board : str
        Name of the board, for messages.
    timeout : float
        Limit for connecting, for waiting until a server that is away is back, and for each
        answer (s).
    locate : callable or None
        Returns the address anew, when the server is no longer where it was; its argument is
        the time limit (s).
    credentials : Credentials
        What to prove to the server, which has to prove the same.
    convert, resolve : callable
        Proxies as references and back, see :mod:`pyrpl_pyro.wire.codec`.
    connected_again : callable
        Called with a :class:`Reconnection`, in the thread whose request connected again,
        before that request is sent.

    Attributes
    ----------
    generation : int
        Grows with each connecting after a loss. What a connection of an older one says may
        be of a server that has ended.
    """

    def __init__(
        self,
        address: str,
        board: str,
        timeout: float,
        locate: Callable[[float], str] | None,
        credentials: Credentials,
        convert: Convert,
        resolve: Convert,
        connected_again: Callable[[Reconnection], None],
    ):
        self.address = address
        self.board = board
        self.timeout = timeout
        self.progress = True
        self.greeting: dict[str, Any] = {}
        self.generation = 0
        self._lost_at: float | None = None
        self._locate = locate
        self.credentials = credentials
        self._convert = convert
        self._resolve = resolve
        self._connected_again = connected_again
        self._ended = private_servers.get(address)
        self._closed = False
        self._channels: weakref.WeakSet[Channel] = weakref.WeakSet()
        self.start_over()
        _links.add(self)

    @property
    def closed(self) -> bool:
        """Whether this client has closed it for good."""
        return self._closed

    def start_over(self) -> None:
        """Forget all connections without ending them, as a forked process must."""
        for channel in list(self._channels):
            channel.abandon()
        self._session = uuid.uuid4().hex
        self._local = threading.local()
        self._lock = threading.Lock()
        self._channels = weakref.WeakSet()

    @contextlib.contextmanager
    def limited(self, total: float | None, away: float | None = None) -> Iterator[None]:
        """Limits of each request of the calling thread, see :class:`Call` (s)."""
        before = self._limits()
        self._local.limits = (total, away)
        try:
            yield
        finally:
            self._local.limits = before

    @contextlib.contextmanager
    def cancellable(self, cancellation: Cancellation) -> Iterator[None]:
        """Requests of the calling thread end when another thread cancels."""
        before = getattr(self._local, "cancellation", None)
        self._local.cancellation = cancellation
        try:
            yield
        finally:
            self._local.cancellation = before

    def request(self, operation: Operation, *arguments: Any) -> tuple[Any, int, list[Any], int]:
        """Ask the server; return (result, revision of the module tree, adjustments, generation).

        Raises
        ------
        CallTimeout
            No answer within the time limit.
        ConnectionLost
            The connection broke, and the request may have been done; or it was not sent,
            since the server did not come back within the time limit.
        BoardNotFound
            As that, and the name server does not know the board any longer.
        BoardNotAnswering, ProtocolMismatch
            No connection could be made.
        ServerClosed
            This connection was closed, here or by another thread meanwhile.
        PyrplError or one of Python's own errors
            What the server raised.
        """
        cancellation: Cancellation | None = getattr(self._local, "cancellation", None)
        call = Call([operation.value, *arguments], self._convert, self.timeout, *self._limits())
        while True:
            channel = self._channel(call)
            try:
                if cancellation is None:
                    answer = self._converse(channel, call)
                else:
                    with cancellation.of(channel):
                        answer = self._converse(channel, call)
                break
            except TimeoutError as error:
                if cancellation is not None:
                    cancellation.check()
                if call.pending and not call.is_over():
                    self._note_loss(channel)
                raise timed_out(call, self._server, self._lost_at) from error
            except (OSError, ValueError) as error:
                if cancellation is not None:
                    cancellation.check()
                if self._closed:
                    raise self._was_closed() from None
                self._note_loss(channel)
                if not channel.sent and not call.pending:
                    if not call.pause():
                        raise away(
                            call, self.board, self._lost_at, self._may_come_back(), error
                        ) from error
                elif not call.may_be_repeated():
                    raise may_have_run(call, self._server, self._lost_at, error) from error
        reply = unpack(answer, self._resolve)
        if reply[0] == Status.FAILED:
            raise decode_exception(reply[1], f"the server of {self.board} ({self.address})")
        return reply[1], reply[2], reply[3], channel.generation

    def close(self) -> None:
        """Close the connections of all threads."""
        self._closed = True
        for channel in list(self._channels):
            channel.close()
        self._local = threading.local()

    @property
    def _server(self) -> str:
        return f"the server of board {self.board} at {self.address}"

    def _limits(self) -> tuple[float | None, float | None]:
        return getattr(self._local, "limits", _NO_LIMITS)

    def _converse(self, channel: Channel, call: Call) -> bytes:
        answer = channel.exchange(call.message, call.first_answer_limit())
        return self._collect(channel, call, answer) if is_pending(answer) else answer

    def _collect(self, channel: Channel, call: Call, answer: bytes) -> bytes:
        tell, end = progress_bar.for_call(self.progress)
        try:
            while is_pending(answer):
                call.pending = True
                tell(unpack(answer, self._resolve))
                answer = channel.exchange(COLLECT, call.next_answer_limit())
        except BaseException:
            # The server ends the run when nobody waits for it any longer.
            channel.close()
            raise
        finally:
            end()
        return answer

    # Connecting.

    def _channel(self, call: Call) -> Channel:
        channel: Channel | None = getattr(self._local, "channel", None)
        if channel is not None and not self._closed:
            if not channel.has_ended():
                return channel
            if not channel.closed:
                channel.close()
                self._note_loss(channel)
        cancellation: Cancellation | None = getattr(self._local, "cancellation", None)
        while not self._closed:
            if cancellation is not None:
                cancellation.check()
            try:
                channel = self._connected(call)
            except (BoardNotAnswering, BoardNotFound, NameServerNotFound) as error:
                if not self.greeting:
                    raise
                with self._lock:
                    self._lost_at = self._lost_at or time.time()
                if not self._may_come_back() or not call.pause():
                    raise away(
                        call, self.board, self._lost_at, self._may_come_back(), error
                    ) from error
            else:
                if self.closed:
                    # Meanwhile, and without this one.
                    channel.close()
                elif not channel.closed:
                    return channel
        raise self._was_closed()

    def _was_closed(self) -> ServerClosed:
        return ServerClosed(
            f"this connection to board {self.board} was closed; connect() makes a new one."
        )

    def _may_come_back(self) -> bool:
        return self._ended is None or not self._ended()

    def _connected(self, call: Call) -> Channel:
        proxy = self._connect(call)
        greeting = proxy.__dict__["greeting"]
        with self._lock:
            event = self._note_connection(greeting)
            channel = Channel(proxy, self.generation)
        self._channels.add(channel)
        self._local.channel = channel
        if event is not None:
            logger.info("%s", event)
            self._connected_again(event)
        return channel

    def _note_connection(self, greeting: dict[str, Any]) -> Reconnection | None:
        """What is new by a new connection; None when another thread has noted it."""
        previous, epoch = self.greeting.get("epoch", ""), greeting.get("epoch", "")
        known = bool(self.greeting)
        self.greeting = greeting
        if not known or (self._lost_at is None and epoch == previous):
            return None
        self.generation += 1
        now = time.time()
        lost_at, self._lost_at = self._lost_at or now, None
        return Reconnection(
            board=self.board,
            address=self.address,
            server_restarted=epoch != previous,
            epoch=epoch,
            previous_epoch=previous,
            lost_at=datetime.fromtimestamp(lost_at).astimezone(),
            away=now - lost_at,
        )

    def _note_loss(self, channel: Channel) -> None:
        with self._lock:
            # One of an older generation was lost together with others that are back.
            if channel.generation == self.generation and self._lost_at is None:
                self._lost_at = time.time()

    def _connect(self, call: Call) -> ServiceProxy:
        limit = call.connecting_limit()
        # One that was there may have moved to where the name server says.
        share = min(limit, max(_SHARE_SECONDS, limit / 2)) if self.greeting else limit
        try:
            return self._open(self.address, share)
        except BoardNotAnswering:
            if self._locate is None:
                raise
            address = self._locate(call.connecting_limit())
            if address == self.address:
                raise
            proxy = self._open(address, call.connecting_limit())
            self.address = address
            return proxy

    def _open(self, address: str, limit: float) -> ServiceProxy:
        return open_connection(address, self.board, self._session, limit, self.credentials)
