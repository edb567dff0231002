"""A name server that strangers try to hold up or to fill with what is no name."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import Pyro5.api
import pytest

from tests.conftest import Spawner

from .strangers import (
    CONNECT,
    CONNECT_FAIL,
    INVOKE,
    JSON,
    MARSHAL,
    SERPENT,
    address_of,
    answer,
    connection,
    header,
    hello,
    is_closed,
    message,
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Of a name server."""
    spawner = Spawner(tmp_path_factory.mktemp("names"))
    yield address_of(spawner.nameserver())
    spawner.kill_all()


@pytest.fixture
def names(address: tuple[str, int]) -> Iterator[Pyro5.api.Proxy]:
    """The name server, for a plain client."""
    with Pyro5.api.Proxy("PYRO:Pyro.NameServer@{}:{}".format(*address)) as proxy:
        proxy._pyroTimeout = 10.0
        yield proxy


@pytest.mark.parametrize("name", ["", "a\x1b[2Jb", "a\nb", "x" * 301, 7, ["a"], {"a": 1}])
def test_what_is_no_name_is_refused(names: Pyro5.api.Proxy, name: object) -> None:
    with pytest.raises(ValueError, match="a name is a text"):
        names.register(name, "PYRO:x@localhost:1")
    with pytest.raises(ValueError, match="a name is a text"):
        names.lookup(name)


@pytest.mark.parametrize("tags", [["\x1b[2J"], ["x" * 1000], [1], ["a"] * 100, "text", {"a": "b"}])
def test_what_are_no_tags_is_refused(names: Pyro5.api.Proxy, tags: object) -> None:
    with pytest.raises(ValueError, match="tag"):
        names.register("x", "PYRO:x@localhost:1", metadata=tags)
    with pytest.raises(ValueError, match="tag"):
        names.yplookup(meta_all=tags)


def test_expressions_and_long_addresses_are_refused(names: Pyro5.api.Proxy) -> None:
    with pytest.raises(ValueError, match="regular expressions"):
        names.list(regex="(a+)+$")
    with pytest.raises(ValueError, match="regular expressions"):
        names.remove(regex=".*")
    with pytest.raises(ValueError, match="no address"):
        names.register("x", "PYRO:x@localhost" + "x" * 1000 + ":1")


def test_names_are_kept_as_before(names: Pyro5.api.Proxy) -> None:
    names.register("pyrpl.x.scope", "PYRO:x@localhost:1", metadata={"pyrpl", "board:x"})
    assert set(names.list(prefix="pyrpl.")) == {"pyrpl.x.scope"}
    assert set(names.yplookup(meta_all={"board:x"})) == {"pyrpl.x.scope"}
    assert str(names.lookup("pyrpl.x.scope")) == "PYRO:x@localhost:1"
    assert "Pyro.NameServer" in names.list()
    assert names.remove("pyrpl.x.scope") == 1


def test_silent_and_slow_ones_hold_nobody_up(
    address: tuple[str, int], names: Pyro5.api.Proxy
) -> None:
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(connection(address)) for _ in range(300)]
        silent.append(stack.enter_context(connection(address, hello()[:20])))
        began = time.monotonic()
        assert names.count() >= 1
        with Pyro5.api.Proxy("PYRO:Pyro.NameServer@{}:{}".format(*address)) as another:
            another.ping()
        assert time.monotonic() - began < 5.0
        for peer in silent:
            assert is_closed(peer, 15)


@pytest.mark.parametrize("serializer", [MARSHAL, JSON, 0, 99])
def test_other_serializers_are_refused(
    address: tuple[str, int], names: Pyro5.api.Proxy, serializer: int
) -> None:
    with connection(address, message(CONNECT, b"xxxx", serializer=serializer)) as peer:
        reply = answer(peer)
        assert reply is not None
        assert reply[0] == CONNECT_FAIL
        assert b"serpent" in reply[1]
    greeting = hello(target="Pyro.NameServer")
    call = message(INVOKE, b"xxxx", serializer=serializer)
    with connection(address, greeting) as peer:
        assert answer(peer)
        peer.sendall(call)
        assert is_closed(peer)
    names.ping()


def test_relayed_and_compressed_data_and_2_gigabytes_are_refused(
    address: tuple[str, int], names: Pyro5.api.Proxy
) -> None:
    for wrong in (
        header(INVOKE, 10, serializer=SERPENT, flags=1 << 5),
        header(INVOKE, 10, serializer=SERPENT, flags=1 << 1),
        header(INVOKE, 2 << 30, serializer=SERPENT),
        header(INVOKE, 10, serializer=SERPENT, annotations=2 << 30),
    ):
        with connection(address, hello(target="Pyro.NameServer")) as peer:
            assert answer(peer)
            peer.sendall(wrong)
            assert is_closed(peer, 5)
    names.ping()
