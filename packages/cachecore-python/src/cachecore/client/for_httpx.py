"""The clients whose transports go into httpx clients."""

from __future__ import annotations

import httpx

from cachecore.client.asynchronous import AsyncGatewayClient
from cachecore.client.synchronous import SyncGatewayClient
from cachecore.transports.for_httpx import CachecoreSyncTransport, CachecoreTransport
from cachecore.transports.tokens import AnyTokenProvider, TokenProvider


class CachecoreClient(AsyncGatewayClient[CachecoreTransport]):
    """One tenant at one gateway, for async code.

        cc = CachecoreClient("http://localhost:8080", token)
        openai = AsyncOpenAI(http_client=httpx.AsyncClient(transport=cc.transport))

    ``timeout`` is in seconds and for management calls. ``debug`` logs one line a request (INFO, logger ``cachecore``).
    ``wrapped`` carries everything, management calls too: proxies, TLS and limits are its options, and closing the
    client closes it. ``token_provider`` gives the next token, directly or by ``await``, when the present one is about
    to expire or was refused. Raises ``TypeError`` or ``ValueError`` for arguments that cannot be used.
    """

    def __init__(
        self,
        gateway_url: str,
        tenant_jwt: str,
        *,
        timeout: float = 30.0,
        debug: bool = False,
        wrapped: httpx.AsyncBaseTransport | None = None,
        token_provider: AnyTokenProvider | None = None,
    ) -> None:
        owner = CachecoreTransport(
            tenant_jwt, wrapped=wrapped, debug=debug, gateway_url=gateway_url, token_provider=token_provider
        )
        super().__init__(owner, timeout)


class CachecoreSyncClient(SyncGatewayClient[CachecoreSyncTransport]):
    """One tenant at one gateway, for sync code; thread-safe. Arguments as `CachecoreClient`.

    cc = CachecoreSyncClient("http://localhost:8080", token)
    openai = OpenAI(http_client=httpx.Client(transport=cc.transport))
    """

    def __init__(
        self,
        gateway_url: str,
        tenant_jwt: str,
        *,
        timeout: float = 30.0,
        debug: bool = False,
        wrapped: httpx.BaseTransport | None = None,
        token_provider: TokenProvider | None = None,
    ) -> None:
        owner = CachecoreSyncTransport(
            tenant_jwt, wrapped=wrapped, debug=debug, gateway_url=gateway_url, token_provider=token_provider
        )
        super().__init__(owner, timeout)
