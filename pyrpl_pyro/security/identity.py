"""Who a client is, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ..errors import SettingsError


class Role(IntEnum):
    """What a client may do; each role includes those before it."""

    READ = 1
    CONTROL = 2
    ADMIN = 3

    @classmethod
    def of(cls, text: str) -> Role:
        """The role of that name; SettingsError when there is none."""
        try:
            return cls[text.upper()]
        except KeyError:
            raise SettingsError(
                f"there is no role {text!r}: choose {', '.join(map(str, cls))}"
            ) from None

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Identity:
    """A client that has proven who it is, or need not.

    Attributes
    ----------
    name : str
        Name in its certificate, or comment of its token.
    role : Role
    proof : str
        "certificate", "token", or "" where none is asked for.
    key : str
        Which one it was: serial number of the certificate (hexadecimal), or hash of the token.
    """

    name: str
    role: Role
    proof: str = ""
    key: str = ""

    def is_of_same_client(self, other: Identity) -> bool:
        """Whether both are of one client, whose certificate or line of tokens may be newer."""
        if self.proof == "certificate":
            return (self.proof, self.name) == (other.proof, other.name)
        return (self.proof, self.key) == (other.proof, other.key)

    def __str__(self) -> str:
        return f"{self.name}, {self.proof}" if self.proof else "no authentication"


EVERYONE = Identity("", Role.ADMIN)
"""Anyone who reaches a server that asks for no proof."""
