"""Shared tokens: the file, and the proof on both sides that the token is known.

The token itself never crosses. Each side sends a random number and gets an HMAC-SHA256
of both numbers, so that neither a client nor a server can answer without the token, and
nothing that was overheard can be used again.
"""

from __future__ import annotations

import hmac
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from pathlib import Path

from ..errors import AccessRefused, SettingsError, UntrustedServer
from .files import read_secret
from .identity import Identity, Role

MAGIC = b"PPTOKEN1"
SHORTEST = 20
"""Characters of the shortest token that is accepted."""

_NONCE = 32
_CLIENT = b"pyrpl_pyro token 1: client"
_SERVER = b"pyrpl_pyro token 1: server"


class Answer(IntEnum):
    """What a server says to a client that wants to prove its token."""

    GO_ON = 0
    TAKES_NO_TOKEN = 1
    WRONG = 2
    WELCOME = 3


@dataclass(frozen=True)
class Token:
    """One line of a token file."""

    role: Role
    secret: str
    name: str

    @property
    def identity(self) -> Identity:
        return Identity(self.name, self.role, "token", sha256(self.secret.encode()).hexdigest())


def new_secret() -> str:
    """A token that cannot be guessed."""
    return secrets.token_urlsafe(32)


def read_tokens(file: str) -> list[Token]:
    """The tokens of a file with lines ``ROLE TOKEN COMMENT``.

    Raises
    ------
    SettingsError
        The file cannot be read, is open to other users, or a line is wrong.
    """
    path = Path(file)
    found = tokens_in(path)
    if not found:
        raise SettingsError(
            f"the token file {path} has no token; 'pyrpl-pyro certificates token FILE' adds one"
        )
    return found


def tokens_in(path: Path) -> list[Token]:
    """As :func:`read_tokens`, but a file without any token is one, too."""
    found = []
    for number, line in enumerate(read_secret(path, "the token file").splitlines(), 1):
        words = line.split(None, 2)
        if not words or words[0].startswith("#"):
            continue
        where = f"{path}, line {number}"
        if len(words) < 2:
            raise SettingsError(
                f"{where}: expected ROLE TOKEN COMMENT, with a role read, control or admin; "
                "'pyrpl-pyro certificates token FILE' adds such a line"
            )
        if len(words[1]) < SHORTEST:
            raise SettingsError(
                f"{where}: the token is shorter than {SHORTEST} characters and could be guessed; "
                "'pyrpl-pyro certificates token FILE' makes a good one"
            )
        try:
            role = Role.of(words[0])
        except SettingsError as error:
            raise SettingsError(f"{where}: {error}") from None
        name = words[2].strip()[:80] if len(words) > 2 else f"line {number}"
        found.append(Token(role, words[1], name))
    return found


def find(tokens: list[Token], matches: Callable[[Token], bool]) -> Token | None:
    """The token that matches; looks at all, so that the time tells nothing."""
    found = None
    for token in tokens:
        if matches(token) and found is None:
            found = token
    return found


def prove_to_server(peer: socket.socket, tokens: list[Token]) -> None:
    """The client's side of the exchange, with its strongest token.

    Raises
    ------
    AccessRefused
        The server does not accept the token.
    UntrustedServer
        The server cannot prove that it knows the token, or takes none.
    OSError
        The connection broke or was too slow.
    """
    token = max(tokens, key=lambda item: item.role)
    own = secrets.token_bytes(_NONCE)
    peer.sendall(MAGIC + own)
    start = receive(peer, len(MAGIC) + 1 + _NONCE)
    if not start.startswith(MAGIC):
        raise UntrustedServer(
            "it does not answer as a server that knows the token of this client does"
        )
    if start[len(MAGIC)] != Answer.GO_ON:
        raise UntrustedServer(
            "it asks for no token, so it cannot prove that it belongs to this lab: start it with "
            "the same security.token_file, or take the setting away from this client"
        )
    nonces = own + start[len(MAGIC) + 1 :]
    peer.sendall(_proof(token, _CLIENT, nonces))
    end = receive(peer, 1 + sha256().digest_size)
    if end[0] != Answer.WELCOME:
        raise AccessRefused(
            f"it does not know the token {token.name!r} of this client: put a line of the "
            "server's token file into the file that security.token_file names here"
        )
    if not hmac.compare_digest(end[1:], _proof(token, _SERVER, nonces)):
        raise UntrustedServer("it took the token without knowing it, as a foreign server would")


def ask_for_proof(peer: socket.socket, tokens: list[Token], refuse: Callable[[], None]) -> Token:
    """The server's side; `refuse` is called before a wrong token is answered.

    Raises
    ------
    AccessRefused
        The client does not know a token.
    OSError
        The connection broke or was too slow.
    """
    theirs = receive(peer, len(MAGIC) + _NONCE)[len(MAGIC) :]
    own = secrets.token_bytes(_NONCE)
    peer.sendall(MAGIC + bytes([Answer.GO_ON]) + own)
    nonces = theirs + own
    proof = receive(peer, sha256().digest_size)
    token = find(tokens, lambda item: hmac.compare_digest(proof, _proof(item, _CLIENT, nonces)))
    if token is None:
        refuse()
        peer.sendall(bytes([Answer.WRONG]) + bytes(sha256().digest_size))
        raise AccessRefused("a wrong token")
    peer.sendall(bytes([Answer.WELCOME]) + _proof(token, _SERVER, nonces))
    return token


def decline(peer: socket.socket) -> None:
    """Tell a client that wants to prove its token that it is not asked for."""
    peer.sendall(MAGIC + bytes([Answer.TAKES_NO_TOKEN]) + bytes(_NONCE))


def receive(peer: socket.socket, size: int) -> bytes:
    """Exactly so many bytes; ConnectionError when the other side closes before."""
    data = b""
    while len(data) < size:
        part = peer.recv(size - len(data))
        if not part:
            raise ConnectionResetError("the connection was closed")
        data += part
    return data


def _proof(token: Token, side: bytes, nonces: bytes) -> bytes:
    return hmac.digest(token.secret.encode(), side + nonces, "sha256")
