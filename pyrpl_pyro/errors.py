"""Every error that may cross the wire or that a user of the client may meet.

Each message says what was wrong, what was expected and what to do. An error that
PyRPL raised reaches the client as the same Python type where Python has it, else as a
subclass of :class:`PyrplError` made for it (see :mod:`pyrpl_pyro.wire.exceptions`).
"""

from __future__ import annotations

import concurrent.futures


class PyrplError(Exception):
    """Base of every error of this package.

    Attributes
    ----------
    original_class : str or None
        Dotted name of the class that PyRPL raised on the server, when the error comes
        from there and its class is not one of Python's own.
    """

    original_class: str | None = None


class SettingsError(PyrplError, ValueError):
    """A settings file, an environment variable or an argument is wrong."""


class NameServerNotFound(PyrplError, ConnectionError):
    """No name server answers at the address that was tried."""


class BoardNotFound(PyrplError, LookupError):
    """The name server answers, but knows no board of that name."""


class BoardNotAnswering(PyrplError, ConnectionError):
    """The board's server is registered, but does not answer at its address."""


class ServerFull(PyrplError, ConnectionError):
    """The server has all the clients or connections that its settings allow."""


class LimitReached(PyrplError, RuntimeError):
    """The server refused a call: too many wait, or this client has too many runs under way."""


class ProtocolMismatch(PyrplError, ConnectionError):
    """Client and server speak different versions of the wire protocol."""


class AccessRefused(PyrplError, PermissionError):
    """A server or name server did not let this client in, or not do what it asked for."""


class UntrustedServer(PyrplError, ConnectionError):
    """What answers could not prove that it is a server of this lab."""


class ConnectionLost(PyrplError, ConnectionError):
    """The connection to the server broke, and the call was not repeated.

    Attributes
    ----------
    call : str
        Which one, such as ``"pid0.setpoint = 0.25"``.
    sent : bool
        Whether it may have been done: it was sent, but not answered. False: it surely was
        not done.
    since : float
        When the connection was lost, in seconds since the epoch.
    """

    def __init__(self, message: str, call: str = "", sent: bool = True, since: float = 0.0):
        super().__init__(message)
        self.call = call
        self.sent = sent
        self.since = since


class ServerClosed(ConnectionLost):
    """The server of the board was stopped in order."""


class BoardUnreachable(PyrplError, ConnectionError):
    """The server runs, but nothing can be done with the Red Pitaya itself now.

    Attributes
    ----------
    hostname : str
        The board.
    since : float
        When that began, in seconds since the epoch.
    doing : str
        What is being done about it, or what to do.
    """

    def __init__(self, message: str, hostname: str = "", since: float = 0.0, doing: str = ""):
        super().__init__(message)
        self.hostname = hostname
        self.since = since
        self.doing = doing


class BoardTakenOver(BoardUnreachable):
    """Another PyRPL has the board; ``rp.take_back()`` takes it back."""


class CallTimeout(PyrplError, TimeoutError):
    """The server did not answer a call within the time limit of the client."""


class AcquisitionCancelled(PyrplError, concurrent.futures.CancelledError):
    """Somebody stopped the run: another acquisition, a setup(), or a stop()."""


class NotTransferable(PyrplError, TypeError):
    """An object has no representation on the wire."""


class BatchError(PyrplError):
    """A step of a batch failed; those before it were done, those after it were not.

    Attributes
    ----------
    step : int
        Index of the step that failed, from 0.
    done : list of str
        The steps that were done, in order, as text.
    """

    def __init__(self, message: str, step: int = -1, done: list[str] | None = None):
        super().__init__(message)
        self.step = step
        self.done = list(done or [])


class SnapshotError(PyrplError, ValueError):
    """A snapshot does not fit the board, or is none; nothing was written."""


class ModuleLeased(PyrplError, RuntimeError):
    """Somebody else has the module; it can be read, not changed.

    Attributes
    ----------
    module : str
        Path of the module.
    holder : str
        ``user@host/program[number]``, or what owns the module in PyRPL.
    host : str
        Computer of the holder.
    reason : str
        What the holder said that it needs the module for.
    age : float or None
        How long the holder has had it (s), where that is known.
    """

    def __init__(
        self,
        message: str,
        module: str = "",
        holder: str = "",
        host: str = "",
        reason: str = "",
        age: float | None = None,
    ):
        super().__init__(message)
        self.module = module
        self.holder = holder
        self.host = host
        self.reason = reason
        self.age = age


class LeaseLost(ModuleLeased):
    """This program had leased the module, and has lost it.

    ``holder``, ``host`` and ``reason`` are of who took it over, and ``age`` is since when (s).
    The holder is "" when nobody did: the lease ended because the client was away too long.
    """


class StartError(PyrplError):
    """A server could not be started: board unreachable, port or name taken, ..."""


class QtBindingError(StartError):
    """No Qt binding that PyRPL can run on is installed."""


class WindowError(PyrplError, RuntimeError):
    """PyRPL's window cannot be shown: the server has no display."""


class ValueAdjustedWarning(UserWarning):
    """PyRPL clamped or rounded a value that a client asked for."""
