"""Calls to providers that the observer hears of: how long each took, and how it ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.ports import Clock, Observer, UpstreamCalled, UpstreamReply

__all__ = ["MeteredCalls", "status_of"]

T = TypeVar("T")


class MeteredCalls:
    """Awaits calls and tells of them."""

    def __init__(self, observer: Observer, clock: Clock) -> None:
        self._observer = observer
        self._clock = clock

    async def made(self, call: Awaitable[T], status_of: Callable[[T], int], *, protocol: str, purpose: str) -> T:
        """What ``call`` returns; ``status_of`` reads the HTTP status from it.

        Raises:
            GatewayError: what ``call`` raised, told with its code.
        """
        began = self._clock.monotonic()
        status, code = 0, ""
        try:
            answered = await call
            status = status_of(answered)
        except GatewayError as error:
            code = error.error_code
            raise
        finally:
            seconds = self._clock.monotonic() - began
            self._observer.upstream_called(UpstreamCalled(protocol, status, code, seconds, purpose))
        return answered


def status_of(reply: UpstreamReply) -> int:
    """The status of a provider's answer."""
    return reply.status
