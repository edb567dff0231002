"""Who may connect to whom: certificates, tokens, roles."""

from .credentials import (
    Credentials,
    check_certified_for,
    check_may_listen,
    check_may_serve,
    credentials_of,
)
from .identity import EVERYONE, Identity, Role

__all__ = [
    "EVERYONE",
    "Credentials",
    "Identity",
    "Role",
    "check_certified_for",
    "check_may_listen",
    "check_may_serve",
    "credentials_of",
]
