"""Stale-while-revalidate (RFC 5861 §3): one background refresh per entry; a failed one keeps the old answer."""

from __future__ import annotations

import asyncio

from cachecore_gateway.core.dependencies import watched
from cachecore_gateway.core.errors import GatewayError, StoreUnavailable
from cachecore_gateway.core.flight import Landing
from cachecore_gateway.core.request import Ask

from .errand import Errand
from .fetch import Fetcher
from .items import Batch
from .parts import Parts

__all__ = ["RETRY_SECONDS", "Refresher"]

RETRY_SECONDS = 5.0
"""After a failed refresh the entry is left alone this long."""


class Refresher:
    """Refreshes stale entries behind the callers' backs, a bounded number at once."""

    def __init__(self, parts: Parts, fetcher: Fetcher) -> None:
        self._parts = parts
        self._fetcher = fetcher
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failed_until: dict[str, float] = {}

    def refresh(self, ask: Ask) -> None:
        """Start a refresh of the ask's entry unless one runs, one failed just now, or the token has expired."""
        self._start(ask, None)

    def refresh_items(self, batch: Batch) -> None:
        """The same for the entries of a batch's items, in one upstream call."""
        self._start(batch.ask, batch)

    async def settled(self) -> None:
        """Return once nothing runs."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def aclose(self) -> None:
        """Cancel what runs."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, ask: Ask, batch: Batch | None) -> None:
        clock = self._parts.clock
        if ask.key in self._running or len(self._running) >= self._parts.settings.refresh_count:
            return
        if ask.principal.expires_at <= clock.now() or self._failed_until.get(ask.key, 0.0) > clock.monotonic():
            return
        task = asyncio.create_task(self._run(ask, batch))
        self._running[ask.key] = task
        task.add_done_callback(lambda _: self._running.pop(ask.key, None))

    async def _run(self, ask: Ask, batch: Batch | None) -> None:
        try:
            vector = await self._vector(ask)
            started = await self._parts.stores.ledger.snapshot(ask.principal.tenant_id, watched(ask.deps))
        except StoreUnavailable as error:
            self._parts.observer.fault("refresh", error)
            return
        subscription = self._fetcher.join(Errand(ask, started, vector, "refresh", batch))
        try:
            landed = await subscription.attempt.wait_landed()
        finally:
            subscription.close()
        if landed.landing is not Landing.WHOLE or landed.uncacheable_reason:
            self._hold_off(ask)

    async def _vector(self, ask: Ask) -> bytes | None:
        if ask.question is None or self._parts.embedder is None:
            return None
        try:
            return await self._parts.embedder.embed(ask.question.text)
        except GatewayError as error:
            self._parts.observer.fault("embedder", error)
            return None

    def _hold_off(self, ask: Ask) -> None:
        now = self._parts.clock.monotonic()
        self._failed_until = {key: until for key, until in self._failed_until.items() if until > now}
        self._failed_until[ask.key] = now + RETRY_SECONDS
