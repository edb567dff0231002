"""Which serializers of Pyro a process of ours accepts."""

from __future__ import annotations

from Pyro5 import serializers

ACCEPTED = ("serpent", "msgpack")


def accept_only_safe_serializers() -> None:
    """Take marshal and json out of this process.

    Pyro decodes the first message of a client, before any check, with the serializer
    that the client chose, and hostile marshal bytes can crash the interpreter.
    """
    for name, serializer in list(serializers.serializers.items()):
        if name not in ACCEPTED:
            del serializers.serializers[name]
            serializers.serializers_by_id.pop(serializer.serializer_id, None)
