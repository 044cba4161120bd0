"""Addresses of servers: how they may be shown, and whether they are this machine or own network."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

# Reserved for networks of one's own (RFC 6761, 6762, 8375; ICANN 2024): no name server outside
# knows them.
_OWN_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa")


def without_credentials(url: str) -> str:
    """Return the address without user, password, query and fragment."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def is_local(base_url: str) -> bool:
    """Tell whether an address is this machine or the own network: then nothing leaves.

    What is local is asked directly, past any proxy that the environment names; everything else may
    go through one, and counts as outside whatever its name resolves to. Empty means a provider's
    own address, which is outside. A name without a dot is a neighbour (a compose service).
    """
    host = (urlsplit(base_url).hostname or "").rstrip(".").lower()
    address = _address(host)
    if address is not None:
        return _is_own(address)
    return bool(host) and ("." not in host or host.endswith(_OWN_SUFFIXES))


def plain_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an IP address, as IPv4 where IPv6 only carries one; None for what is no address."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # An IPv4 connection to a socket of both kinds.
    return getattr(address, "ipv4_mapped", None) or address


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address that a host is, in whatever way it is written; None for a name."""
    address = plain_address(host.partition("%")[0])
    if address is not None:
        return address
    # As programs connect to them: "127.1", "0x7f000001", "2130706433".
    if not (host[:1].isdigit() and host.isascii()):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _is_own(address: IPv4Address | IPv6Address) -> bool:
    return address.is_loopback or address.is_private or address.is_link_local
