"""A connection pool for each event loop, so that one client can serve ``asyncio.run`` after ``asyncio.run``.

Connections belong to the loop that opened them; a pool that met a second loop would fail with "Event loop is closed".
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic

from cachecore.transports.family import AsyncSender, RequestT, ResponseT


class PoolPerLoop(Generic[RequestT, ResponseT]):
    """Makes a pool when a loop is first seen, and forgets those of loops that have been closed."""

    def __init__(self, make: Callable[[], AsyncSender[RequestT, ResponseT]]) -> None:
        self._make = make
        self._pools: dict[asyncio.AbstractEventLoop | None, AsyncSender[RequestT, ResponseT]] = {}

    async def handle_async_request(self, request: RequestT) -> ResponseT:
        return await self._pool().handle_async_request(request)

    async def aclose(self) -> None:
        """Closes the running loop's connections; those of other loops can only be closed there."""
        pool = self._pools.get(_running_loop())
        self._pools = {}
        if pool is not None:
            await pool.aclose()

    def _pool(self) -> AsyncSender[RequestT, ResponseT]:
        loop = _running_loop()
        if loop not in self._pools:
            alive = {known: pool for known, pool in self._pools.items() if known is None or not known.is_closed()}
            self._pools = {**alive, loop: self._make()}
        return self._pools[loop]


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """None under other schedulers, such as trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
