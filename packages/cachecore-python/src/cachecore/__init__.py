"""Client of the CacheCore gateway: keep your SDK, declare what answers depend on, invalidate when that changes.

    cc = CachecoreClient("http://localhost:8080", token)
    openai = AsyncOpenAI(http_client=httpx.AsyncClient(transport=cc.transport))

    with cc.request_context(deps=[Dep("table:products")]):
        answer = await openai.chat.completions.create(...)
    await cc.invalidate("table:products")

SDKs that use httpx2 take the classes of the same names from ``cachecore.httpx2``. Every class has a second name in the
older spelling, ``CacheCore…``.
"""

from cachecore.client.for_httpx import CachecoreClient, CachecoreSyncClient
from cachecore.context import CallRecord, Watch
from cachecore.errors import (
    CacheCoreAuthError,
    CachecoreAuthError,
    CacheCoreError,
    CachecoreError,
    CacheCoreRateLimitError,
    CachecoreRateLimitError,
)
from cachecore.transports.for_httpx import CachecoreSyncTransport, CachecoreTransport
from cachecore.wire import CacheStatus, Dep, DepDeclaration, InvalidateResult

__version__ = "0.2.0"

CacheCoreClient = CachecoreClient
CacheCoreSyncClient = CachecoreSyncClient
CacheCoreSyncTransport = CachecoreSyncTransport
CacheCoreTransport = CachecoreTransport

__all__ = [
    "CacheCoreAuthError",
    "CacheCoreClient",
    "CacheCoreError",
    "CacheCoreRateLimitError",
    "CacheCoreSyncClient",
    "CacheCoreSyncTransport",
    "CacheCoreTransport",
    "CacheStatus",
    "CachecoreAuthError",
    "CachecoreClient",
    "CachecoreError",
    "CachecoreRateLimitError",
    "CachecoreSyncClient",
    "CachecoreSyncTransport",
    "CachecoreTransport",
    "CallRecord",
    "Dep",
    "DepDeclaration",
    "InvalidateResult",
    "Watch",
]
