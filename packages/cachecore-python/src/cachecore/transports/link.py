"""One client's link to its gateway: everything the four transports share that is not sending."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cachecore import wire
from cachecore.context import CallRecord, Scope
from cachecore.transports import injection
from cachecore.transports.routing import Boundary, Gateway, Origin, Route, UrlParts
from cachecore.transports.tokens import TokenInUse

_log = logging.getLogger("cachecore")
_WARNED_ORIGINS: Final = 100


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it will be sent: ``gateway`` and ``raw_path`` are set where it is sent elsewhere than aimed."""

    headers: injection.RawHeaders
    gateway: Origin | None = None
    raw_path: bytes | None = None


class Link:
    """Routes requests, dresses them, and records what came back. Knows no HTTP library; thread-safe."""

    def __init__(self, token: TokenInUse, gateway: Gateway | None, *, debug: bool = False) -> None:
        self.token, self.debug = token, debug
        self.boundary = Boundary(gateway)
        self.scope = Scope()
        self.closed = False
        self._warned: set[Origin] = set()
        self._lock = threading.Lock()

    @classmethod
    def to(cls, jwt: str, gateway_url: str | None, *, debug: bool = False) -> Link:
        """Raises ``TypeError`` or ``ValueError`` for a token or URL that cannot be used."""
        gateway = None if gateway_url is None else Gateway.parse(gateway_url)
        return cls(TokenInUse(jwt), gateway, debug=debug)

    def aside(self) -> Link:
        """The same gateway and token, untouched by the blocks that are open: for management calls."""
        return Link(self.token, self.boundary.gateway)

    def route(self, url: UrlParts) -> Route:
        route = self.boundary.route(url)
        if route is Route.FOREIGN:
            self._warn_once(Origin.of(url))
        return route

    def outgoing(self, route: Route, url: UrlParts, raw_headers: Iterable[tuple[bytes, bytes]], token: str) -> Outgoing:
        is_own = self.token.is_own
        if route is Route.FOREIGN:
            return Outgoing(injection.for_stranger(raw_headers, is_own))
        headers = injection.for_gateway(raw_headers, self.scope.frame, token, is_own)
        gateway = self.boundary.gateway
        if route is Route.GATEWAY or gateway is None:
            return Outgoing(headers)
        headers = injection.with_host(headers, gateway.origin.netloc)
        return Outgoing(headers, gateway.origin, gateway.path_for(url.raw_path))

    def answered(self, call: CallRecord, route: Route) -> None:
        if route is not Route.FOREIGN:
            self.scope.record(call)
        if self.debug:
            status = call.status
            said = status.status if route is not Route.FOREIGN else "not ours"
            _log.info(
                "cachecore: %s similarity=%.4f age=%ds http=%d %s %s",
                *(said, status.similarity, status.age_seconds, call.http_status, call.method, call.path),
            )

    def _warn_once(self, origin: Origin) -> None:
        with self._lock:
            if origin in self._warned or len(self._warned) >= _WARNED_ORIGINS:
                return
            self._warned.add(origin)
        known = self.boundary.gateway
        _log.warning(
            "cachecore: a request to %s was sent there without the token and without caching: it is %s",
            origin,
            f"not the gateway {known}" if known else "a model provider, and this transport was given no gateway_url",
        )


def record_of(method: str, url: UrlParts, status_code: int, headers: Mapping[str, str]) -> CallRecord:
    return CallRecord(
        status=wire.CacheStatus.from_headers(headers),
        entry=headers.get(wire.ENTRY),
        http_status=status_code,
        method=method,
        path=url.raw_path.partition(b"?")[0].decode("ascii", "replace"),
    )
