"""Whether those who were let in would still be: certificates are revoked, tokens taken back."""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path

from ..errors import SettingsError
from .credentials import Credentials
from .files import stamp
from .identity import Identity
from .tls import REVOKED

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
        self._credentials = credentials
        self._file: Path | None = None
        if credentials.certificates is None:
            self._file = credentials.token_file
        elif importlib.util.find_spec("cryptography") is not None:
            self._file = credentials.certificates.directory / REVOKED
        self._seen: object = None
        self._revoked: set[int] = set()
        self._tokens: set[str] | None = None
        self.look()

    def look(self) -> bool:
        """Read the file that says so again if it has changed; whether that was done.

        One that cannot be read changes nothing: who connects anew is told why.
        """
        if self._file is None:
            return False
        seen = stamp(self._file)
        if seen is None or seen == self._seen:
            return False
        self._seen = seen
        try:
            self._read(self._file)
        except SettingsError as error:
            logger.warning("%s", error)
            return False
        return True

    def accepts(self, identity: Identity) -> bool:
        """Whether a client with this proof would be let in now."""
        if identity.proof == "certificate":
            return not identity.key or int(identity.key, 16) not in self._revoked
        if identity.proof == "token":
            return self._tokens is None or identity.key in self._tokens
        return True

    def _read(self, file: Path) -> None:
        if self._credentials.certificates is None:
            self._tokens = {token.identity.key for token in self._credentials.tokens}
            return
        from .certificate import revoked_in

        self._revoked = revoked_in(file)
