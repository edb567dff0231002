import ipaddress
import socket

import pytest

from pyrpl_pyro import network
from pyrpl_pyro.errors import SettingsError


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.0.1.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.7", False),
        ("lab-pc.local", False),
    ],
)
def test_loopback(host, loopback):
    assert network.is_loopback(host) is loopback


def test_location():
    assert network.location("lab-pc", 9090) == "lab-pc:9090"
    assert network.location("fe80::1", 9090) == "[fe80::1]:9090"


def test_own_addresses_are_for_others():
    for address in network.own_addresses():
        ip = ipaddress.ip_address(address)
        assert not ip.is_loopback
        assert not ip.is_link_local


def test_a_name_server_on_loopback_is_faced_by_loopback():
    assert network.address_facing("127.0.0.1", 9090) == "127.0.0.1"
    assert network.address_facing("localhost", 9090) == "127.0.0.1"


@pytest.mark.skipif(not network.own_addresses(), reason="this computer has loopback only")
def test_a_name_server_of_this_computer_is_faced_by_an_address_for_others(monkeypatch):
    own = network.own_addresses()
    assert network.address_facing("0.0.0.0", 9090) == own[0]
    assert network.address_facing(own[0], 9090) in own
    # As on systems where the computer's own name is an alias of loopback.
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *args, **kwargs: [(socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("127.0.1.1", 9090))],
    )
    assert network.address_facing("lab-pc", 9090) == own[0]


def test_a_host_that_no_way_leads_to():
    with pytest.raises(SettingsError, match=r"leads to no-such-host\.invalid.*--host"):
        network.address_facing("no-such-host.invalid", 9090)


def test_without_a_network(monkeypatch):
    monkeypatch.setattr(network, "own_addresses", list)
    with pytest.raises(SettingsError, match="no network address that others could reach"):
        network.outward_address()


def test_broadcasts_without_the_library_that_lists_networks(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ifaddr", None)
    assert network.broadcast_addresses() == ["255.255.255.255"]
