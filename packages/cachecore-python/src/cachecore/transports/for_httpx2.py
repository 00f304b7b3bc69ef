"""httpx2: what the couriers have to know of it, and the two transports under its own types."""

from __future__ import annotations

import httpx2

from cachecore.transports.adapters import AsyncAdapter, SyncAdapter
from cachecore.transports.family import Family

# The bounds that the vendors' SDKs set for their own clients; the library's default of 100 would queue their bursts.
_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)


def _pool() -> httpx2.BaseTransport:
    return httpx2.HTTPTransport(limits=_LIMITS)


def _async_pool() -> httpx2.AsyncBaseTransport:
    return httpx2.AsyncHTTPTransport(limits=_LIMITS)


_FAMILY = Family(
    make_request=httpx2.Request,
    replayable_stream=httpx2.ByteStream,
    network_error=httpx2.HTTPError,
    pool=_pool,
    async_pool=_async_pool,
)


class CachecoreTransport(AsyncAdapter[httpx2.Request, httpx2.Response], httpx2.AsyncBaseTransport):
    __doc__ = AsyncAdapter.__doc__
    family = _FAMILY


class CachecoreSyncTransport(SyncAdapter[httpx2.Request, httpx2.Response], httpx2.BaseTransport):
    __doc__ = SyncAdapter.__doc__
    family = _FAMILY
