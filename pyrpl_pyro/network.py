"""Addresses of this computer, and which of them another computer can reach."""

from __future__ import annotations

import ipaddress
import socket

from .errors import SettingsError

WILDCARD = "0.0.0.0"
LOOPBACK = "127.0.0.1"


def is_wildcard(host: str) -> bool:
    """Whether `host` stands for every address of a computer, so that none can be called."""
    return host in (WILDCARD, "::")


def is_loopback(host: str) -> bool:
    """Whether `host` can be reached from this computer only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def location(host: str, port: int) -> str:
    """``host:port`` as in a Pyro URI, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def own_addresses() -> list[str]:
    """IPv4 addresses at which other computers may reach this one, the likeliest first.

    The first is the one that faces the default route, when there is one; loopback and
    link-local addresses are left out.
    """
    import ifaddr

    addresses = [
        ip.ip
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str) and _is_for_others(ip.ip)
    ]
    # An address of the documentation network: only the routing table is asked for it.
    facing = _address_towards("192.0.2.1", 9)
    return sorted(dict.fromkeys(addresses), key=lambda address: address != facing)


def broadcast_addresses() -> list[str]:
    """Addresses that reach all computers of the networks that this one is in.

    The general one needs a default route; those of the single networks are known where
    the extra ``[cli]`` is installed.
    """
    general = ["255.255.255.255"]
    try:
        import ifaddr
    except ModuleNotFoundError:
        return general
    networks = [
        ipaddress.ip_interface(f"{ip.ip}/{ip.network_prefix}").network
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str) and _is_for_others(ip.ip)
    ]
    return general + [
        str(network.broadcast_address) for network in networks if network.num_addresses > 2
    ]


def outward_address() -> str:
    """The address of this computer to tell other computers.

    Raises
    ------
    SettingsError
        This computer has no address besides loopback.
    """
    addresses = own_addresses()
    if not addresses:
        raise SettingsError(
            "this computer has no network address that others could reach; connect it to a "
            "network, or listen on 127.0.0.1 for programs on this computer alone"
        )
    return addresses[0]


def address_facing(host: str, port: int) -> str:
    """The address of this computer through which `host` is reached.

    Parameters
    ----------
    host, port : str, int
        Where a name server is. When it runs on this computer and listens beyond loopback
        (its name or one of the outward addresses was given), the answer is the outward
        address, so that other computers can use it too; for 127.0.0.1 it is 127.0.0.1.

    Raises
    ------
    SettingsError
        No route leads to `host`, or its name is not known.
    """
    if is_loopback(host):
        return LOOPBACK
    if is_wildcard(host):
        return outward_address()
    address = _address_towards(host, port)
    if not address:
        raise SettingsError(
            f"no network of this computer leads to {host}, so the address to listen on cannot "
            "be chosen; give it with --host (or host in [server] of the settings file)"
        )
    # Some systems resolve their own name to a loopback address such as 127.0.1.1.
    return outward_address() if is_loopback(address) else address


def _address_towards(host: str, port: int) -> str:
    """Own address on the way to `host`; connecting a UDP socket sends nothing."""
    try:
        targets = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except OSError:
        return ""
    for family, kind, protocol, _, target in targets:
        try:
            with socket.socket(family, kind, protocol) as probe:
                probe.connect(target)
                return str(probe.getsockname()[0])
        except OSError:
            continue
    return ""


def _is_for_others(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)


def keep_alive(
    peer: socket.socket, idle: int = 10, interval: int = 5, probes: int = 3, unanswered: int = 0
) -> None:
    """Let TCP notice a cable that was pulled.

    Parameters
    ----------
    idle, interval, probes : int
        After `idle` seconds of silence a probe is sent each `interval` seconds, and after
        `probes` of them without an answer the connection ends.
    unanswered : int
        It ends as well when nothing that was sent is confirmed for so many seconds, where
        the system knows that; 0 for the system's own limit.
    """
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", idle),
        ("TCP_KEEPINTVL", interval),
        ("TCP_KEEPCNT", probes),
        ("TCP_USER_TIMEOUT", 1000 * unanswered),
    ):
        if value and hasattr(socket, name):
            peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
