"""httpx: what the couriers have to know of it, and the two transports under its own types."""

from __future__ import annotations

import httpx

from cachecore.transports.adapters import AsyncAdapter, SyncAdapter
from cachecore.transports.family import Family

# The bounds that the vendors' SDKs set for their own clients; the library's default of 100 would queue their bursts.
_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)


def _pool() -> httpx.BaseTransport:
    return httpx.HTTPTransport(limits=_LIMITS)


def _async_pool() -> httpx.AsyncBaseTransport:
    return httpx.AsyncHTTPTransport(limits=_LIMITS)


_FAMILY = Family(
    make_request=httpx.Request,
    replayable_stream=httpx.ByteStream,
    network_error=httpx.HTTPError,
    pool=_pool,
    async_pool=_async_pool,
)


class CachecoreTransport(AsyncAdapter[httpx.Request, httpx.Response], httpx.AsyncBaseTransport):
    __doc__ = AsyncAdapter.__doc__
    family = _FAMILY


class CachecoreSyncTransport(SyncAdapter[httpx.Request, httpx.Response], httpx.BaseTransport):
    __doc__ = SyncAdapter.__doc__
    family = _FAMILY
