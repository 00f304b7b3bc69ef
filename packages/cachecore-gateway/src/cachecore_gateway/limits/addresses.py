"""Whose request is it? The client's address, through configured proxies only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from .settings import FORWARDED_HEADERS, LimitSettings

__all__ = ["ClientAddresses", "address_subject"]

_MOST_HOPS = 32
_FORWARDED_FOR = re.compile(r'(?:^|;)\s*for\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))', re.IGNORECASE)
_ELEMENTS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')

Address = IPv4Address | IPv6Address
Headers = Sequence[tuple[bytes, bytes]]


class ClientAddresses:
    """Finds the address that a request came from.

    Each proxy appends the address that it saw, so only the right end of the list can be believed: from the peer
    leftwards, the first address that is no trusted proxy is the client's. What stands further left is hearsay.
    """

    def __init__(self, settings: LimitSettings) -> None:
        self._networks = tuple(ip_network(network) for network in settings.trusted_proxies)
        self._header = settings.forwarded_header.encode()
        self._is_rfc7239 = settings.forwarded_header == FORWARDED_HEADERS[1]
        self._trusts = lru_cache(maxsize=1024)(self._in_networks)

    def of(self, peer: str, headers: Headers) -> str:
        """The client's address in its shortest form; ``peer`` as it is when that is no IP address (a Unix socket).

        Args:
            peer: address of the other end of the connection.
            headers: of the request, lower-case names.
        """
        nearest = _address(peer)
        if nearest is None:
            return peer
        if not self._networks or not self._trusts(nearest):
            return str(nearest)
        for told in self._told(headers):
            address = _address(told)
            if address is None:
                break
            nearest = address
            if not self._trusts(nearest):
                break
        return str(nearest)

    def _told(self, headers: Headers) -> Iterator[str]:
        """Forwarded addresses, nearest hop first."""
        lines = [value.decode("latin-1") for name, value in headers if name == self._header]
        elements = [element for line in lines for element in _ELEMENTS.findall(line)]
        for element in reversed(elements[-_MOST_HOPS:]):
            yield _forwarded_for(element) if self._is_rfc7239 else element

    def _in_networks(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def address_subject(address: str) -> str:
    """The subject whose requests are counted together: an IPv4 address, or the /64 that one IPv6 customer has."""
    parsed = _address(address)
    if isinstance(parsed, IPv6Address):
        return f"address:{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return f"address:{parsed or address}"


def _forwarded_for(element: str) -> str:
    found = _FORWARDED_FOR.search(element)
    if found is None:
        return ""
    quoted, plain = found.groups()
    return re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else str(plain)


@lru_cache(maxsize=4096)
def _address(text: str) -> Address | None:
    """The address in ``text`` (a port and brackets may stand around it), IPv4 in IPv6 taken out; ``None`` for none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
