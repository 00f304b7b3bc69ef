"""Bypass: a request that the cache neither answers nor stores goes to the provider as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator

from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.core.ports import UpstreamReply, UpstreamRequest

from .eager import Begun, begin
from .metered import MeteredCalls, status_of
from .outcome import Body, Outcome
from .parts import Parts

__all__ = ["Forwarder", "PassedBody"]


_GATHERED_BYTES = 256 * 1024
"""What has come of a larger body is passed on at once."""


class PassedBody:
    """The provider's body as it comes. Whoever holds one calls ``aclose``, read or not."""

    def __init__(self, reply: UpstreamReply) -> None:
        self._reply = reply
        self._chunks = aiter(reply.chunks())
        self._come: list[bytes] = []
        self._next: Begun[bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Chunks; raises ``UpstreamError`` when the transfer breaks."""
        for data in self._come:
            yield data
        if self._next is not None:
            begun, self._next = self._next, None
            try:
                yield await begun
            except StopAsyncIteration:
                return
        async for data in self._chunks:
            yield data

    def whole(self) -> bytes | None:
        """The body, where all of it has come with its head; ``None`` where the rest must be waited for.

        Raises:
            UpstreamError: the transfer broke.
        """
        size = 0
        while size <= _GATHERED_BYTES:
            try:
                step = begin(anext(self._chunks))
            except StopAsyncIteration:
                return b"".join(self._come)
            if isinstance(step, Begun):
                self._next = step
                return None
            self._come.append(step)
            size += len(step)
        return None

    async def aclose(self) -> None:
        """Let go of the connection; an unread body cuts it."""
        if self._next is not None:
            self._next.close()
        await self._reply.aclose()


class Forwarder:
    """Sends requests past the cache."""

    def __init__(self, parts: Parts) -> None:
        self._upstream = parts.upstream
        self._metered = MeteredCalls(parts.observer, parts.clock)

    async def forward(self, request: UpstreamRequest, reason: Reason) -> Outcome:
        """The provider's answer, streamed through.

        Raises:
            GatewayError: no answer came, or no key may pay.
        """
        sent = self._upstream.send(request)
        reply = await self._metered.made(sent, status_of, protocol="bypass", purpose="bypass")
        return Outcome(Tier.BYPASS, reply.status, reply.headers, await _body(request, reply), reason=reason)


async def _body(request: UpstreamRequest, reply: UpstreamReply) -> Body:
    """The body in one piece where it is there; a HEAD request's has none, and no length of its own."""
    passed = PassedBody(reply)
    try:
        whole = passed.whole() if request.method != "HEAD" else None
    except BaseException:
        await passed.aclose()
        raise
    if whole is None:
        return passed
    await passed.aclose()
    return whole
