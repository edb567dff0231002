"""X.509 certificates: what is in one, and the parts that the lab's authority makes one of."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from .cryptography_package import ExtendedKeyUsageOID, NameOID, serialization, x509
from .tls import CERTIFICATE, REVOKED, ROLE_PREFIX

CLOCKS_DIFFER = timedelta(hours=1)
"""How much the clocks of a lab's computers may differ."""


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


def certificate_in(directory: str | os.PathLike[str]) -> Issued:
    """The certificate of this computer or person, in the folder that the settings name.

    Raises
    ------
    SettingsError
        There is none.
    """
    folder = Path(directory)
    certificate = read_certificate(folder / CERTIFICATE)
    revoked = revoked_in(folder / REVOKED) if (folder / REVOKED).is_file() else set()
    return described(certificate, certificate.serial_number in revoked)


def revoked_in(file: Path) -> set[int]:
    """Serial numbers in a list of revoked certificates; SettingsError when it cannot be read."""
    try:
        return {entry.serial_number for entry in x509.load_pem_x509_crl(file.read_bytes())}
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise SettingsError(f"{file} is no list of revoked certificates: {error}") from None


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


def builder_of(subject: Any, issuer: Any, key: Any, valid: timedelta) -> Any:
    """A certificate of `key` to be extended and signed, valid from now on."""
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, now + valid) - CLOCKS_DIFFER)
        .not_valid_after(now + valid)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def key_usage(sign: bool) -> Any:
    """What a key is for: to sign certificates, or to prove who one is."""
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


def general_name(host: str) -> Any:
    """A host name or an address as certificates have them."""
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", host):
        raise SettingsError(f"{host!r} is no host name or address, as --host takes")
    return x509.DNSName(host)


def read_certificate(file: Path) -> Any:
    """The certificate in a file; SettingsError when there is none."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"the certificate {file} cannot be read: {error.strerror or error}"
        ) from None
    except ValueError as error:
        raise SettingsError(f"{file} holds no certificate: {error}") from None


def bytes_of(certificate: Any) -> bytes:
    """A certificate as a PEM file has it."""
    content: bytes = certificate.public_bytes(serialization.Encoding.PEM)
    return content


def bytes_of_key(key: Any) -> bytes:
    """A private key as a PEM file has it."""
    content: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return content
