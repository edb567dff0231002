"""What a process proves itself with, as the settings say: nothing, a certificate, or a token."""

from __future__ import annotations

import importlib.util
import socket
import ssl
from pathlib import Path

from .. import network
from ..errors import SettingsError
from ..settings import SecuritySettings
from . import tls, tokens


class Credentials:
    """The certificates or tokens of a process; made by :func:`credentials_of`.

    Attributes
    ----------
    settings : SecuritySettings
    certificates : Certificates or None
        With these, every connection is TLS.
    tokens : list of Token
        With these, both sides prove that they know a token.
    """

    def __init__(self, settings: SecuritySettings):
        self.settings = settings
        if settings.directory and settings.token_file:
            raise SettingsError(
                "security.directory (certificates) and security.token_file (a shared token) are "
                "both set: choose one of the two, and the same one on all computers of the lab"
            )
        self.certificates = tls.Certificates(settings.directory) if settings.directory else None
        self._token_file = settings.token_file
        if self._token_file:
            tokens.read_tokens(self._token_file)

    def __bool__(self) -> bool:
        """Whether anything has to be proven."""
        return bool(self.certificates or self._token_file)

    @property
    def token_file(self) -> Path | None:
        """Where the tokens are."""
        return Path(self._token_file) if self._token_file else None

    @property
    def tokens(self) -> list[tokens.Token]:
        """The tokens, as the file is now."""
        return tokens.read_tokens(self._token_file) if self._token_file else []

    def secure(self, peer: socket.socket, host: str) -> socket.socket:
        """The client's side of a new connection to `host`; returns the socket to use.

        Raises
        ------
        UntrustedServer, AccessRefused
            The other side cannot prove what it is, or does not accept this client.
        OSError
            The connection broke or was too slow.
        """
        if self.certificates is not None:
            secured: ssl.SSLSocket = tls.secure_client(peer, self.certificates, host)
            return secured
        if self._token_file:
            tokens.prove_to_server(peer, self.tokens)
        return peer


def credentials_of(settings: SecuritySettings | None) -> Credentials:
    """Credentials as the settings say.

    Raises
    ------
    SettingsError
        A file is missing, wrong, or open to other users.
    """
    return Credentials(settings or SecuritySettings())


def check_may_listen(host: str, settings: SecuritySettings) -> str:
    """Refuse to listen where other computers reach us without any proof.

    Returns
    -------
    str
        A warning to show, empty for none.

    Raises
    ------
    SettingsError
        It is such an address, and none of the three ways was chosen.
    """
    if network.is_loopback(host) or settings.directory or settings.token_file:
        return ""
    if settings.insecure:
        return (
            f"whoever reaches {host} can use everything here, without any proof (--insecure); "
            "run it in a network where you trust every computer"
        )
    raise SettingsError(
        f"at {host} every computer of the network could use everything here. Choose one of three "
        "ways: certificates (security.directory in the settings file, made with 'pyrpl-pyro "
        "certificates'), a shared token (security.token_file, made with 'pyrpl-pyro certificates "
        "token FILE'), or --insecure (security.insecure = true) in a network where you trust "
        "every computer. docs/security.md tells more"
    )


def check_may_serve(settings: SecuritySettings) -> None:
    """Refuse to serve with a certificate that is for clients only: all would mistrust it.

    Where the package cryptography is missing, only clients notice.

    Raises
    ------
    SettingsError
        The certificate is not one for servers.
    """
    if not settings.directory or importlib.util.find_spec("cryptography") is None:
        return
    from .certificate import certificate_in

    found = certificate_in(settings.directory)
    if found.purpose != "server":
        raise SettingsError(
            f"the certificate of {found.name} in {settings.directory} is not one for servers: "
            "issue one with 'pyrpl-pyro certificates issue NAME --server --host ADDRESS'"
        )


def check_certified_for(address: str, settings: SecuritySettings) -> str:
    """Whether clients will believe a server that they are told to call at `address`.

    Returns
    -------
    str
        A warning to show when they will not, empty otherwise. Where the package cryptography
        is missing, only clients notice.
    """
    if not settings.directory or importlib.util.find_spec("cryptography") is None:
        return ""
    from .certificate import certificate_in

    found = certificate_in(settings.directory)
    if address.lower() in (host.lower() for host in found.hosts):
        return ""
    return (
        f"clients are told to call {address}, for which the certificate of {found.name} in "
        f"{settings.directory} is not: they will not trust this server. It is for "
        f"{', '.join(found.hosts)}. Choose one of these with --host or --advertise, or issue a "
        f"certificate for that one too: pyrpl-pyro certificates issue {found.name} --replace "
        f"--server --host {address}"
    )
