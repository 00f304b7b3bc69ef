"""Bypass: a request that the cache neither answers nor stores goes to the provider as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator

from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.core.ports import UpstreamCalled, UpstreamReply, UpstreamRequest

from .outcome import Outcome
from .parts import Parts

__all__ = ["Forwarder", "PassedBody"]


class PassedBody:
    """The provider's body as it comes. Whoever holds one calls ``aclose``, read or not."""

    def __init__(self, reply: UpstreamReply) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Chunks; raises ``UpstreamError`` when the transfer breaks."""
        async for data in self._reply.chunks():
            yield data

    async def aclose(self) -> None:
        """Let go of the connection; an unread body cuts it."""
        await self._reply.aclose()


class Forwarder:
    """Sends requests past the cache."""

    def __init__(self, parts: Parts) -> None:
        self._upstream = parts.upstream
        self._observer = parts.observer
        self._clock = parts.clock

    async def forward(self, request: UpstreamRequest, reason: Reason) -> Outcome:
        """The provider's answer, streamed through.

        Raises:
            GatewayError: no answer came, or no key may pay.
        """
        began = self._clock.monotonic()
        status, code = 0, ""
        try:
            reply = await self._upstream.send(request)
            status = reply.status
        except GatewayError as error:
            code = error.error_code
            raise
        finally:
            seconds = self._clock.monotonic() - began
            self._observer.upstream_called(UpstreamCalled("bypass", status, code, seconds, "bypass"))
        return Outcome(Tier.BYPASS, reply.status, reply.headers, PassedBody(reply), reason=reason)
