"""The package cryptography, or word of what to install.

Only certificates need it; a client with a token, or on its own computer, does without.
"""

from ..errors import SettingsError

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

__all__ = ["ExtendedKeyUsageOID", "NameOID", "ec", "hashes", "serialization", "x509"]
