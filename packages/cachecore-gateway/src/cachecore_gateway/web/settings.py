"""Settings of the HTTP edge; parsed and validated by ``config``, honoured here."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["WebSettings"]


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How requests are accepted."""

    max_body_bytes: int = 10 * 1024 * 1024
    """Larger request bodies get 413."""
    max_header_bytes: int = 32 * 1024
    """Larger header blocks get 431."""
    max_deps_header_bytes: int = 8 * 1024
    """Larger ``X-Cachecore-Deps`` values get 400."""
    max_dep_count: int = 64
    """More dependencies in one request get 400."""
    max_in_flight: int = 2000
    """Requests that may wait for the provider at once; more get 503 with ``Retry-After``. Hits are never refused."""
    debug_headers: bool = False
    """Send ``X-Cachecore-Namespace-Hint`` and the reasons of the semantic tier."""
    admin_token: str = field(default="", repr=False)
    """Bearer of ``/admin/*``; empty: admin is off."""
    body_timeout_seconds: float = 30.0
    """A request whose body is not there after this long gets 408."""
