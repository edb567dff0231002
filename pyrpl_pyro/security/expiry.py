"""How long the own certificate is valid still, for whoever reports it."""

from __future__ import annotations

from datetime import UTC, datetime

from ..errors import SettingsError
from ..settings import SecuritySettings

WARN_DAYS = 30.0


def days_left(security: SecuritySettings) -> float | None:
    """Days until the own certificate expires, negative after; None without a certificate.

    Raises
    ------
    SettingsError
        It cannot be read, or the package cryptography is missing.
    """
    if not security.directory:
        return None
    from .certificate import certificate_in

    left = certificate_in(security.directory).expires - datetime.now(UTC)
    return left.total_seconds() / 86400


def expiry_warning(security: SecuritySettings) -> str:
    """What to tell a user about the own certificate; empty when there is nothing."""
    try:
        days = days_left(security)
    except SettingsError as error:
        return str(error)
    if days is None or days > WARN_DAYS:
        return ""
    again = "ask for a new one (pyrpl-pyro certificates issue NAME --replace)"
    if days <= 0:
        return f"your certificate in {security.directory} has expired: {again}"
    return f"your certificate in {security.directory} expires in {days:.0f} days: {again}"
