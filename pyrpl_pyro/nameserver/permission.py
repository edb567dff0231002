"""Who may change what the name server knows."""

from __future__ import annotations

import Pyro5.api

from ..security import Identity, Role


def check_may_change() -> None:
    """Refuse a client whose role does not include to change anything.

    Raises
    ------
    PermissionError
        It names the role that is missing.
    """
    client = Pyro5.api.current_context.client
    if client is None:
        # Pyro's cleaner, or this process itself.
        return
    identity: Identity = client.identity
    if identity.role < Role.CONTROL:
        raise PermissionError(
            f"to register or remove names needs the role {Role.CONTROL}; this client ({identity}) "
            f"has {identity.role}"
        )
