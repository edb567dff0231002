"""Which serializers of Pyro a process of ours accepts, and what they may make of a call."""

from __future__ import annotations

import dataclasses
from typing import Any

from Pyro5 import serializers

ACCEPTED = ("serpent", "msgpack")
_LONGEST_NAME = 300
_INERT = ("float", "Pyro5.core.URI")
_PROXY = "Pyro5.client.Proxy"


@dataclasses.dataclass(frozen=True)
class ProxyReference:
    """The URI of a proxy that a client passed.

    A proxy itself would connect to wherever the client says, as soon as it is used.
    """

    uri: str


def accept_only_safe_serializers() -> None:
    """Take marshal and json out of this process, and check each call before it is looked up.

    Pyro decodes the first message of a client, before any check, with the serializer
    that the client chose, and hostile marshal bytes can crash the interpreter.
    """
    for name, serializer in list(serializers.serializers.items()):
        if name not in ACCEPTED:
            del serializers.serializers[name]
            serializers.serializers_by_id.pop(serializer.serializer_id, None)
    for checked in (_Serpent(), _Msgpack()):
        name = "serpent" if isinstance(checked, _Serpent) else "msgpack"
        serializers.serializers[name] = checked
        serializers.serializers_by_id[checked.serializer_id] = checked


def _made_of(data: dict[str, Any]) -> ProxyReference | None:
    """What is made of a dict that names a class; None for Pyro's own way."""
    name = data.get("__class__")
    if name == _PROXY:
        state = data.get("state")
        if not isinstance(state, (list, tuple)) or not state or not isinstance(state[0], str):
            raise ValueError("that is no proxy")
        return ProxyReference(state[0])
    if name not in _INERT:
        raise ValueError(
            f"an object of class {str(name)[:_LONGEST_NAME]!r} is not accepted in a call; expected "
            "numbers, text, bytes, lists, tuples, dicts, sets or proxies of modules"
        )
    return None


class _CallSerpent(serializers.SerpentSerializer):
    @classmethod
    def dict_to_class(cls, data: dict[str, Any]) -> Any:
        return _made_of(data) or super().dict_to_class(data)


class _CallMsgpack(serializers.MsgpackSerializer):
    @classmethod
    def dict_to_class(cls, data: dict[str, Any]) -> Any:
        return _made_of(data) or super().dict_to_class(data)


class _Serpent(serializers.SerpentSerializer):
    """Decodes calls, which only servers do, with less than Pyro would make of them."""

    _calls = _CallSerpent()

    def loadsCall(self, data: Any) -> Any:
        return _checked(self._calls.loadsCall(bytes(data)))


class _Msgpack(serializers.MsgpackSerializer):
    _calls = _CallMsgpack()

    def loadsCall(self, data: Any) -> Any:
        return _checked(self._calls.loadsCall(bytes(data)))


def _checked(call: Any) -> tuple[str, str, Any, dict[str, Any]]:
    if not isinstance(call, (list, tuple)) or len(call) != 4:
        raise ValueError("a call is a list of object, method, arguments and keywords")
    target, method, arguments, keywords = call
    for what, name in (("object", target), ("method", method)):
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
            raise ValueError(f"the {what} of a call is a text of 1 to {_LONGEST_NAME} characters")
    if not isinstance(arguments, (list, tuple)):
        raise ValueError("the arguments of a call are a list")
    # A batch of calls has None there.
    keywords = {} if keywords is None else keywords
    if not isinstance(keywords, dict) or not all(isinstance(key, str) for key in keywords):
        raise ValueError("the keywords of a call are a dict of texts")
    return target, method, arguments, keywords
