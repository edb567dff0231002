"""Pyro5's name server with checks: of the names it is given, and of who holds a place in it."""

from __future__ import annotations

import re
from typing import Any

import Pyro5.api
from Pyro5 import core
from Pyro5.nameserver import NameServer, NameServerDaemon

from ..wire.guard import GuardedDaemon, PeerLimits
from .permission import check_may_change

_NAME = re.compile(r"[\w.:@/ -]{1,300}")
_LONGEST_URI = 600
_LONGEST_TAG = 300
_MOST_TAGS = 50
_MOST_NAMES = 20_000
_CONNECTIONS = 500


@Pyro5.api.expose
class CheckedNameServer(NameServer):
    """Refuses what is no name, no tag or no address, before it is looked up."""

    def lookup(self, name: str, return_metadata: bool = False) -> Any:
        return super().lookup(_name(name), return_metadata)

    def register(self, name: str, uri: Any, safe: bool = False, metadata: Any = None) -> None:
        if len(str(uri)) > _LONGEST_URI or not str(uri).isprintable():
            raise ValueError("that is no address of an object")
        if len(self.storage) >= _MOST_NAMES and name not in self.storage:
            raise ValueError(f"the name server has {_MOST_NAMES} names, as many as it may")
        check_may_change()
        super().register(_name(name), uri, bool(safe), _tags(metadata))

    def set_metadata(self, name: str, metadata: Any) -> None:
        check_may_change()
        super().set_metadata(_name(name), _tags(metadata))

    def remove(self, name: Any = None, prefix: Any = None, regex: Any = None) -> int:
        _no_expression(regex)
        check_may_change()
        return super().remove(name and _name(name), prefix and _name(prefix))

    def list(self, prefix: Any = None, regex: Any = None, return_metadata: bool = False) -> Any:
        _no_expression(regex)
        return super().list(prefix and _name(prefix), None, return_metadata)

    def yplookup(
        self, meta_all: Any = None, meta_any: Any = None, return_metadata: bool = True
    ) -> Any:
        return super().yplookup(_tags(meta_all), _tags(meta_any), return_metadata)


class CheckedDaemon(GuardedDaemon, NameServerDaemon):
    """Pyro's daemon of the name server, in which strangers cannot hold places."""

    def __init__(self, *args: Any, **kwargs: Any):
        self.nameserver: Any
        self.guard(PeerLimits(connections=_CONNECTIONS))
        super().__init__(*args, **kwargs)
        checked = CheckedNameServer(self.nameserver.storage)
        self.unregister(self.nameserver)
        self.nameserver = checked
        self.register(checked, core.NAMESERVER_NAME)
        if self.cleaner_thread is not None:
            self.cleaner_thread.nameserver = checked

    def refused_for_room(self, what: str, count: int) -> str:
        return f"the name server is full: it has its {count} {what}"


def _name(name: Any) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            "a name is a text of 1 to 300 letters, digits and . : @ / _ - or spaces, such as "
            "'pyrpl.bench1.scope'"
        )
    return name


def _tags(tags: Any) -> set[str] | None:
    if tags is None:
        return None
    if not isinstance(tags, (list, tuple, set, frozenset)) or len(tags) > _MOST_TAGS:
        raise ValueError(f"tags are a list or set of at most {_MOST_TAGS} texts")
    for tag in tags:
        if not isinstance(tag, str) or len(tag) > _LONGEST_TAG or not tag.isprintable():
            raise ValueError(f"a tag is a printable text of at most {_LONGEST_TAG} characters")
    return set(tags)


def _no_expression(regex: Any) -> None:
    if regex is not None:
        # One that is made for it keeps the process busy for ever.
        raise ValueError("regular expressions are not accepted; use a prefix or tags")
