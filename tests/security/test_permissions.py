"""Which role each request needs."""

import pytest

from pyrpl_pyro.errors import AccessRefused
from pyrpl_pyro.security import EVERYONE, Identity, Role
from pyrpl_pyro.server import permissions
from pyrpl_pyro.wire.protocol import Operation


@pytest.mark.parametrize(
    ("operation", "arguments", "role"),
    [
        (Operation.GET, ["pid0", "p"], Role.READ),
        (Operation.GET, ["virtual", "time"], Role.READ),
        (Operation.SET, ["pid0", "p", 1.0], Role.CONTROL),
        (Operation.SET, ["virtual", "plants", {}], Role.ADMIN),
        (Operation.CALL, ["scope", "curve_ready", [], {}], Role.READ),
        (Operation.CALL, ["scope", "single", [], {}], Role.CONTROL),
        (Operation.CALL, ["", "a_method_of_my_own", [], {}], Role.CONTROL),
        (Operation.CALL, ["virtual", "fault", [], {}], Role.ADMIN),
        (Operation.CALL, ["virtual", "writes", [], {}], Role.READ),
        (Operation.CALL, ["pid0", "erase_state", ["x"], {}], Role.ADMIN),
        (Operation.HANDLE, ["1", "done", []], Role.READ),
        (Operation.HANDLE, ["1", "cancel", []], Role.CONTROL),
        (Operation.STOP, [], Role.ADMIN),
        (Operation.TAKE_BACK, [], Role.ADMIN),
        (Operation.TAKE_OVER, [["pid0"], "mine"], Role.ADMIN),
        (Operation.LEASE, [["pid0"]], Role.CONTROL),
        (Operation.JOURNAL, [0], Role.READ),
        (Operation.OPEN_STREAM, ["1", "sampler", {}], Role.READ),
        (Operation.NEXT_FRAME, ["1", 0, 1.0], Role.READ),
        (None, [], Role.ADMIN),
    ],
)
def test_each_request_needs_a_role(operation, arguments, role):
    assert permissions.needed(operation, arguments) is role
    for held in Role:
        client = Identity("alice", held, "certificate")
        if held >= role:
            permissions.check(client, operation, arguments)
        else:
            with pytest.raises(AccessRefused, match=f"needs the role {role}; this client .alice"):
                permissions.check(client, operation, arguments)
    permissions.check(EVERYONE, operation, arguments)


def test_every_operation_without_arguments_is_for_somebody():
    for operation in Operation:
        assert permissions.needed(operation, []) in Role
