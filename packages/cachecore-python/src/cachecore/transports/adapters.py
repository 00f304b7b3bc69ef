"""The transports, once for sync and once for async code; an HTTP family makes them its own by naming itself."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from cachecore.transports.exchange import AsyncCourier, Courier
from cachecore.transports.family import AsyncSender, Family, RequestT, ResponseT, Sender
from cachecore.transports.link import Link
from cachecore.transports.per_loop import PoolPerLoop
from cachecore.transports.scoped import Scoped
from cachecore.transports.tokens import AnyTokenProvider, AsyncRenewal, Renewal, TokenProvider

AsyncT = TypeVar("AsyncT", bound="AsyncAdapter[Any, Any]")
SyncT = TypeVar("SyncT", bound="SyncAdapter[Any, Any]")


class AsyncAdapter(Scoped, Generic[RequestT, ResponseT]):
    """A transport for async code: adds token and dependencies to what goes to the gateway.

    Clients have one ready, ``CachecoreClient.transport``. One made by hand takes the first origin that it is asked
    for and that is no provider's for the gateway, unless ``gateway_url`` names it, and closes ``wrapped`` with itself.
    ``debug`` logs one line a request at level INFO on logger ``cachecore``. ``token_provider`` gives the next token,
    directly or by ``await``. Raises ``TypeError`` or ``ValueError`` for a token or URL that cannot be used.
    """

    family: Family[RequestT, ResponseT]

    def __init__(
        self,
        jwt: str,
        *,
        wrapped: AsyncSender[RequestT, ResponseT] | None = None,
        debug: bool = False,
        gateway_url: str | None = None,
        token_provider: AnyTokenProvider | None = None,
    ) -> None:
        link = Link.to(jwt, gateway_url, debug=debug)
        pool = PoolPerLoop(self.family.async_pool) if wrapped is None else wrapped
        self._set_up(link, AsyncRenewal(link.token, token_provider), pool, owner=True)

    def _set_up(
        self, link: Link, renewal: AsyncRenewal, pool: AsyncSender[RequestT, ResponseT], *, owner: bool
    ) -> None:
        Scoped.__init__(self, link.scope)
        self._courier = AsyncCourier(link, renewal, self.family)
        self._pool, self._owner = pool, owner

    @property
    def link(self) -> Link:
        return self._courier.link

    def sharing(self: AsyncT, link: Link) -> AsyncT:
        """Another transport over the same pool and renewal, for another link; it never closes the pool."""
        other = type(self).__new__(type(self))
        other._set_up(link, self._courier.renewal, self._pool, owner=False)
        return other

    async def handle_async_request(self, request: RequestT) -> ResponseT:
        return await self._courier.deliver(request, self._pool.handle_async_request)

    async def aclose(self) -> None:
        """Closes the pool, where this transport owns it; a client's transport leaves that to the client."""
        if self._owner:
            await self._pool.aclose()


class SyncAdapter(Scoped, Generic[RequestT, ResponseT]):
    """A transport for sync code, otherwise as `AsyncAdapter`. Thread-safe; ``token_provider`` is a plain callable."""

    family: Family[RequestT, ResponseT]

    def __init__(
        self,
        jwt: str,
        *,
        wrapped: Sender[RequestT, ResponseT] | None = None,
        debug: bool = False,
        gateway_url: str | None = None,
        token_provider: TokenProvider | None = None,
    ) -> None:
        link = Link.to(jwt, gateway_url, debug=debug)
        pool = self.family.pool() if wrapped is None else wrapped
        self._set_up(link, Renewal(link.token, token_provider), pool, owner=True)

    def _set_up(self, link: Link, renewal: Renewal, pool: Sender[RequestT, ResponseT], *, owner: bool) -> None:
        Scoped.__init__(self, link.scope)
        self._courier = Courier(link, renewal, self.family)
        self._pool, self._owner = pool, owner

    @property
    def link(self) -> Link:
        return self._courier.link

    def sharing(self: SyncT, link: Link) -> SyncT:
        """Another transport over the same pool and renewal, for another link; it never closes the pool."""
        other = type(self).__new__(type(self))
        other._set_up(link, self._courier.renewal, self._pool, owner=False)
        return other

    def handle_request(self, request: RequestT) -> ResponseT:
        return self._courier.deliver(request, self._pool.handle_request)

    def close(self) -> None:
        """Closes the pool, where this transport owns it; a client's transport leaves that to the client."""
        if self._owner:
            self._pool.close()
