"""Whose request is this? Three answers, and the token goes with two of them only.

    GATEWAY    aimed at the gateway's origin, below its path prefix    sent as it is, with the token
    PROVIDER   aimed at a known provider's default origin              sent to the gateway, with the token
    FOREIGN    anything else                                           sent as it is, without the token

An origin is scheme, host and port (RFC 6454), so plain http beside https, another port and another spelling of a
loopback address are foreign. Where no gateway is known (a transport made by hand), the first origin that is no
provider's is taken for it, and all others are foreign from then on.
"""

from __future__ import annotations

import enum
import ipaddress
import re
import threading
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import unquote_to_bytes

import httpx

_DEFAULT_PORTS = {"http": 80, "https": 443}


class UrlParts(Protocol):
    """What httpx and httpx2 URLs have in common, as their connection pools read it."""

    @property
    def raw_scheme(self) -> bytes: ...
    @property
    def raw_host(self) -> bytes: ...
    @property
    def port(self) -> int | None: ...
    @property
    def raw_path(self) -> bytes: ...


class Route(enum.Enum):
    GATEWAY = enum.auto()
    PROVIDER = enum.auto()
    FOREIGN = enum.auto()


class Origin(NamedTuple):
    """Scheme and host in lower case (IDNA, IP addresses compressed), port always given (0: unknown scheme)."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: UrlParts) -> Origin:
        scheme = url.raw_scheme.decode("ascii").lower()
        port = _DEFAULT_PORTS.get(scheme, 0) if url.port is None else url.port
        return cls(scheme, _canonical(url.raw_host.decode("ascii")), port)

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS.get(self.scheme) else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


PROVIDERS = frozenset({Origin("https", "api.openai.com", 443), Origin("https", "api.anthropic.com", 443)})


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where the gateway is. ``prefix`` is what stands before ``/v1``: empty, or a path such as ``/cachecore``."""

    origin: Origin
    prefix: bytes = b""

    @classmethod
    def parse(cls, url: str) -> Gateway:
        """From a URL with or without a trailing slash or ``/v1``. Raises ``TypeError`` or ``ValueError``."""
        if not isinstance(url, str):
            raise TypeError(f"gateway_url must be a str, not {type(url).__name__}")
        try:
            parts = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ValueError(f"gateway_url is no URL: {error}") from None
        _check(parts)
        gateway = cls(Origin.of(parts), re.sub(rb"/+(v1/*)?$", b"", parts.raw_path))
        if gateway.origin in PROVIDERS:
            raise ValueError(f"gateway_url is {gateway.origin}, a model provider; the token must never go there")
        return gateway

    def covers(self, origin: Origin, raw_path: bytes) -> bool:
        if origin != self.origin:
            return False
        path = raw_path.partition(b"?")[0]
        return not self.prefix or ((path + b"/").startswith(self.prefix + b"/") and not _climbs(path))

    def path_for(self, raw_path: bytes) -> bytes:
        """The path at the gateway for a provider's path; both begin with ``/`` and may carry a query."""
        return self.prefix + raw_path

    def __str__(self) -> str:
        return f"{self.origin}{self.prefix.decode('ascii')}"


class Boundary:
    """Decides each request's route. Thread-safe."""

    def __init__(self, gateway: Gateway | None) -> None:
        self._gateway = gateway
        self._lock = threading.Lock()

    @property
    def gateway(self) -> Gateway | None:
        return self._gateway

    def route(self, url: UrlParts) -> Route:
        origin = Origin.of(url)
        if origin in PROVIDERS:
            return Route.FOREIGN if self._gateway is None else Route.PROVIDER
        covered = self._gateway_or_first(origin).covers(origin, url.raw_path)
        return Route.GATEWAY if covered else Route.FOREIGN

    def _gateway_or_first(self, origin: Origin) -> Gateway:
        with self._lock:
            if self._gateway is None:
                self._gateway = Gateway(origin)
            return self._gateway


def _check(parts: httpx.URL) -> None:
    if parts.scheme not in _DEFAULT_PORTS or not parts.host:
        raise ValueError("gateway_url must begin with http:// or https:// and name a host: 'http://localhost:8080'")
    if parts.userinfo:
        raise ValueError("gateway_url must not hold a user name or password; the token is the second argument")
    if parts.query or parts.fragment:
        raise ValueError("gateway_url must not hold a query or a fragment")


def _canonical(host: str) -> str:
    try:
        return ipaddress.ip_address(host).compressed
    except ValueError:
        return host.lower()


def _climbs(path: bytes) -> bool:
    """True where a server that decodes first could leave the prefix by ``..``, which URL parsing has not removed."""
    return b".." in re.split(rb"[/\\]", unquote_to_bytes(path))
