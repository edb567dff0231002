"""A thread that keeps the way to the board open.

It asks a board that is silent for a word, makes a lost connection anew, and tells apart what
may have happened. PyRPL's monitor server ends with its only client, so that a new connection
takes a new server, which is started through SSH.

- SSH does not answer either: the cable, the network, or the board restarts. Tried again, with
  growing pauses.
- SSH answers, and a monitor server runs that is not ours: another PyRPL has killed ours and
  started its own. Nothing is done about it until :meth:`BoardKeeper.take_back`: two PyRPL that
  each restart their server would go on for ever.
- SSH answers, no monitor server runs: ours ended. If the board closed the connection, another
  PyRPL may be about to start its own, so there is a pause before ours is started again.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future
from dataclasses import replace

from .claim import Claim, read_claim, write_claim
from .client import BoardClient
from .connection import BrokenConnection, MonitorConnection
from .identity import Identity, read_identity
from .shell import BoardShell, ShellError
from .state import Condition, HardwareState, clock_time

logger = logging.getLogger(__name__)

PROBE_SECONDS = 0.75
"""A board that was silent for so long is asked for a word (s)."""

TAKEOVER_SECONDS = 3.0
"""Between killing a monitor server and starting its own, PyRPL takes up to some 2 s."""

_PAUSES = (0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_LOOK_AGAIN = 0.25
_IMAGE_SECONDS = 1.0
_LISTENING_SECONDS = 2.0
_RETRY_SECONDS = 0.05
_END_SECONDS = 1.0

_TRYING = "A new connection is tried again and again."
_TAKE_BACK = (
    "Nothing is done until you take it back: rp.take_back(), or 'pyrpl-pyro take-back BOARD'."
)
_LOAD = "Stop and start its server: it loads PyRPL's image and writes the saved settings."


class BoardKeeper:
    """Keeps a :class:`BoardClient` connected.

    Parameters
    ----------
    client : BoardClient
    shell : BoardShell
    host, port : str, int
        Where the monitor server listens.
    claim : Claim
        By which the board is held; the keeper sees to it that it names our monitor server.
    """

    def __init__(self, client: BoardClient, shell: BoardShell, host: str, port: int, claim: Claim):
        self._client = client
        self._shell = shell
        self._address = host, port
        self._claim = claim
        self._own = {claim.monitor}
        self._failures = 0
        self._stopping = False
        self._other_image: MonitorConnection | None = None
        self._asked: Future[HardwareState] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="way to the board", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and the SSH session; the connection belongs to the client.

        A thread that waits for a board that is away ends a little later.
        """
        self._stopping = True
        self._client.wake.set()
        self._thread.join(_END_SECONDS)

    def take_back(self) -> Future[HardwareState]:
        """Take the board from whoever has it; callable in any thread.

        The future's result is the state when that is done; it raises
        :class:`~pyrpl_pyro.errors.BoardUnreachable` when it could not be done.
        """
        with self._lock:
            if self._asked is None:
                self._asked = Future()
            asked = self._asked
        self._client.wake.set()
        return asked

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._turn()
        except Exception:
            # Without this thread a lost board would stay lost, and nobody would know why.
            logger.exception("the way to the board %s is no longer looked after", self._name)
            raise
        finally:
            self._drop_other_image()
            self._shell.close()

    @property
    def _name(self) -> str:
        return self._client.hostname

    def _turn(self) -> None:
        client = self._client
        if self._asked is not None:
            self._answer(self._asked)
            return
        condition = client.state.condition
        if condition is Condition.CONNECTED:
            self._failures = 0
            self._wait(PROBE_SECONDS)
            client.probe(PROBE_SECONDS)
        elif condition is Condition.TAKEN_OVER:
            self._wait(PROBE_SECONDS)
        elif self._other_image is not None:
            self._look_at_image(self._other_image)
        else:
            self._wait(self._try_again())

    def _wait(self, seconds: float) -> None:
        self._client.wake.wait(seconds)
        self._client.wake.clear()

    def _try_again(self) -> float:
        """One attempt to get the board back; seconds until the next one."""
        client = self._client
        try:
            running = self._shell.servers()
            soon = client.away_seconds < TAKEOVER_SECONDS
            if running - self._own:
                self._give_way(running)
                return 0.0
            if client.lost_by_board and soon and not self._failures:
                return _LOOK_AGAIN
            if running:
                self._shell.end_servers()
            self._connect()
        except (ShellError, BrokenConnection) as error:
            pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
            self._failures += 1
            logger.log(
                logging.INFO if self._failures <= 3 else logging.DEBUG,
                "board %s, attempt %d: %s",
                self._name,
                self._failures,
                error,
            )
            client.set_state(Condition.UNREACHABLE, str(error), _TRYING)
            return pause
        return 0.0

    def _give_way(self, running: set[int]) -> None:
        numbers = ", ".join(map(str, sorted(running)))
        reason = f"its monitor server (process {numbers} on the board) is not ours"
        claim = read_claim(self._shell)
        if claim is not None:
            reason += f" but that of {claim}"
        logger.warning("board %s was taken over by another PyRPL: %s", self._name, reason)
        self._client.set_state(Condition.TAKEN_OVER, reason, _TAKE_BACK)

    def _answer(self, asked: Future[HardwareState]) -> None:
        """Do what :meth:`take_back` asks for."""
        client = self._client
        try:
            if client.state.condition is not Condition.CONNECTED:
                self._drop_other_image()
                self._shell.end_servers()
                self._connect()
        except (ShellError, BrokenConnection) as error:
            client.set_state(Condition.UNREACHABLE, str(error), _TRYING)
        with self._lock:
            self._asked = None
        state = client.state
        if state.condition is Condition.CONNECTED:
            asked.set_result(state)
        else:
            asked.set_exception(state.error(self._name))

    def _connect(self) -> None:
        """Start a monitor server and connect to it.

        Raises
        ------
        ShellError, BrokenConnection
            That could not be done.
        """
        process = self._shell.start_server(self._address[1])
        self._own.add(process)
        connection, identity = self._reach_server()
        try:
            self._claim = replace(self._claim, monitor=process)
            write_claim(self._shell, self._claim)
        except ShellError:
            connection.close()
            raise
        if identity.has_image:
            self._restore(connection, identity)
        else:
            self._other_image = connection
            reason = "PyRPL's image is not loaded, as after switching the board off and on"
            logger.warning("board %s is back, but %s", self._name, reason)
            self._client.set_state(Condition.OTHER_IMAGE, reason, _LOAD)

    def _reach_server(self) -> tuple[MonitorConnection, Identity]:
        deadline = time.monotonic() + _LISTENING_SECONDS
        while True:
            try:
                connection = MonitorConnection(*self._address, _LISTENING_SECONDS)
                identity = read_identity(connection)
                break
            except BrokenConnection as error:
                words = self._shell.last_words()
                if words:
                    raise BrokenConnection(f"the monitor server says: {words[:200]}") from error
                # It does not listen yet.
                if not error.by_board or time.monotonic() > deadline or self._stopping:
                    raise
            time.sleep(_RETRY_SECONDS)
        try:
            self._check_chip(identity)
        except BrokenConnection:
            connection.close()
            raise
        return connection, identity

    def _check_chip(self, identity: Identity) -> None:
        known = self._client.identity.chip
        # Another image may have something else in these registers.
        if identity.has_image and identity.chip != known:
            raise BrokenConnection(
                f"another board answers at its address: chip {identity.chip:#x} instead of "
                f"{known:#x}"
            )

    def _look_at_image(self, connection: MonitorConnection) -> None:
        """See whether somebody has loaded PyRPL's image."""
        self._wait(_IMAGE_SECONDS)
        try:
            identity = read_identity(connection)
        except BrokenConnection as error:
            self._drop_other_image()
            self._client.set_state(Condition.UNREACHABLE, str(error), _TRYING)
            return
        if identity.has_image:
            self._other_image = None
            self._restore(connection, identity)

    def _restore(self, connection: MonitorConnection, identity: Identity) -> None:
        away = self._client.state.since
        self._client.restore(connection, identity)
        logger.warning(
            "board %s is back, it was away since %s: %s",
            self._name,
            clock_time(away),
            self._client.state.reason,
        )

    def _drop_other_image(self) -> None:
        if self._other_image is not None:
            self._other_image.close()
            self._other_image = None
