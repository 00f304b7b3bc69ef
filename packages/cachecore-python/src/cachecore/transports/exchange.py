"""One request through a link: renew the token if it is due, send, and send once more if the token was refused.

The same for every HTTP family: requests and responses are used through the few members that httpx and httpx2 share.
The two couriers are the only places that send.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic

from cachecore.transports.family import Family, RequestT, ResponseT, Url
from cachecore.transports.link import Link, Outgoing, record_of
from cachecore.transports.routing import Route
from cachecore.transports.tokens import AsyncRenewal, Renewal


class Exchange(Generic[RequestT, ResponseT]):
    """One request on its way: what to send, and whether its answer calls for a second try."""

    def __init__(self, link: Link, family: Family[RequestT, ResponseT], request: RequestT) -> None:
        if link.closed:
            raise RuntimeError("this CachecoreClient is closed; requests through its transport are no longer sent")
        self._link, self._family, self._request = link, family, request
        self._route = link.route(request.url)
        self.token = link.token.value

    def renewal_due(self) -> bool:
        return self._route is not Route.FOREIGN and self._link.token.expires_soon()

    def refused(self, response: ResponseT) -> bool:
        return self._route is not Route.FOREIGN and response.status_code == 401

    def replayable(self) -> bool:
        return isinstance(self._request.stream, self._family.replayable_stream)

    def outgoing(self) -> RequestT:
        """A new request with the token of this moment. The caller's own stays as it is, so that neither redirects
        nor error reports made from it can carry the token."""
        request, self.token = self._request, self._link.token.value
        sent = self._link.outgoing(self._route, request.url, request.headers.raw, self.token)
        return self._family.make_request(
            request.method,
            _moved(request.url, sent),
            headers=sent.headers,
            stream=request.stream,
            extensions=request.extensions,
        )

    def answered(self, response: ResponseT) -> None:
        record = record_of(self._request.method, self._request.url, response.status_code, response.headers)
        self._link.answered(record, self._route)


@dataclass(frozen=True, slots=True)
class Courier(Generic[RequestT, ResponseT]):
    """Carries requests of one HTTP family over one link, for sync code."""

    link: Link
    renewal: Renewal
    family: Family[RequestT, ResponseT]

    def deliver(self, request: RequestT, send: Callable[[RequestT], ResponseT]) -> ResponseT:
        exchange = Exchange(self.link, self.family, request)
        if exchange.renewal_due():
            self.renewal.replace(exchange.token)
        response = send(exchange.outgoing())
        if exchange.refused(response) and self.renewal.replace(exchange.token) and exchange.replayable():
            response.close()
            response = send(exchange.outgoing())
        exchange.answered(response)
        return response


@dataclass(frozen=True, slots=True)
class AsyncCourier(Generic[RequestT, ResponseT]):
    """Carries requests of one HTTP family over one link, for async code."""

    link: Link
    renewal: AsyncRenewal
    family: Family[RequestT, ResponseT]

    async def deliver(self, request: RequestT, send: Callable[[RequestT], Awaitable[ResponseT]]) -> ResponseT:
        exchange = Exchange(self.link, self.family, request)
        if exchange.renewal_due():
            await self.renewal.replace(exchange.token)
        response = await send(exchange.outgoing())
        if exchange.refused(response) and await self.renewal.replace(exchange.token) and exchange.replayable():
            await response.aclose()
            response = await send(exchange.outgoing())
        exchange.answered(response)
        return response


def _moved(url: Url, sent: Outgoing) -> Any:
    if sent.gateway is None:
        return url
    origin = sent.gateway
    port = None if origin.netloc == origin.host else origin.port
    return url.copy_with(scheme=origin.scheme, userinfo=b"", host=origin.host, port=port, raw_path=sent.raw_path)
