"""The checks in order; one that cannot be made says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import network
from ..errors import AccessRefused, NameServerNotFound, PyrplError, SettingsError, UntrustedServer
from ..nameserver import RegisteredBoard, boards, locate
from ..security import Credentials, credentials_of
from ..settings import Settings
from . import computer
from .finding import Finding, State
from .served import BOARD_CHECKS, check_server, wait_seconds

_PROOF = (
    "the certificates or tokens on both sides must be of the same lab: ask your administrator "
    "(docs/security.md)"
)


class Checkup:
    """Checks this computer, the name server and boards.

    Parameters
    ----------
    load : callable
        Reads the settings; may raise SettingsError.
    board : str or None
        The board to check; None for all that the name server knows.
    """

    def __init__(self, load: Any, board: str | None = None):
        self._load = load
        self._board = board

    def findings(self) -> Iterator[Finding]:
        """Each finding, as soon as there is one."""
        try:
            settings: Settings = self._load()
        except SettingsError as error:
            yield computer.wrong_settings(error)
            yield from self._skipped("the settings cannot be read", "certificates", "name server")
            yield from self._only_here()
            return
        yield computer.check_settings(settings)
        yield computer.check_proof(settings.security)
        found, known, credentials = self._name_server(settings)
        yield found
        if known is None or credentials is None:
            yield from self._skipped("the name server does not answer")
            yield from self._only_here()
            return
        chosen = self._chosen(known)
        if not chosen:
            yield self._unknown(known)
            yield from self._skipped("no server is known", after="board known")
            yield from self._only_here()
            return
        seen = False
        for registered in chosen:
            text = f"registered at {registered.uri.partition('@')[2]}"
            yield Finding("board known", State.OK, text, board=registered.board)
            for finding in check_server(registered, wait_seconds(settings), credentials):
                seen = seen or (finding.check == "disk" and finding.state is not State.SKIPPED)
                yield finding
        if not seen:
            yield from self._only_here()

    def _only_here(self) -> Iterator[Finding]:
        # Without a server that tells of its own computer, this one may be that computer.
        yield computer.check_qt()
        yield computer.check_disk()

    def _name_server(
        self, settings: Settings
    ) -> tuple[Finding, dict[str, RegisteredBoard] | None, Credentials | None]:
        server = settings.nameserver
        where = network.location(server.host, server.port)
        try:
            credentials = credentials_of(settings.security)
            with locate(
                server.host,
                server.port,
                wait_seconds(settings),
                server.broadcast,
                server.broadcast_port,
                credentials,
            ) as connection:
                known = boards(connection)
                where = connection.address
        except (AccessRefused, UntrustedServer) as error:
            return Finding("name server", State.WRONG, str(error), _PROOF), None, None
        except NameServerNotFound as error:
            text, _, _advice = str(error).partition(". Start one")
            return Finding("name server", State.WRONG, text, _advice_for(text, where)), None, None
        except PyrplError as error:
            return Finding("name server", State.WRONG, str(error), "see above"), None, None
        text = f"answers at {where}; boards: {', '.join(sorted(known)) or 'none'}"
        return Finding("name server", State.OK, text), known, credentials

    def _chosen(self, known: dict[str, RegisteredBoard]) -> list[RegisteredBoard]:
        if self._board is None:
            return [registered for _name, registered in sorted(known.items())]
        return [known[self._board]] if self._board in known else []

    def _unknown(self, known: dict[str, RegisteredBoard]) -> Finding:
        names = ", ".join(sorted(known)) or "none"
        if self._board is None:
            advice = "start a server: pyrpl-pyro serve --board NAME --hostname ADDRESS"
            return Finding("board known", State.WARNING, "no board is registered", advice)
        text = f"the name server knows no board {self._board!r}; it knows: {names}"
        advice = (
            "check the name; or start its server: "
            f"pyrpl-pyro serve --board {self._board} --hostname ADDRESS"
        )
        return Finding("board known", State.WRONG, text, advice, self._board)

    def _skipped(self, why: str, *first: str, after: str = "") -> Iterator[Finding]:
        names = [*first, "board known", *BOARD_CHECKS]
        for name in names[names.index(after) + 1 :] if after else names:
            if name != "disk" and name != "Qt binding":
                yield Finding(name, State.SKIPPED, why, board=self._board or "")


def _advice_for(text: str, where: str) -> str:
    if "is no name server" in text:
        return f"another program has {where}: stop it, or give --nameserver HOST:PORT of the lab's"
    return (
        "start one: pyrpl-pyro nameserver; or tell where it is: --nameserver HOST:PORT, or host "
        "and port in [nameserver] of the settings. On another PC, its firewall must let the port in"
    )
