"""The client for async code, over any HTTP family."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Any, TypeVar

from cachecore.client.gateway_client import GatewayClient
from cachecore.client.management import MOST_IN_FLIGHT, invalidations
from cachecore.errors import CachecoreError
from cachecore.transports.adapters import AsyncAdapter
from cachecore.wire import InvalidateResult, Invalidation

AsyncTransportT = TypeVar("AsyncTransportT", bound=AsyncAdapter[Any, Any])
SelfT = TypeVar("SelfT", bound="AsyncGatewayClient[Any]")


class AsyncGatewayClient(GatewayClient[AsyncTransportT]):
    """Invalidates and closes, for async code."""

    async def invalidate(self, dep_id: str, new_hash: str | None = None) -> InvalidateResult:
        """Kill every answer that declared this dependency; a random hash is made where none is given.

        What the gateway or the network does wrong comes back as ``ok=False`` with ``error``. Raises only for wrong
        arguments (``TypeError``, ``ValueError``) and for a closed client (``RuntimeError``).
        """
        return await self._result(Invalidation.of(dep_id, new_hash))

    async def invalidate_or_raise(self, dep_id: str, new_hash: str | None = None) -> InvalidateResult:
        """As ``invalidate``, but raises ``CachecoreError`` or the leaf of it that fits."""
        return await self._confirmed(Invalidation.of(dep_id, new_hash))

    async def invalidate_prefix(self, prefix: str, new_hash: str | None = None) -> InvalidateResult:
        """As ``invalidate``, for every dependency whose id begins with ``prefix`` (not empty), in one call."""
        return await self._result(Invalidation.of_prefix(prefix, new_hash))

    async def invalidate_many(self, dep_ids: Iterable[str], new_hash: str | None = None) -> list[InvalidateResult]:
        """Results in the order of ``dep_ids``; at most 16 under way at once, and none before all are checked."""
        slots = asyncio.Semaphore(MOST_IN_FLIGHT)

        async def one(invalidation: Invalidation) -> InvalidateResult:
            async with slots:
                return await self._result(invalidation)

        return await asyncio.gather(*(one(item) for item in invalidations(dep_ids, new_hash)))

    async def aclose(self) -> None:
        """Close all connections, ``wrapped`` included. The transport sends nothing from then on. May be repeated."""
        self._mark_closed()
        await self._owner.aclose()

    async def __aenter__(self: SelfT) -> SelfT:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _result(self, invalidation: Invalidation) -> InvalidateResult:
        try:
            return await self._confirmed(invalidation)
        except CachecoreError as error:
            return InvalidateResult(invalidation.dep_id, ok=False, error=str(error))

    async def _confirmed(self, invalidation: Invalidation) -> InvalidateResult:
        family = self._aside.family
        request = family.make_request(**self._management.request_arguments(invalidation))
        try:
            response = await self._aside.handle_async_request(request)
            try:
                body = await response.aread()
            finally:
                await response.aclose()
        except family.network_error as error:
            raise self._management.unreachable(error) from error
        return self._management.result(invalidation, response.status_code, response.headers, body)
