"""One TCP connection to PyRPL's monitor server on the board.

A message is a header of 8 bytes: "r" or "w", a byte that is not used, the number of words,
the address of the first one, little endian. The words to write follow; the answer is the same
header, and to a read the words. Anything else than the whole answer ends the connection: what
came of it is never used, and what comes late cannot be taken for the answer to another request.
"""

from __future__ import annotations

import socket
import struct
import time
from functools import lru_cache

import numpy as np

from ..network import keep_alive

ANSWER_SECONDS = 1.0
"""Limit for a whole answer (s), as in PyRPL's own client."""

MOST_WORDS = 65535
"""As many words fit into the header's 16 bits."""

_WINDOW = 0x20000
"""The monitor server maps so many bytes of the registers, from a multiple of it on."""

_HEADER = struct.Struct("<cxHI")
_HEADER_BYTES = 8
_WORD_BYTES = 4
_LARGEST_ADDRESS = 0xFFFFFFFC

_KEEPALIVE = {"idle": 2, "interval": 1, "probes": 3}
"""A peer that is gone is noticed after 5 s of silence, see `keep_alive`."""


class BrokenConnection(ConnectionError):
    """The connection is of no use any longer, and closed.

    Attributes
    ----------
    by_board : bool
        The other side ended it, in order or with a reset.
    """

    def __init__(self, reason: str, by_board: bool = False):
        super().__init__(reason)
        self.by_board = by_board


class MonitorConnection:
    """A connection to the monitor server; one thread at a time.

    Parameters
    ----------
    host, port : str, int
    seconds : float
        Limit to connect (s).
    answer_seconds : float
        Limit for a whole answer (s).

    Raises
    ------
    BrokenConnection
        Nothing accepts the connection in time.
    """

    def __init__(
        self, host: str, port: int, seconds: float, answer_seconds: float = ANSWER_SECONDS
    ):
        self._answer_seconds = answer_seconds
        try:
            self._socket = socket.create_connection((host, port), seconds)
        except TimeoutError as error:
            raise BrokenConnection("nothing answers at its address") from error
        except OSError as error:
            by_board = isinstance(error, ConnectionError)
            raise BrokenConnection(error.strerror or str(error), by_board) from error
        self._socket.settimeout(answer_seconds)
        self._set_options()

    def read(self, address: int, count: int) -> np.ndarray:
        """Read words: uint32, shape ``(count,)``.

        Raises
        ------
        BrokenConnection
            No whole and right answer came in time.
        ValueError
            The server could not answer this.
        """
        check(address, count)
        header = _HEADER.pack(b"r", count, address)
        answer = self._exchange(header, header, _HEADER_BYTES + count * _WORD_BYTES)
        return np.frombuffer(answer, np.uint32, count, _HEADER_BYTES)

    def write(self, address: int, words: np.ndarray) -> None:
        """Write words (uint32, one dimension) to `address` and those that follow.

        Raises
        ------
        BrokenConnection
            No right answer came in time; the words may or may not have been written.
        ValueError
            The server could not do this.
        """
        check(address, len(words))
        header = _HEADER.pack(b"w", len(words), address)
        self._exchange(header + words.tobytes(), header, _HEADER_BYTES)

    def close(self) -> None:
        """Close it, which ends the monitor server too; it may be called more than once."""
        self._socket.close()

    def _exchange(self, message: bytes, header: bytes, size: int) -> bytes | bytearray:
        """Send `message`; the answer of `size` bytes, which begins with `header`."""
        try:
            self._socket.sendall(message)
            answer: bytes | bytearray = self._socket.recv(size)
            if len(answer) < size:
                answer = self._receive_rest(answer, size)
            if not answer.startswith(header):
                raise _wrong_header(answer, header)
        except BaseException as error:
            # Also when the wait was interrupted: the answer would be out of step.
            self.close()
            if isinstance(error, OSError) and not isinstance(error, BrokenConnection):
                raise self._broken(error) from error
            raise
        return answer

    def _broken(self, error: OSError) -> BrokenConnection:
        if isinstance(error, TimeoutError):
            return BrokenConnection(f"no whole answer within {self._answer_seconds:g} s")
        return BrokenConnection(error.strerror or str(error), isinstance(error, ConnectionError))

    def _receive_rest(self, beginning: bytes | bytearray, size: int) -> bytearray:
        deadline = time.monotonic() + self._answer_seconds
        answer = bytearray(size)
        view = memoryview(answer)
        received = count = len(beginning)
        answer[:received] = beginning
        while received < size:
            if count == 0:
                raise BrokenConnection(
                    f"the board closed the connection after {received} of {size} bytes", True
                )
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            count = self._socket.recv_into(view[received:])
            received += count
        self._socket.settimeout(self._answer_seconds)
        return answer

    def _set_options(self) -> None:
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        keep_alive(self._socket, **_KEEPALIVE)


def _wrong_header(answer: bytes | bytearray, header: bytes) -> BrokenConnection:
    found = bytes(answer[:_HEADER_BYTES]).hex()
    return BrokenConnection(f"a wrong header: {found} instead of {header.hex()}")


@lru_cache(maxsize=4096)
def check(address: int, count: int) -> None:
    """Refuse what would end the monitor server, or what it would not answer.

    Raises
    ------
    ValueError
        Number of words or address are not possible; the message says why.
    """
    if not 0 < count <= MOST_WORDS:
        raise ValueError(f"a message takes 1 to {MOST_WORDS} words, not {count}")
    if address % _WORD_BYTES or not 0 <= address <= _LARGEST_ADDRESS:
        raise ValueError(f"{address:#x} is not the address of a 32-bit word")
    if address % _WINDOW + count * _WORD_BYTES > _WINDOW:
        raise ValueError(
            f"{count} words from {address:#x} on cross a multiple of {_WINDOW:#x} bytes, where "
            "PyRPL's monitor server ends with a segmentation fault"
        )
