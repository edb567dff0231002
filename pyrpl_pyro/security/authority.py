"""A lab's own certificate authority: a folder with its key, and the certificates that it issued."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from ..files import write_whole
from .certificate import (
    CLOCKS_DIFFER,
    Issued,
    builder_of,
    bytes_of,
    bytes_of_key,
    described,
    general_name,
    key_usage,
    read_certificate,
)
from .cryptography_package import ExtendedKeyUsageOID, NameOID, ec, hashes, serialization, x509
from .files import check_secret, make_private_folder
from .identity import Role
from .tls import AUTHORITY, CERTIFICATE, KEY, REVOKED, ROLE_PREFIX

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 730
LONGEST_DAYS = 825

_AUTHORITY_KEY = "authority-key.pem"
_ISSUED = "issued"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


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
        self._certificate = read_certificate(folder / AUTHORITY)
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
        builder = builder_of(name, name, key, timedelta(days=AUTHORITY_DAYS))
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key_usage(sign=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        write_whole(folder / _AUTHORITY_KEY, bytes_of_key(key))
        write_whole(folder / AUTHORITY, bytes_of(certificate), 0o644)
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
            builder_of(subject, self._certificate.subject, key, timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(sign=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        if server:
            names = [general_name(host) for host in dict.fromkeys((*hosts, *_LOOPBACK))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        make_private_folder(folder)
        write_whole(folder / KEY, bytes_of_key(key))
        write_whole(folder / CERTIFICATE, bytes_of(certificate), 0o644)
        write_whole(folder / AUTHORITY, bytes_of(self._certificate), 0o644)
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
        number = read_certificate(folder / CERTIFICATE).serial_number
        self._write_revoked([*self._revoked_list(), _revoked_entry(number)])
        # The name is free again, and show tells of both.
        folder.rename(folder.with_name(f"{name}.revoked-{number % 10**8:08d}"))
        return self.folder / REVOKED

    def issued(self) -> list[Issued]:
        """The authority itself, and all that it issued."""
        revoked = {entry.serial_number for entry in self._revoked_list()}
        found = [described(self._certificate)]
        for file in sorted((self.folder / _ISSUED).glob(f"*/{CERTIFICATE}")):
            certificate = read_certificate(file)
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
            .last_update(now - CLOCKS_DIFFER)
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


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", name):
        raise SettingsError(
            f"{name!r} is no name for a certificate: up to 40 letters, digits, '-' and '_'"
        )


def _revoked_entry(number: int) -> Any:
    builder = x509.RevokedCertificateBuilder().serial_number(number)
    return builder.revocation_date(datetime.now(UTC)).build()
