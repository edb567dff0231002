"""Requests as text, for messages and logs."""

from __future__ import annotations

from typing import Any

from .protocol import Operation

_OPERATIONS = {operation.value: operation for operation in Operation}
_NAMED = (Operation.GET, Operation.SET, Operation.CALL)
_VALUE_SHOWN = 60


def describe(request: Any) -> str:
    """``pid0.setpoint = 0.25``, ``scope.single()`` ...; the request may be no valid one."""
    if not isinstance(request, list) or not request or request[0] not in tuple(_OPERATIONS):
        return "a request"
    operation, arguments = _OPERATIONS[request[0]], request[1:]
    if operation in _NAMED and len(arguments) >= 2:
        place = ".".join(str(part) for part in arguments[:2] if part != "")
        if operation is Operation.SET and len(arguments) == 3:
            return f"{place} = {str(arguments[2])[:_VALUE_SHOWN]}"
        return f"{place}()" if operation is Operation.CALL else place
    if operation is Operation.BATCH and arguments and isinstance(arguments[0], list):
        return f"a batch of {len(arguments[0])} steps"
    if operation is Operation.DESCRIBE and arguments:
        return f"the description of {arguments[0] or 'the board'}"
    if operation is Operation.NEXT_CURVE and arguments:
        return f"next_curve({arguments[0]})"
    if operation is Operation.OPEN_STREAM and len(arguments) >= 2:
        return f"{arguments[1]}.stream()"
    return operation.name.lower().replace("_", " ")
