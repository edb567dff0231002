"""What each role may ask a server for, in one place for all kinds of clients."""

from __future__ import annotations

from ..errors import AccessRefused
from ..security import Identity, Role
from ..wire.protocol import Operation
from . import harmless

_VIRTUAL = "virtual"

_OPERATIONS: dict[Operation, Role] = {
    Operation.GET: Role.READ,
    Operation.SET: Role.CONTROL,
    Operation.DESCRIBE: Role.READ,
    Operation.TREE: Role.READ,
    Operation.INFO: Role.READ,
    Operation.DIAGNOSE: Role.READ,
    Operation.COLLECT: Role.READ,
    Operation.NEXT_CURVE: Role.READ,
    Operation.QUADRATURES: Role.READ,
    Operation.JOURNAL: Role.READ,
    Operation.SNAPSHOT: Role.READ,
    Operation.RESTORE: Role.CONTROL,
    Operation.LEASE: Role.CONTROL,
    Operation.RELEASE: Role.CONTROL,
    Operation.LEASES: Role.READ,
    Operation.TAKE_OVER: Role.ADMIN,
    # To start a run for a stream is a call of continuous(), and checked as that.
    Operation.OPEN_STREAM: Role.READ,
    Operation.NEXT_FRAME: Role.READ,
    Operation.CLOSE_STREAM: Role.READ,
    Operation.TAKE_BACK: Role.ADMIN,
    Operation.STOP: Role.ADMIN,
}
"""Calls, batches and runs depend on what they are about; what is not here is for admin."""

_ADMIN_METHODS = ("erase_state", "set_yml", "refresh", "save", "delete_curve")
"""They change the configuration that is kept, or what others have stored."""


def needed(operation: Operation | None, arguments: list[object]) -> Role:
    """The role that a request needs; each step of a batch is a request of its own."""
    if operation is Operation.BATCH:
        return Role.READ
    if operation in (Operation.SET, Operation.CALL) and len(arguments) > 1:
        path, name = str(arguments[0]), str(arguments[1])
        if operation is Operation.SET:
            return Role.ADMIN if _is_virtual(path) else Role.CONTROL
        return _needed_for_call(path, name)
    if operation is Operation.HANDLE:
        return Role.CONTROL if "cancel" in arguments[1:2] else Role.READ
    return Role.ADMIN if operation is None else _OPERATIONS.get(operation, Role.ADMIN)


def check(identity: Identity, operation: Operation | None, arguments: list[object]) -> None:
    """Refuse what a client may not ask for.

    Raises
    ------
    AccessRefused
        It names what is missing, and how to get it.
    """
    role = needed(operation, arguments)
    if identity.role < role:
        raise AccessRefused(
            f"{_said(operation, arguments)} needs the role {role}; this client ({identity}) has "
            f"{identity.role}. Ask your administrator for {_way(identity, role)}"
        )


def _needed_for_call(path: str, name: str) -> Role:
    if harmless.reason(name) is not None:
        return Role.READ
    if _is_virtual(path) or name in _ADMIN_METHODS:
        return Role.ADMIN
    return Role.CONTROL


def _is_virtual(path: str) -> bool:
    return path.partition(".")[0] == _VIRTUAL


def _way(identity: Identity, role: Role) -> str:
    if identity.proof == "certificate":
        return (
            "another certificate (pyrpl-pyro certificates issue "
            f"{identity.name} --role {role} --replace)"
        )
    return f"a token with that role (pyrpl-pyro certificates token FILE --role {role})"


def _said(operation: Operation | None, arguments: list[object]) -> str:
    if operation in (Operation.SET, Operation.CALL) and len(arguments) > 1:
        place = ".".join(str(part) for part in arguments[:2] if part != "")[:120]
        return f"{place}()" if operation is Operation.CALL else f"to set {place}"
    if operation is Operation.HANDLE:
        return "to cancel a run"
    return "this request" if operation is None else operation.name.lower().replace("_", " ")
