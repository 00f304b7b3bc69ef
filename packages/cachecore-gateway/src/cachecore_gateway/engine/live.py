"""The body of a live stream: chunks as they come, an error mid-way when the provider breaks off."""

from __future__ import annotations

from collections.abc import AsyncIterator

from cachecore_gateway.core.errors import UpstreamError, UpstreamTimeout, UpstreamUnusable
from cachecore_gateway.core.flight import Chunk, Landed, Landing

from .wave import Subscription

__all__ = ["LiveBody", "failure_of"]


class LiveBody:
    """Chunks of a shared upstream stream. Whoever holds one calls ``aclose``, read or not."""

    def __init__(self, subscription: Subscription, reader: int) -> None:
        self._subscription = subscription
        self._reader = reader

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Chunks.

        Raises:
            UpstreamError: the stream broke; what was sent so far is not a whole answer.
        """
        try:
            async for frame in self._subscription.attempt.read(self._reader):
                if isinstance(frame, Chunk):
                    yield frame.data
                elif isinstance(frame, Landed) and frame.landing not in (Landing.WHOLE, Landing.STREAM_ONLY):
                    raise failure_of(frame)
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Leave the stream."""
        self._subscription.close()


def failure_of(landed: Landed) -> UpstreamError:
    """The error that tells a caller how its flight failed."""
    kind = UpstreamTimeout if landed.status == UpstreamTimeout.status else UpstreamUnusable
    return kind(landed.message or "The provider gave no usable answer.", code=landed.code or None)
