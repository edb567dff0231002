"""Whether those who were let in would still be: certificates are revoked, tokens taken back."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from pathlib import Path

from ..errors import SettingsError
from .credentials import Credentials
from .files import stamp
from .identity import Identity, Role
from .tls import REVOKED
from .tokens import tokens_in

logger = logging.getLogger(__name__)


class Acceptance:
    """Whom a server accepts at present.

    Where the package cryptography is missing, revoked certificates are noticed when their
    holder connects anew, and not before.

    Parameters
    ----------
    credentials : Credentials
        Of the server.
    """

    def __init__(self, credentials: Credentials):
        self._file: Path | None = None
        self._read: Callable[[Path], None] = self._read_tokens
        if credentials.certificates is None:
            self._file = credentials.token_file
        elif importlib.util.find_spec("cryptography") is not None:
            self._file = credentials.certificates.directory / REVOKED
            self._read = self._read_revoked
        self._last: object = None
        self._used: object = None
        self._revoked: set[int] = set()
        self._roles: dict[str, Role] | None = None
        if self._file is not None:
            self._last = stamp(self._file)
            self.look()

    def look(self) -> None:
        """Read the file that says so again, when it has changed since the last look but one.

        One that has just changed may be half written. One that is not there, or cannot be
        read, changes nothing: who connects anew is told why.
        """
        if self._file is None:
            return
        seen, before = stamp(self._file), self._last
        self._last = seen
        if seen is None or seen != before or seen == self._used:
            return
        self._used = seen
        try:
            self._read(self._file)
        except SettingsError as error:
            logger.warning("who is connected stays so: %s", error)

    def objection(self, identity: Identity) -> str:
        """Why a client with this proof would not be let in now; empty when it would."""
        if identity.proof == "certificate":
            if identity.key and int(identity.key, 16) in self._revoked:
                return "its certificate was revoked"
        elif identity.proof == "token" and self._roles is not None:
            role = self._roles.get(identity.key)
            if role is None:
                return "its token was taken back"
            if role < identity.role:
                return f"its token has the role {role} only now"
        return ""

    def _read_tokens(self, file: Path) -> None:
        roles: dict[str, Role] = {}
        for token in tokens_in(file):
            roles.setdefault(token.identity.key, token.role)
        logger.info("%s: %d tokens are accepted", file, len(roles))
        self._roles = roles

    def _read_revoked(self, file: Path) -> None:
        from .certificate import revoked_in

        self._revoked = revoked_in(file)
        logger.info("%s: %d certificates are revoked", file, len(self._revoked))
