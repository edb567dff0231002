"""A lab's own certificate authority: a folder with its key, and the certificates that it issued.

Needs the package cryptography (``pip install "pyrpl_pyro[tls]"``).
"""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from ..files import write_whole
from .files import check_secret, make_private_folder
from .identity import Role
from .tls import AUTHORITY, CERTIFICATE, KEY, REVOKED, ROLE_PREFIX

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
except ModuleNotFoundError:
    raise SettingsError(
        "certificates are made and read with the package cryptography: "
        'pip install "pyrpl_pyro[tls]"'
    ) from None

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 730
LONGEST_DAYS = 825

_AUTHORITY_KEY = "authority-key.pem"
_ISSUED = "issued"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True)
class Issued:
    """A certificate.

    Attributes
    ----------
    name : str
    role : str
        "read", "control" or "admin"; empty for the authority itself.
    purpose : str
        "authority", "client" or "server".
    hosts : tuple of str
        Host names and addresses that a server may be reached at.
    expires : datetime
    revoked : bool
    """

    name: str
    role: str
    purpose: str
    hosts: tuple[str, ...]
    expires: datetime
    revoked: bool = False


class Authority:
    """The authority in a folder.

    Parameters
    ----------
    folder : Path
        Folder that :meth:`create` made.

    Raises
    ------
    SettingsError
        There is none, or its key is open to other users.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        if not (folder / AUTHORITY).is_file():
            raise SettingsError(
                f"there is no authority in {folder}: make one with 'pyrpl-pyro certificates init', "
                "or name its folder with --authority"
            )
        check_secret(folder / _AUTHORITY_KEY, "the key of the authority")
        self._certificate = _read(folder / AUTHORITY)
        key: Any = serialization.load_pem_private_key(
            (folder / _AUTHORITY_KEY).read_bytes(), password=None
        )
        self._key = key

    @classmethod
    def create(cls, folder: Path, lab: str) -> Authority:
        """Make an authority for a lab; SettingsError when there is one in the folder."""
        if (folder / AUTHORITY).exists() or (folder / _AUTHORITY_KEY).exists():
            raise SettingsError(
                f"there is an authority in {folder} already. A new one would make all its "
                "certificates worthless: move the folder away first if that is what you want"
            )
        make_private_folder(folder)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, f"pyrpl_pyro authority of {lab}"[:64]),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, lab[:64]),
            ]
        )
        builder = _builder(name, name, key, timedelta(days=AUTHORITY_DAYS))
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(sign=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        write_whole(folder / _AUTHORITY_KEY, _key_bytes(key))
        write_whole(folder / AUTHORITY, _bytes(certificate), 0o644)
        made = cls(folder)
        made._write_revoked([])
        return made

    def issue(
        self,
        name: str,
        role: Role = Role.CONTROL,
        *,
        hosts: tuple[str, ...] = (),
        server: bool = False,
        days: float = CERTIFICATE_DAYS,
        replace: bool = False,
    ) -> Path:
        """Issue a certificate with a new key.

        Parameters
        ----------
        name : str
            Who it is for: a person, a program or a computer.
        role : Role
            What a client with it may do.
        hosts : tuple of str
            For a server: host names and addresses at which clients reach it.
        server : bool
            Whether it is for name servers and servers of boards too.
        days : float
            How long it is valid.
        replace : bool
            Revoke the one with that name, if there is one, instead of refusing.

        Returns
        -------
        Path
            Folder that is all the other computer needs.
        """
        _check_name(name)
        if server and not hosts:
            raise SettingsError(
                "a certificate for a server names the addresses that clients use: --host ADDRESS, "
                "which may be given several times"
            )
        if not days <= LONGEST_DAYS:
            raise SettingsError(f"a certificate is valid for {LONGEST_DAYS} days at most")
        folder = self.folder / _ISSUED / name
        if folder.exists():
            if not replace:
                raise SettingsError(
                    f"there is a certificate for {name} already, in {folder}; --replace revokes it "
                    "and issues a new one"
                )
            self.revoke(name)
        key = ec.generate_private_key(ec.SECP256R1())
        usages = [ExtendedKeyUsageOID.CLIENT_AUTH]
        if server:
            usages.append(ExtendedKeyUsageOID.SERVER_AUTH)
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, name),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"{ROLE_PREFIX}{role}"),
            ]
        )
        builder = (
            _builder(subject, self._certificate.subject, key, timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(sign=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        if server:
            names = [_general_name(host) for host in dict.fromkeys((*hosts, *_LOOPBACK))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        make_private_folder(folder)
        write_whole(folder / KEY, _key_bytes(key))
        write_whole(folder / CERTIFICATE, _bytes(certificate), 0o644)
        write_whole(folder / AUTHORITY, _bytes(self._certificate), 0o644)
        shutil.copyfile(self.folder / REVOKED, folder / REVOKED)
        return folder

    def revoke(self, name: str) -> Path:
        """Revoke all certificates of a name; returns the list, which has to be copied."""
        _check_name(name)
        folder = self.folder / _ISSUED / name
        if not (folder / CERTIFICATE).is_file():
            valid = [item.name for item in self.issued()[1:] if not item.revoked]
            raise SettingsError(
                f"there is no certificate for {name!r} in {self.folder}; "
                f"there are: {', '.join(valid) or 'none'}"
            )
        number = _read(folder / CERTIFICATE).serial_number
        self._write_revoked([*self._revoked_list(), _revoked_entry(number)])
        # The name is free again, and show tells of both.
        folder.rename(folder.with_name(f"{name}.revoked-{number % 10**8:08d}"))
        return self.folder / REVOKED

    def issued(self) -> list[Issued]:
        """The authority itself, and all that it issued."""
        revoked = {entry.serial_number for entry in self._revoked_list()}
        found = [described(self._certificate)]
        for file in sorted((self.folder / _ISSUED).glob(f"*/{CERTIFICATE}")):
            certificate = _read(file)
            found.append(described(certificate, certificate.serial_number in revoked))
        return found

    def _revoked_list(self) -> list[Any]:
        file = self.folder / REVOKED
        return list(x509.load_pem_x509_crl(file.read_bytes())) if file.is_file() else []

    def _write_revoked(self, entries: list[Any]) -> None:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now - _CLOCKS_DIFFER)
            # It is copied by hand: that it is old must not lock everybody out.
            .next_update(self._certificate.not_valid_after_utc)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .add_extension(x509.CRLNumber(len(entries) + 1), critical=False)
        )
        for entry in entries:
            builder = builder.add_revoked_certificate(entry)
        content = builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        write_whole(self.folder / REVOKED, content, 0o644)
        for folder in (self.folder / _ISSUED).glob("*"):
            if (folder / REVOKED).is_file():
                write_whole(folder / REVOKED, content, 0o644)


def certificate_in(directory: str | os.PathLike[str]) -> Issued:
    """The certificate of this computer or person, in the folder that the settings name.

    Raises
    ------
    SettingsError
        There is none.
    """
    folder = Path(directory)
    certificate = _read(folder / CERTIFICATE)
    revoked: set[int] = set()
    if (folder / REVOKED).is_file():
        listed = x509.load_pem_x509_crl((folder / REVOKED).read_bytes())
        revoked = {entry.serial_number for entry in listed}
    return described(certificate, certificate.serial_number in revoked)


def described(certificate: Any, revoked: bool = False) -> Issued:
    """What a certificate says, in words."""
    subject = certificate.subject
    units = [
        str(unit.value) for unit in subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    ]
    hosts: tuple[str, ...] = ()
    purpose = "client"
    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, x509.SubjectAlternativeName):
            hosts = tuple(str(name.value) for name in value)
        elif isinstance(value, x509.ExtendedKeyUsage):
            if ExtendedKeyUsageOID.SERVER_AUTH in value:
                purpose = "server"
        elif isinstance(value, x509.BasicConstraints) and value.ca:
            purpose = "authority"
    return Issued(
        name=str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value),
        role=next((u.removeprefix(ROLE_PREFIX) for u in units if u.startswith(ROLE_PREFIX)), ""),
        purpose=purpose,
        hosts=hosts,
        expires=certificate.not_valid_after_utc,
        revoked=revoked,
    )


def _builder(subject: Any, issuer: Any, key: Any, valid: timedelta) -> Any:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, now + valid) - _CLOCKS_DIFFER)
        .not_valid_after(now + valid)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(sign: bool) -> Any:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign,
        crl_sign=sign,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> Any:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", host):
        raise SettingsError(f"{host!r} is no host name or address, as --host takes")
    return x509.DNSName(host)


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", name):
        raise SettingsError(
            f"{name!r} is no name for a certificate: up to 40 letters, digits, '-' and '_'"
        )


def _revoked_entry(number: int) -> Any:
    builder = x509.RevokedCertificateBuilder().serial_number(number)
    return builder.revocation_date(datetime.now(UTC)).build()


def _read(file: Path) -> Any:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"the certificate {file} cannot be read: {error.strerror or error}"
        ) from None
    except ValueError as error:
        raise SettingsError(f"{file} holds no certificate: {error}") from None


def _bytes(certificate: Any) -> bytes:
    content: bytes = certificate.public_bytes(serialization.Encoding.PEM)
    return content


def _key_bytes(key: Any) -> bytes:
    content: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return content
