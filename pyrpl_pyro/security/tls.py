"""TLS with certificates on both sides, and its errors in words."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

from ..errors import SettingsError, UntrustedServer
from .files import check_secret, stamp
from .identity import Identity, Role

AUTHORITY = "authority.pem"
CERTIFICATE = "certificate.pem"
KEY = "key.pem"
REVOKED = "revoked.pem"
ROLE_PREFIX = "role "
"""A certificate names its role as organizational unit: ``role control``."""

_ALERTS = {
    "CERTIFICATE_EXPIRED": "the certificate of this client has expired",
    "CERTIFICATE_REVOKED": "the certificate of this client was revoked",
    "UNKNOWN_CA": "the certificate of this client is of another authority",
    "BAD_CERTIFICATE": "the certificate of this client is not valid there",
    "UNSUPPORTED_CERTIFICATE": "the certificate of this client is not one for clients",
    "CERTIFICATE_REQUIRED": "this client showed no certificate",
    "HANDSHAKE_FAILURE": "this client showed no certificate that is accepted there",
    "PROTOCOL_VERSION": "this client speaks another version of TLS",
}
_REASONS = (
    ("expired", "its certificate has expired: issue a new one for that server"),
    ("not yet valid", "its certificate is not valid yet: check the clocks of both computers"),
    ("revoked", "its certificate was revoked"),
    (
        "mismatch",
        "its certificate is not for that address: issue one with --host, and the address that "
        "clients use",
    ),
    ("not valid for", "its certificate is not for that address"),
    ("purpose", "its certificate is not one for servers: issue one with --server"),
    ("CRL", "the list of revoked certificates cannot be used: copy revoked.pem anew"),
    ("self-signed", "its certificate is of another authority"),
    ("self signed", "its certificate is of another authority"),
    ("issuer", "its certificate is of another authority"),
)


class Certificates:
    """The certificates in one folder, read again when a file changes.

    Parameters
    ----------
    directory : str
        Folder with ``authority.pem``, ``certificate.pem``, ``key.pem`` and, when there is
        one, ``revoked.pem``.

    Raises
    ------
    SettingsError
        A file is missing, not valid, or the key is open to other users.
    """

    def __init__(self, directory: str):
        self.directory = Path(directory)
        self._lock = threading.Lock()
        self._contexts: dict[bool, tuple[object, ssl.SSLContext]] = {}
        self.context(server=False)

    def context(self, server: bool) -> ssl.SSLContext:
        """The context for a new connection, as the files are now."""
        names = (AUTHORITY, CERTIFICATE, KEY, REVOKED)
        seen = tuple(stamp(self.directory / name) for name in names)
        with self._lock:
            kept = self._contexts.get(server)
            if kept is None or kept[0] != seen:
                kept = (seen, self._load(server))
                self._contexts[server] = kept
            return kept[1]

    def _load(self, server: bool) -> ssl.SSLContext:
        files = [self.directory / name for name in (AUTHORITY, CERTIFICATE, KEY)]
        for file in files:
            if not file.is_file():
                raise SettingsError(
                    f"there is no {file}: security.directory must name a folder that "
                    "'pyrpl-pyro certificates issue NAME' made, with "
                    f"{AUTHORITY}, {CERTIFICATE} and {KEY}"
                )
        check_secret(files[2], "the key")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.verify_mode = ssl.CERT_REQUIRED
        context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        revoked = self.directory / REVOKED
        try:
            context.load_cert_chain(files[1], files[2])
            context.load_verify_locations(files[0])
            if revoked.is_file():
                context.load_verify_locations(revoked)
                context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"the certificates in {self.directory} cannot be used: {_first(error)}. "
                "Copy the folder anew from the computer with the authority"
            ) from None
        if server:
            # A resumed session would go around the list of revoked certificates.
            context.num_tickets = 0
            context.options |= ssl.OP_NO_TICKET
        return context


def secure_client(peer: socket.socket, certificates: Certificates, host: str) -> ssl.SSLSocket:
    """Speak TLS with a server that must be `host`; the socket has a time limit.

    Raises
    ------
    UntrustedServer
        It is not a server of this authority, or not the one of that address.
    OSError
        The connection broke or was too slow.
    """
    context = certificates.context(server=False)
    try:
        return context.wrap_socket(peer, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        text = f"{error.verify_message} {error.strerror}"
        reason = next((said for mark, said in _REASONS if mark in text), error.verify_message)
        raise UntrustedServer(
            f"{reason} ({error.verify_message}; checked with {certificates.directory})"
        ) from None
    except ssl.SSLError as error:
        told = alert(str(error))
        if told:
            raise UntrustedServer(f"it ended the TLS handshake: {told}") from None
        raise UntrustedServer(
            "it does not speak TLS, so it cannot prove that it belongs to this lab: start it with "
            "a security.directory, or take the setting away from this client"
        ) from None
    except (ConnectionError, EOFError):
        raise UntrustedServer(
            "it ended the connection during the TLS handshake; perhaps it does not speak TLS. "
            "Start it with a security.directory, or take the setting away from this client"
        ) from None


def alert(text: str) -> str:
    """What an alert of the other side in the text of an error means; empty for none."""
    found = re.search(r"ALERT_(\w+)", text)
    if found is None:
        return ""
    return _ALERTS.get(found[1], found[1].lower().replace("_", " "))


def identity_of(certificate: dict[str, Any] | None) -> Identity:
    """Who a certificate was issued to, and the role in it; read where it names none."""
    fields: dict[str, list[str]] = {}
    for part in (certificate or {}).get("subject", ()):
        for key, value in part:
            fields.setdefault(key, []).append(value)
    role = Role.READ
    for unit in fields.get("organizationalUnitName", []):
        named = unit.removeprefix(ROLE_PREFIX).upper()
        if unit.startswith(ROLE_PREFIX) and named in Role.__members__:
            role = Role[named]
    name = fields.get("commonName", ["?"])[0]
    return Identity(name[:80], role, "certificate", (certificate or {}).get("serialNumber", ""))


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
