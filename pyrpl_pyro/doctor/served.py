"""Checks of one board: its server, and what that says of itself and of the Red Pitaya."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from .. import __version__, naming
from ..client.board import Board
from ..errors import (
    AccessRefused,
    BoardNotAnswering,
    ProtocolMismatch,
    PyrplError,
    ServerFull,
    UntrustedServer,
)
from ..nameserver import RegisteredBoard
from ..schema import BoardInfo
from ..security import Credentials
from ..settings import Settings
from ..wire.protocol import PROTOCOL_VERSION, Operation
from .computer import judged_disk
from .finding import Finding, State

BOARD_CHECKS = (
    "server answers",
    "round trip",
    "versions",
    "SSH of the board",
    "monitor server",
    "bitfile",
    "FPGA clock",
    "Qt binding",
    "disk",
)
_ASK_SECONDS = 5.0
_DIAGNOSE_SECONDS = 15.0
_ROUND_TRIPS = 20
_SLOW_SECONDS = 0.1
_CLOCK_HERTZ = 125e6
_CLOCK_TOLERANCE = 0.05
_ADVICE = {
    "unreachable": "check that the board is switched on and its cable; it is reached again by "
    "itself, and pyrpl-pyro take-back tries at once",
    "taken over": "another PyRPL has the board: pyrpl-pyro take-back takes it back",
    "other FPGA image": "stop and start its server, which loads PyRPL's image",
}


def wait_seconds(settings: Settings) -> float:
    """How long to wait for each answer (s)."""
    return min(settings.client.timeout, _ASK_SECONDS)


def check_server(
    registered: RegisteredBoard, timeout: float, credentials: Credentials
) -> Iterator[Finding]:
    """All checks of one board that is registered."""
    name, address = registered.board, registered.uri.partition("@")[2]
    board = Board(address, name, timeout=timeout, credentials=credentials)
    board._link.progress = False
    try:
        try:
            info = board.info()
        except PyrplError as error:
            yield from _no_server(registered, address, error, timeout)
            return
        where = f"{info.host} ({info.address}), process {info.pid}, since {_at(info.since)}"
        yield Finding("server answers", State.OK, where, board=name)
        yield _round_trip(board, name)
        try:
            with board.timeout(_DIAGNOSE_SECONDS):
                found = board._request(Operation.DIAGNOSE)
        except PyrplError as error:
            yield from _skipped(name, f"the server did not tell: {error}", after="round trip")
            return
        except ValueError:
            why = f"its server ({info.version}) is older than this doctor ({__version__})"
            yield from _skipped(name, why, after="round trip")
            return
        yield _versions(name, found["versions"])
        yield _ssh(name, found["ssh"])
        yield from _board(name, info, found["registers"])
        qt = found["qt"]
        text = f"{qt['binding']} {qt['version']}, platform {qt['platform']}"
        yield Finding("Qt binding", State.OK, text, board=name)
        yield judged_disk(found["disk"], name)
    finally:
        board.close()


def _no_server(
    registered: RegisteredBoard, address: str, error: PyrplError, timeout: float
) -> Iterator[Finding]:
    name = registered.board
    text = str(error).removesuffix(" `pyrpl-pyro list` shows which boards do.")
    why = "the server does not answer"
    if isinstance(error, ProtocolMismatch):
        yield Finding("server answers", State.OK, f"at {address}, but see versions", "", name)
        yield Finding("round trip", State.SKIPPED, "the versions do not fit", "", name)
        advice = f"install pyrpl_pyro {__version__} there, or its version here, and start it again"
        yield Finding("versions", State.WRONG, text, advice, name)
        yield from _skipped(name, "the versions do not fit", after="versions")
        return
    yield Finding("server answers", State.WRONG, text, _advice(registered, address, error), name)
    if isinstance(error, (AccessRefused, UntrustedServer, ServerFull)):
        why = "the server lets nobody in" if isinstance(error, ServerFull) else "no proof"
    yield from _skipped(name, why, after="server answers")


def _advice(registered: RegisteredBoard, address: str, error: PyrplError) -> str:
    try:
        host = naming.tag_value(registered.tags, "host")
    except LookupError:
        host = address
    if isinstance(error, (AccessRefused, UntrustedServer)):
        return "certificates or tokens of both sides must be of the same lab (docs/security.md)"
    if isinstance(error, ServerFull):
        return "end clients that are not needed, or raise server.clients in its settings"
    if not isinstance(error, BoardNotAnswering):
        return f"look into the log of the server on {host}"
    reached = _reach(address)
    if reached == "":
        return (
            f"its process on {host} is there but does not answer: it is stopped or hangs, or it "
            "starts or ends just now; if it stays so, end it (kill -9) and start it again; a "
            "supervisor does so by itself"
        )
    if "refused" in reached.lower():
        return (
            f"it was killed, or {host} was started again: start it there, "
            f"pyrpl-pyro serve --board {registered.board} --hostname ADDRESS"
        )
    return (
        f"check that {host} is switched on and on the network, and that its firewall lets TCP "
        f"{address.rpartition(':')[2]} in (server.port in its settings fixes the port)"
    )


def _reach(address: str) -> str:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), 2.0).close()
    except TimeoutError:
        return "no answer"
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _round_trip(board: Board, name: str) -> Finding:
    taken = []
    for _ in range(_ROUND_TRIPS):
        started = time.perf_counter()
        board._request(Operation.LEASES)
        taken.append(time.perf_counter() - started)
    median = statistics.median(taken)
    text = f"{median * 1e3:.2f} ms (median of {_ROUND_TRIPS}; longest {max(taken) * 1e3:.2f} ms)"
    if median > _SLOW_SECONDS:
        advice = "the network is slow, or the server is busy: pyrpl-pyro bench tells more"
        return Finding("round trip", State.WARNING, text, advice, name)
    return Finding("round trip", State.OK, text, board=name)


def _versions(name: str, versions: dict[str, str]) -> Finding:
    listed = ", ".join(f"{key} {value}" for key, value in versions.items())
    text = f"server: {listed}; here: pyrpl_pyro {__version__}, protocol {PROTOCOL_VERSION}"
    if versions.get("pyrpl_pyro") == __version__:
        return Finding("versions", State.OK, text, board=name)
    advice = "they understand each other; update the older one when that is convenient"
    return Finding("versions", State.WARNING, text, advice, name)


def _ssh(name: str, found: dict[str, Any] | None) -> Finding:
    check = "SSH of the board"
    if found is None:
        return Finding(check, State.SKIPPED, "a virtual board inside the server has none", "", name)
    if found["error"]:
        text = f"{found['address']} from the server's computer: {found['error']}"
        advice = "check that the board is on and its cable, and that it is the right --hostname"
        return Finding(check, State.WRONG, text, advice, name)
    return Finding(check, State.OK, f"answers at {found['address']}", board=name)


def _board(name: str, info: BoardInfo, registers: dict[str, Any]) -> Iterator[Finding]:
    check = "monitor server"
    note = info.hardware_note
    advice = _ADVICE.get(info.hardware_state, _ADVICE["unreachable"])
    if registers["error"] and info.hardware_state != "other FPGA image":
        text = registers["error"]
        if info.hardware_state != "connected":
            text = f"{info.hardware_state} since {_at(info.hardware_since)}: {note}"
        yield Finding(check, State.WRONG, text, advice, name)
        yield from _skipped(name, "the board does not answer", after=check, before="Qt binding")
        return
    if registers["error"]:
        yield Finding(check, State.OK, f"reached at {info.hardware}", board=name)
        text = f"not PyRPL's: {note or registers['error']}"
        yield Finding("bitfile", State.WRONG, text, advice, name)
        yield from _skipped(name, "another image", after="bitfile", before="Qt binding")
        return
    text = f"a register was read in {registers['seconds'] * 1e3:.2f} ms"
    yield Finding(check, State.OK, f"{text}. {note}".rstrip(". "), board=name)
    if not registers["image"]:
        text = "the FPGA runs another image than PyRPL's"
        yield Finding("bitfile", State.WRONG, text, _ADVICE["other FPGA image"], name)
        yield from _skipped(name, "another image", after="bitfile", before="Qt binding")
        return
    yield Finding("bitfile", State.OK, "PyRPL's", board=name)
    yield _clock(name, registers["clock"], info.hardware == "virtual")


def _clock(name: str, clock: float, virtual: bool) -> Finding:
    text = f"{clock / 1e6:.1f} MHz"
    if clock <= 0:
        advice = "switch the board off and on, then start its server again"
        return Finding("FPGA clock", State.WRONG, "it stands still", advice, name)
    if abs(clock / _CLOCK_HERTZ - 1) > _CLOCK_TOLERANCE:
        why = "a virtual board on a busy computer is slower" if virtual else "expected 125 MHz"
        return Finding("FPGA clock", State.WARNING, f"{text}; {why}", "look again", name)
    return Finding("FPGA clock", State.OK, text, board=name)


def _at(time: datetime | None) -> str:
    return "-" if time is None else time.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _skipped(name: str, why: str, after: str, before: str = "") -> Iterator[Finding]:
    last = BOARD_CHECKS.index(before) if before else len(BOARD_CHECKS)
    for check in BOARD_CHECKS[BOARD_CHECKS.index(after) + 1 : last]:
        yield Finding(check, State.SKIPPED, why, board=name)
