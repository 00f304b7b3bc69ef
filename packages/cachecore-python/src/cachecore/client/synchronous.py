"""The client for sync code, over any HTTP family. Thread-safe."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, TypeVar

from cachecore.client.gateway_client import GatewayClient
from cachecore.client.management import MOST_IN_FLIGHT, invalidations
from cachecore.errors import CachecoreError
from cachecore.transports.adapters import SyncAdapter
from cachecore.wire import InvalidateResult, Invalidation

SyncTransportT = TypeVar("SyncTransportT", bound=SyncAdapter[Any, Any])
SelfT = TypeVar("SelfT", bound="SyncGatewayClient[Any]")


class SyncGatewayClient(GatewayClient[SyncTransportT]):
    """Invalidates and closes, for sync code; each method as its namesake of the async client."""

    def invalidate(self, dep_id: str, new_hash: str | None = None) -> InvalidateResult:
        """Kill every answer that declared this dependency; never raises for the gateway or the network."""
        return self._result(Invalidation.of(dep_id, new_hash))

    def invalidate_or_raise(self, dep_id: str, new_hash: str | None = None) -> InvalidateResult:
        """As ``invalidate``, but raises ``CachecoreError`` or the leaf of it that fits."""
        return self._confirmed(Invalidation.of(dep_id, new_hash))

    def invalidate_prefix(self, prefix: str, new_hash: str | None = None) -> InvalidateResult:
        """As ``invalidate``, for every dependency whose id begins with ``prefix`` (not empty), in one call."""
        return self._result(Invalidation.of_prefix(prefix, new_hash))

    def invalidate_many(self, dep_ids: Iterable[str], new_hash: str | None = None) -> list[InvalidateResult]:
        """Results in the order of ``dep_ids``; at most 16 under way at once, each on a thread of its own."""
        checked = invalidations(dep_ids, new_hash)
        with ThreadPoolExecutor(MOST_IN_FLIGHT, thread_name_prefix="cachecore-invalidate") as threads:
            return list(threads.map(self._result, checked))

    def close(self) -> None:
        """Close all connections, ``wrapped`` included. The transport sends nothing from then on. May be repeated."""
        self._mark_closed()
        self._owner.close()

    def __enter__(self: SelfT) -> SelfT:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _result(self, invalidation: Invalidation) -> InvalidateResult:
        try:
            return self._confirmed(invalidation)
        except CachecoreError as error:
            return InvalidateResult(invalidation.dep_id, ok=False, error=str(error))

    def _confirmed(self, invalidation: Invalidation) -> InvalidateResult:
        family = self._aside.family
        request = family.make_request(**self._management.request_arguments(invalidation))
        try:
            response = self._aside.handle_request(request)
            try:
                body = response.read()
            finally:
                response.close()
        except family.network_error as error:
            raise self._management.unreachable(error) from error
        return self._management.result(invalidation, response.status_code, response.headers, body)
