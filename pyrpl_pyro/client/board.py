"""A board as the client sees it: the root of its modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import NotTransferable
from ..schema import BoardInfo, ModuleSchema
from ..security import Credentials, credentials_of
from ..settings import SecuritySettings
from ..wire.protocol import Operation
from ..wire.references import HandleReference, ModuleReference
from .adjustments import AdjustmentWarner
from .batch import Batch, BatchRecorder
from .cancelling import Cancellation
from .handle import AcquisitionHandle
from .history import BoardHistory
from .lease_keeper import LeaseKeeper
from .leases import BoardLeases
from .link import Link
from .module import ModuleProxy, make_class, make_method
from .reconnecting import ReconnectCallback, ReconnectCallbacks, Reconnection

if TYPE_CHECKING:
    from ..remote import BoardModules
else:
    BoardModules = ModuleProxy


class Board(BoardHistory, BoardLeases, BoardModules):
    """A Red Pitaya that a server holds: ``rp.scope``, ``rp.pid0``, ``rp.lockbox`` ...

    Made by :func:`pyrpl_pyro.connect` and :func:`pyrpl_pyro.launch`. It stands for
    PyRPL's ``Pyrpl`` object and for its ``rp``; ``with`` closes the connection at the end.
    """

    def __init__(
        self,
        address: str,
        name: str,
        *,
        timeout: float,
        nameserver: str | None = None,
        locate: Callable[[float], str] | None = None,
        credentials: Credentials | None = None,
    ):
        set_own = object.__setattr__
        set_own(self, "_board", self)
        set_own(self, "_path", "")
        set_own(self, "_name", name)
        set_own(self, "_nameserver", nameserver)
        set_own(self, "_callbacks", ReconnectCallbacks())
        ways = (self._encode, self._decode, self._callbacks.call)
        proven = credentials or credentials_of(None)
        set_own(self, "_link", Link(address, name, timeout, locate, proven, *ways))
        set_own(self, "_proxies", {})
        set_own(self, "_schemas", {})
        set_own(self, "_methods", {})
        set_own(self, "_classes", {})
        set_own(self, "_state", (-1, -1))
        set_own(self, "_warner", AdjustmentWarner())
        set_own(self, "_recorder", BatchRecorder())
        set_own(self, "_keeper", LeaseKeeper(name, self._request))
        set_own(self, "_ended", lambda: None)

    # What a user calls.

    def batch(self) -> Batch:
        """Send a block of writes and calls in one message: ``with rp.batch(): ...``.

        They run in order, in one go. A read or a call inside the block gives a
        placeholder whose ``value`` is there after the block.

        Raises
        ------
        BatchError
            At the end of the block, when a step failed: which one, and what was done.
        """
        return Batch(self._recorder, self._send_batch)

    def info(self) -> BoardInfo:
        """Where the server runs, since when, and with which versions."""
        return BoardInfo.from_dict(self._request(Operation.INFO))

    def next_curve(
        self, module: ModuleProxy, after: int = -1, timeout: float = 10.0
    ) -> tuple[int, np.ndarray, np.ndarray]:
        """Wait for a curve of an acquisition module that is newer than the one you have.

        Whoever started the run, all clients that ask get its curves. One that asks too
        late misses curves; it is never given old ones.

        Parameters
        ----------
        module : module proxy
            ``rp.scope`` or ``rp.spectrumanalyzer``.
        after : int
            Number of the curve that you have; -1 for one that ends from now on.
        timeout : float
            Limit (s).

        Returns
        -------
        number : int
            To ask for the next one.
        x, y : np.ndarray
            As PyRPL's ``data_x`` and ``data_avg``.

        Raises
        ------
        TimeoutError
            No new curve within `timeout`.
        """
        number, x, y = self._request(Operation.NEXT_CURVE, module._path, after, timeout)
        return number, x, y

    def quadratures(self, module: ModuleProxy, duration: float = 0.01) -> complex:
        """What an IQ module demodulates, averaged on the board; its settings stay.

        Parameters
        ----------
        module : module proxy
            ``rp.iq0``, ``rp.iq1`` or ``rp.iq2``.
        duration : float
            Time to average over (s), up to 34 s.

        Returns
        -------
        complex
            In-phase and quadrature amplitude (V); the modulus is the amplitude of the
            tone, the argument its phase.

        Raises
        ------
        RuntimeError
            The network analyzer is sweeping with the module.
        """
        if not isinstance(module, ModuleProxy):
            raise TypeError(f"expected an IQ module, such as rp.iq0, got {module!r:.80}.")
        return self._request(Operation.QUADRATURES, module._path, float(duration))

    def timeout(
        self, seconds: float | None = None, *, away: float | None = None
    ) -> AbstractContextManager[None]:
        """A limit for each call of a block: ``with rp.timeout(2): rp.scope.single()``.

        It holds for the calls of this thread. What a call waits for, such as a run, is ended
        with it.

        Parameters
        ----------
        seconds : float, optional
            Limit for all of a call, connecting and waiting included (s). Without it a call
            waits for each word of the server as long as ``timeout`` of :func:`connect` says,
            and for a run until it is complete, as the server says each second that it goes on.
        away : float, optional
            Limit for waiting for a server that is away (s); default: as ``timeout`` of
            :func:`connect`.

        Raises
        ------
        CallTimeout, ConnectionLost
            By the calls of the block.
        """
        for limit in (seconds, away):
            is_number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
            if limit is not None and not (is_number and limit > 0):
                raise ValueError(f"expected a time limit in seconds above 0, got {limit!r}.")
        return self._link.limited(seconds, away)

    @contextmanager
    def cancellable(self) -> Iterator[Cancellation]:
        """Calls that another thread may end: ``with rp.cancellable() as calls: ...``

        ``calls.cancel()`` in any thread ends the call that is under way in the block, here
        and in the server. It holds for the calls of the thread that is in the block.

        Raises
        ------
        AcquisitionCancelled
            By the call that was ended, and by each further one of the block.
        """
        calls = Cancellation()
        with self._link.cancellable(calls):
            yield calls

    def on_reconnect(self, callback: Callable[[Reconnection], object]) -> ReconnectCallback:
        """Call a function each time that a connection that was lost is there again.

        It gets a :class:`Reconnection`, which says whether the server was started anew, and
        is called in the thread whose call connected again, before that call goes on; it may
        use the board. An exception in it is logged, and the call goes on.

        Parameters
        ----------
        callback : callable
            ``callback(reconnection)``.

        Returns
        -------
        ReconnectCallback
            ``remove()`` ends it; may be called as the function, so that this is a decorator::

                @rp.on_reconnect
                def again(connection):
                    if connection.server_restarted:
                        rp.scope.continuous()
        """
        return self._callbacks.add(callback)

    def take_back(self) -> BoardInfo:
        """Take the Red Pitaya back from another PyRPL, or try at once to reach it again.

        The other PyRPL loses its connection. The registers stay as it left them.

        Returns
        -------
        BoardInfo
            ``hardware_note`` says what is known of the registers.

        Raises
        ------
        BoardUnreachable
            It cannot be reached, or runs another FPGA image.
        """
        return BoardInfo.from_dict(self._request(Operation.TAKE_BACK))

    def stop_server(self) -> None:
        """Ask the server to stop in order; other clients get ServerClosed."""
        self._request(Operation.STOP)

    def close(self) -> None:
        """Close this client's connections; a server of ``launch`` ends.

        Leases that were not released end as if the program had.
        """
        self._keeper.stop()
        self._link.close()
        self._ended()

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        if name in ("rp", "redpitaya"):
            return self
        known = self._proxies.get(name)
        return self._look_up(name) if known is None else known

    def __dir__(self) -> list[str]:
        own = ["batch", "cancellable", "close", "info", "journal", "next_curve", "on_reconnect"]
        own += ["quadratures"]
        own += ["rp", "redpitaya", "restore", "snapshot", "stop_server", "take_back", "timeout"]
        own += ["watch"]
        own += ["lease", "leases", "takeover"]
        return sorted({*super().__dir__(), *own})

    def __repr__(self) -> str:
        return f"<Board {self._name} at {self._link.address}>"

    # IPython looks for it in the class that has a __repr__ of its own.
    _repr_pretty_ = ModuleProxy._repr_pretty_

    # What module proxies use.

    @property
    def _identity(self) -> tuple[str, str]:
        return self._name, self._link.address

    def _origin(self) -> tuple[Any, ...]:
        link = self._link
        security = link.credentials.settings
        return link.address, self._name, self._nameserver, link.timeout, security

    @classmethod
    def _reconnect(
        cls,
        address: str,
        name: str,
        nameserver: str | None,
        timeout: float,
        security: SecuritySettings,
    ) -> Board:
        from .connecting import shared_board

        return shared_board(address, name, nameserver, timeout, security)

    def _get(self, path: str, name: str) -> Any:
        if self._recorder.active:
            return self._recorder.add(Operation.GET, path, name)
        return self._request(Operation.GET, path, name)

    def _set(self, path: str, name: str, value: Any) -> None:
        if self._recorder.active:
            self._recorder.add(Operation.SET, path, name, value)
        else:
            self._request(Operation.SET, path, name, value)

    def _call(self, path: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self._recorder.active:
            return self._recorder.add(Operation.CALL, path, name, list(args), kwargs)
        return self._request(Operation.CALL, path, name, list(args), kwargs)

    def _call_handle(self, identifier: str, method: str, *args: Any) -> Any:
        return self._request(Operation.HANDLE, identifier, method, list(args))

    def _schema(self, path: str) -> ModuleSchema:
        return self._schemas[path] if path in self._schemas else self._describe(path)

    def _describe(self, path: str) -> ModuleSchema:
        described, generation = self._ask(Operation.DESCRIBE, path)
        schema = ModuleSchema.from_dict(described)
        if generation == self._state[0]:
            self._schemas[path] = schema
        return schema

    def _method(self, proxy: ModuleProxy, name: str) -> Callable[..., Any]:
        key = (proxy._path, name)
        if key not in self._methods:
            schema = self._schema(proxy._path)
            if name not in schema.methods:
                schema = self._describe(proxy._path)
            self._methods[key] = make_method(proxy, schema.methods[name])
        return self._methods[key]

    def _proxy(self, path: str) -> ModuleProxy:
        if not path:
            return self
        if path not in self._proxies:
            schema = self._schema(path)
            self._proxies[path] = make_class(schema)(self, path)
        return self._proxies[path]

    def _send_batch(self, steps: list[list[Any]]) -> list[Any]:
        return self._request(Operation.BATCH, steps)

    # Requests and replies.

    def _request(self, operation: Operation, *arguments: Any) -> Any:
        return self._ask(operation, *arguments)[0]

    def _ask(self, operation: Operation, *arguments: Any) -> tuple[Any, int]:
        result, revision, adjustments, generation = self._link.request(operation, *arguments)
        if (generation, revision) != self._state and generation >= self._state[0]:
            self._forget(generation, revision)
        if adjustments:
            self._warner.warn(adjustments)
        return result, generation

    def _refresh(self) -> None:
        """Connect, and learn which modules there are."""
        self._request(Operation.TREE)

    def _forget(self, generation: int, revision: int) -> None:
        """Modules appeared or vanished, or it is another server: what was cached may be wrong."""
        for cache in (self._schemas, self._methods, self._proxies):
            cache.clear()
        object.__setattr__(self, "_state", (generation, revision))

    def _encode(self, item: Any) -> Any:
        if isinstance(item, ModuleProxy):
            if item._board._identity != self._identity:
                raise NotTransferable(f"{item!r} belongs to another board than {self!r}.")
            return ModuleReference(item._path)
        if isinstance(item, AcquisitionHandle):
            return item._reference
        return item

    def _decode(self, item: Any) -> Any:
        if isinstance(item, HandleReference):
            return AcquisitionHandle(self, item)
        return self._proxy(item.path)
