"""The clients and transports for httpx2, which newer SDKs build on: ``from cachecore.httpx2 import CachecoreClient``.

Same names, same arguments and same behaviour as at the top of ``cachecore``; only the HTTP library differs.
Needs the extra ``cachecore-python[httpx2]``.
"""

try:
    import httpx2 as _httpx2  # noqa: F401 - only to say what is missing
except ImportError as error:
    raise ImportError("cachecore.httpx2 needs httpx2: pip install 'cachecore-python[httpx2]'") from error

from cachecore.client.for_httpx2 import CachecoreClient, CachecoreSyncClient
from cachecore.transports.for_httpx2 import CachecoreSyncTransport, CachecoreTransport

CacheCoreClient = CachecoreClient
CacheCoreSyncClient = CachecoreSyncClient
CacheCoreSyncTransport = CachecoreSyncTransport
CacheCoreTransport = CachecoreTransport

__all__ = [
    "CacheCoreClient",
    "CacheCoreSyncClient",
    "CacheCoreSyncTransport",
    "CacheCoreTransport",
    "CachecoreClient",
    "CachecoreSyncClient",
    "CachecoreSyncTransport",
    "CachecoreTransport",
]
